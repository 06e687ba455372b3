"""Rule files: TOML in, rules out, checked as strictly as code.

The vocabulary is closed (`CONDITIONS`): an unknown key is an error that names file and key.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from classifier import labels
from classifier.errors import RuleError
from classifier.law import territory
from classifier.law.rule import Condition, Recognise, Rule, Sign, Source, Wording

PLACEHOLDERS = frozenset({"publisher", "entity", "entities", "sponsor", "helplines", "owner", "author"})
LINK_CLASSES = frozenset({"affiliate", "amazon", "sponsored", "payment", "tracking", "referral"})

_ID = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_KIND = re.compile(r"[a-z][a-z0-9_]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")


class _Fault(Exception):
    """A fault at one key; turned into a RuleError that names the file."""


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Fault("must be a text that is not empty")
    return value.strip()


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Fault("must be true or false")
    return value


def _day(value: Any) -> date:
    if type(value) is not date:
        raise _Fault("must be a date such as 2026-11-23")
    return value


def _one_of(*allowed: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in allowed:
            raise _Fault(f"{value!r} is not one of {', '.join(allowed)}")
        return str(value)

    return check


def _matching(pattern: re.Pattern[str], form: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if not pattern.fullmatch(_text(value)):
            raise _Fault(f"{value!r} is not {form}")
        return str(value)

    return check


def _code(value: Any) -> str:
    if not isinstance(value, str) or not territory.is_code(value):
        raise _Fault(f"{value!r} is no ISO 3166 code, EU or WORLD")
    return value


def _listof(item: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    def check(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list) or not value:
            raise _Fault("must be a list that is not empty")
        return tuple(item(entry) for entry in value)

    return check


def _table(schema: Mapping[str, Callable[[Any], Any]], required: frozenset[str], value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Fault("must be a table")
    read: dict[str, Any] = {}
    for key, entry in value.items():
        if key not in schema:
            raise _Fault(f"unknown key {key!r}; known: {', '.join(sorted(schema))}")
        try:
            read[key] = schema[key](entry)
        except _Fault as fault:
            raise _Fault(f"{key}: {fault}") from None
    for key in sorted(required - read.keys()):
        raise _Fault(f"{key!r} is missing")
    return read


CONDITIONS: Mapping[str, Callable[[Any], Any]] = {
    "publisher_on": _listof(_text),
    "publisher_not_on": _listof(_text),
    "established": _listof(_code),
    "exposed": _listof(_code),
    "publisher_kind": _listof(_one_of(*labels.PUBLISHER_KINDS)),
    "mention_on": _listof(_text),
    "mention_of": _listof(_text),
    "roles": _listof(_one_of(*labels.ROLES)),
    "topic": _listof(_one_of(*labels.TOPICS)),
    "also_topic": _listof(_one_of(*labels.TOPICS)),
    "intent": _listof(_one_of(*labels.INTENTS)),
    "link": _listof(_one_of(*sorted(LINK_CLASSES))),
    "commercial": _listof(_one_of(*labels.COMMERCIAL)),
    "ai": _listof(_one_of(*labels.AI)),
    "ai_reviewed": _flag,
    "sponsor": _flag,
    "syndicated": _flag,
    "section": _listof(_text),
    "owner_named": _flag,
    "words": _listof(_text),
    "notice": _listof(_text),
}
assert CONDITIONS.keys() == {field.name for field in fields(Condition)}


def _condition(value: Any) -> Condition:
    read = _table(CONDITIONS, frozenset(), value)
    if not read:
        raise _Fault("an empty table would always hold")
    if "roles" in read and not {"mention_on", "mention_of"} & read.keys():
        raise _Fault("roles needs mention_on or mention_of beside it")
    return Condition(**read)


def _wordings(value: Any) -> tuple[Wording, ...]:
    if not isinstance(value, dict) or not value:
        raise _Fault("must hold tables by language, such as [wording.en]")
    wordings = []
    for language, entry in value.items():
        if not _LANGUAGE.fullmatch(language):
            raise _Fault(f"{language!r} is no language code")
        try:
            read = _table({"text": _text, "bare": _text}, frozenset({"text"}), entry)
        except _Fault as fault:
            raise _Fault(f"{language}: {fault}") from None
        for text in read.values():
            unknown = placeholders(text) - PLACEHOLDERS
            if unknown:
                raise _Fault(f"{language}: unknown placeholder {{{sorted(unknown)[0]}}}")
        if placeholders(read.get("bare", "")):
            raise _Fault(f"{language}: bare must hold no placeholder")
        wordings.append(Wording(language, **read))
    return tuple(wordings)


_OTHERS_WORDING = {"language": _matching(_LANGUAGE, "a language code"), "text": _text, "note": _text}


def _other_wording(value: Any) -> Wording:
    read = _table(_OTHERS_WORDING, frozenset({"language", "text"}), value)
    return Wording(read["language"], read["text"])


def _sign(value: Any) -> Sign:
    schema = {
        "words": _listof(_listof(_text)),
        "within": lambda v: v if isinstance(v, int) and v > 0 else _raise("must be a number of characters"),
        "near_entity": _flag,
        "status": _one_of("present", "stale", "obsolete"),
        "reason": _text,
    }
    return Sign(**_table(schema, frozenset({"words"}), value))


def _raise(fault: str) -> Any:
    raise _Fault(fault)


def _recognise(value: Any) -> Recognise:
    schema = {
        "labels": _listof(_text),
        "insufficient": _listof(_text),
        "reason": _text,
        "sign": _listof(_sign),
    }
    read = _table(schema, frozenset(), value)
    if "sign" in read:
        read["signs"] = read.pop("sign")
    return Recognise(**read)


def _source(value: Any) -> Source:
    return Source(**_table({"name": _text, "url": _text}, frozenset({"name"}), value))


_RULE: Mapping[str, Callable[[Any], Any]] = {
    "id": _matching(_ID, "an id such as RU-UND-READ"),
    "title": _text,
    "jurisdiction": _code,
    "family": _one_of(*labels.FAMILIES),
    "force": _one_of(*labels.FORCES),
    "action": _one_of(*labels.ACTIONS),
    "kind": _matching(_KIND, "a kind such as ad_label"),
    "audience": _listof(_code),
    "summary": _text,
    "bound": _text,
    "advice": _text,
    "law": _text,
    "sanction": _text,
    "doubts": _text,
    "verified": _one_of(*labels.VERIFIED),
    "checked_on": _day,
    "helplines": _matching(_KIND, "a helpline topic"),
    "from": _day,
    "until": _day,
    "fallback": _matching(_LANGUAGE, "a language code"),
    "place": _one_of(*labels.PLACES),
    "sources": _listof(_source),
    "when": _listof(_condition),
    "unless": _listof(_condition),
    "wording": _wordings,
    "accepted": _listof(_other_wording),
    "formerly": _listof(_other_wording),
    "recognise": _recognise,
}
_REQUIRED = frozenset(
    {"id", "title", "jurisdiction", "family", "force", "summary", "law", "verified", "checked_on", "sources", "when"}
)


def placeholders(text: str) -> frozenset[str]:
    """The names in braces that a wording leaves to be filled."""
    try:
        return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)
    except ValueError as fault:
        raise _Fault(f"broken braces: {fault}") from None


def parse_rule(text: str, path: str) -> Rule:
    """Read one rule from the text of its TOML file; RuleError names the file and the key at fault."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise RuleError(f"is not TOML: {fault}", path) from None
    return rule_from(data, path)


def rule_from(data: Mapping[str, Any], path: str) -> Rule:
    """Check the table of one rule file and make the rule; RuleError names the file and the key at fault."""
    try:
        read = _table(_RULE, _REQUIRED, dict(data))
        if "from" in read:
            read["from_"] = read.pop("from")
        read.setdefault("kind", read["family"])
        read.setdefault("audience", (read["jurisdiction"],))
        if "wording" in read:
            read.setdefault("fallback", read["wording"][0].language)
        rule = Rule(path=path, **read)
        _check_sense(rule)
    except _Fault as fault:
        raise RuleError(str(fault), path) from None
    return rule


def _check_sense(rule: Rule) -> None:
    """What no single key can show: the parts of a rule must make sense together."""
    inserts = rule.action == "insert" and rule.force != "forbidden_act"
    ends_in_past = rule.until is not None and rule.until <= rule.checked_on
    if inserts and not rule.wording and not (ends_in_past and rule.formerly):
        raise _Fault("a rule that inserts needs at least one [wording.LANGUAGE]")
    if rule.action == "hold" and rule.wording:
        raise _Fault("a hold inserts nothing, so it holds no wording")
    if rule.action == "hold" and not rule.advice:
        raise _Fault("a hold needs advice: what the editor can do")
    if rule.wording and rule.fallback not in {wording.language for wording in rule.wording}:
        raise _Fault(f"fallback: there is no [wording.{rule.fallback}]")
    if rule.from_ and rule.until and rule.until <= rule.from_:
        raise _Fault("until must come after from")
    uses_helplines = any("helplines" in placeholders(wording.text) for wording in rule.wording)
    if uses_helplines != bool(rule.helplines):
        raise _Fault("helplines (a topic) and the placeholder {helplines} belong together")
