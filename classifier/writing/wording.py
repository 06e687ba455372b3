"""Choose the language of a notice and fill its placeholders."""

from __future__ import annotations

from collections.abc import Sequence

from classifier.deciding import Case, readers_of
from classifier.knowing.recogniser import LABEL_LENGTH
from classifier.law import helplines
from classifier.law.rule import Rule, Wording
from classifier.law.schema import placeholders
from classifier.reading.language import primary
from classifier.types import Notice

_PLAIN_AND = {
    "ru": "и",
    "uk": "та",
    "be": "і",
    "de": "und",
    "fr": "et",
    "es": "y",
    "it": "e",
    "pl": "i",
    "pt": "e",
    "nl": "en",
}


def choose(rule: Rule, case: Case) -> Wording:
    """The wording in the document's language, else the house's, else the rule's fallback."""
    by_language = {primary(wording.language): wording for wording in reversed(rule.wording)}
    for language in (case.document.language, primary(case.context.publisher.language), primary(rule.fallback)):
        if language in by_language:
            return by_language[language]
    return rule.wording[0]


def notice(rule: Rule, case: Case, entities: Sequence[str]) -> Notice | None:
    """The exact words for this document; None if a placeholder has no value and the rule knows no bare wording."""
    if not rule.wording:
        return None
    wording = choose(rule, case)
    values = _values(rule, case, entities, primary(wording.language))
    needed = placeholders(wording.text)
    if all(values.get(name) for name in needed):
        text = wording.text.format_map(values) if needed else wording.text
    elif wording.bare:
        text = wording.bare
    else:
        return None
    return Notice(
        rule.id, text, wording.language, rule.place, rule.kind, label=len(text) <= LABEL_LENGTH and "\n" not in text
    )


def _values(rule: Rule, case: Case, entities: Sequence[str], language: str) -> dict[str, str]:
    names = [_name(rule, case, entity) for entity in entities]
    metadata, publisher = case.document.metadata, case.context.publisher
    owners = [owner for owner in publisher.owners if owner.casefold() in case.document.source.casefold()]
    return {
        "publisher": publisher.name,
        "entity": names[0] if names else metadata.syndicated_from or "",
        "entities": _series(names, language),
        "sponsor": metadata.sponsor or "",
        "helplines": _helplines(rule, case, language) if rule.helplines else "",
        "owner": (owners or list(publisher.owners) or [""])[0],
        "author": metadata.authors[0] if metadata.authors else "",
    }


def _name(rule: Rule, case: Case, entity: str) -> str:
    """A status label names an entity as its register does; every other notice as readers know it."""
    if rule.family == "status_label":
        lists = {name for c in rule.when for name in (*c.publisher_on, *c.mention_on)}
        rows = case.registers.entries(entity, case.context.day, lists or None)
        if rows:
            return rows[0].name
    return case.registers.label(entity)


def _series(names: Sequence[str], language: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {_PLAIN_AND.get(language, 'and')} {names[-1]}"


def _helplines(rule: Rule, case: Case, language: str) -> str:
    """The lines of the readers' countries in one sentence; the country stands behind a line where there are several."""
    lines = helplines.best(rule.helplines, readers_of(rule, case.context.audience), language)
    several = len(lines) > 1
    texts = [f"{line.name}: {line.number}" + (f" ({line.country})" if several else "") for line in lines]
    return "; ".join(texts) + ("." if texts else "")
