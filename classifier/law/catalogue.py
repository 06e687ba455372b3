"""The rules of one run: the shipped folders, the house's own folders over them, selected and in force.

A house folder has the same form as `classifier/rules/<cc>/`; a file with a known id overrides that rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from classifier.errors import RuleError, UsageError
from classifier.law import parsed
from classifier.law.rule import Rule
from classifier.law.schema import rule_from
from classifier.law.territory import reached


def shipped() -> Path:
    """The folder of the rules inside this package."""
    return Path(str(files("classifier") / "rules"))


@cache
def _read_folder(folder: Path, readers: tuple[str, ...] | None) -> tuple[Rule, ...]:
    paths = sorted(folder.glob("*/*.toml")) or sorted(folder.glob("*.toml"))
    if not paths:
        raise RuleError("holds no rule files", str(folder))
    rules: dict[str, Rule] = {}
    for path, data in zip(paths, parsed.tables(paths), strict=True):
        if readers is not None and not _may_reach(data, readers):
            continue
        rule = rule_from(data, str(path))
        if rule.id in rules:
            raise RuleError(f"id {rule.id} stands in {rules[rule.id].path} already", str(path))
        rules[rule.id] = rule
    return tuple(rules.values())


def _may_reach(data: Mapping[str, object], readers: tuple[str, ...]) -> bool:
    """False only where a rule cannot reach these readers; a broken file is never passed over."""
    audience = data.get("audience", [data.get("jurisdiction")])
    if "WORLD" in readers or not isinstance(audience, list) or not all(isinstance(code, str) for code in audience):
        return True
    return bool(reached(audience, readers))


def load(extra: Iterable[Path] = (), readers: Iterable[str] | None = None) -> tuple[Rule, ...]:
    """The rules, by id; later folders override earlier ones. With `readers` only those that can reach them.

    RuleError for a broken file, a doubled id or an empty folder.
    """
    wanted = None if readers is None else tuple(sorted(set(readers)))
    rules = {rule.id: rule for rule in _read_folder(shipped(), wanted)}
    for folder in extra:
        own = _read_folder(folder, None)
        rules |= {rule.id: rule for rule in own}
    return tuple(rules[id] for id in sorted(rules))


def matches(prefix: str, id: str) -> bool:
    """True if `prefix` names the rule or a stem of its id: RU-UND covers RU-UND-READ, not RU-UNDO."""
    stem = prefix.removesuffix("*").removesuffix("-")
    return stem == "ALL" or id == stem or id.startswith(stem + "-")


def select(rules: Sequence[Rule], wanted: Sequence[str] = (), ignored: Sequence[str] = ()) -> tuple[Rule, ...]:
    """The rules that `--select` and `--ignore` leave; UsageError for a prefix that names no rule."""
    for prefix in (*wanted, *ignored):
        if not any(matches(prefix, rule.id) for rule in rules):
            raise UsageError(f"no rule {prefix!r}", hint="notices rule lists them")
    return tuple(
        rule
        for rule in rules
        if (not wanted or any(matches(prefix, rule.id) for prefix in wanted))
        and not any(matches(prefix, rule.id) for prefix in ignored)
    )


def find(rules: Sequence[Rule], id: str) -> Rule:
    """The rule with this id; UsageError if there is none."""
    for rule in rules:
        if rule.id == id.upper():
            return rule
    near = [rule.id for rule in rules if matches(id.upper(), rule.id)]
    raise UsageError(
        f"no rule {id!r}", hint=f"did you mean {', '.join(near[:5])}" if near else "notices rule lists them"
    )
