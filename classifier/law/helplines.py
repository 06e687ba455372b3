"""Helplines by reader's country: data of their own, so that a number that changes is one edit."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from classifier.errors import RuleError
from classifier.law.catalogue import shipped

_COLUMNS = "country topic name number languages verified checked_on".split()


@dataclass(frozen=True, slots=True)
class Helpline:
    """One line: whom it serves (country, topic), its name and what a reader dials or writes."""

    country: str
    topic: str
    name: str
    number: str
    languages: tuple[str, ...]
    verified: str
    checked_on: str


@cache
def load() -> tuple[Helpline, ...]:
    """The shipped table; RuleError names a broken line."""
    path = shipped() / "helplines.csv"
    lines: list[Helpline] = []
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream)
            if next(reader, None) != _COLUMNS:
                raise RuleError(f"line 1: the columns must be {', '.join(_COLUMNS)}", str(path))
            for cells in reader:
                if len(cells) != len(_COLUMNS):
                    raise RuleError(f"line {reader.line_num}: {len(cells)} cells, {len(_COLUMNS)} expected", str(path))
                country, topic, name, number, languages, verified, checked_on = cells
                lines.append(Helpline(country, topic, name, number, tuple(languages.split()), verified, checked_on))
    except (OSError, UnicodeDecodeError) as fault:
        raise RuleError(f"cannot be read: {fault}", str(path)) from None
    return tuple(lines)


def best(topic: str, readers: Iterable[str], language: str = "") -> list[Helpline]:
    """One line for each reader's country, in the language where the country has one in it.

    The international directory serves only where no country has a line.
    """
    found: list[Helpline] = []
    for country in dict.fromkeys(code.split("-")[0] for code in readers):
        lines = [line for line in load() if line.country == country and line.topic == topic]
        found += ([line for line in lines if language in line.languages] or lines)[:1]
    return found or [line for line in load() if line.country == "INT" and line.topic == topic][:1]
