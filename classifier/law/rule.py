"""One obligation: who owes what to which readers, when, in which words, under which law.

`when` holds alternatives; the lines inside one must all hold; any `unless` that holds switches the rule off.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Condition:
    """One `[[when]]` or `[[unless]]` table: every line that is set must hold."""

    publisher_on: tuple[str, ...] = ()
    publisher_not_on: tuple[str, ...] = ()
    established: tuple[str, ...] = ()
    exposed: tuple[str, ...] = ()
    publisher_kind: tuple[str, ...] = ()
    mention_on: tuple[str, ...] = ()
    mention_of: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    also_topic: tuple[str, ...] = ()
    intent: tuple[str, ...] = ()
    link: tuple[str, ...] = ()
    commercial: tuple[str, ...] = ()
    ai: tuple[str, ...] = ()
    ai_reviewed: bool | None = None
    sponsor: bool | None = None
    syndicated: bool | None = None
    section: tuple[str, ...] = ()
    owner_named: bool | None = None
    words: tuple[str, ...] = ()
    notice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a notice in one language; `bare` serves where a placeholder of `text` has no value."""

    language: str
    text: str
    bare: str | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """How to know a notice nobody here wrote: one word of every group, within `within` characters.

    Words are folded prefixes ("запрещен" finds «запрещена»). `near_entity`: the entity's name must stand there
    too. `status` is what such a notice is worth: present, stale or obsolete.
    """

    words: tuple[tuple[str, ...], ...]
    within: int = 900
    near_entity: bool = False
    status: str = "present"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Recognise:
    """Wordings of other houses: short labels that suffice, labels that do not, and signs."""

    labels: tuple[str, ...] = ()
    insufficient: tuple[str, ...] = ()
    reason: str = ""
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact of the rule was read."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One obligation of one jurisdiction, with its trigger, place, words, dates, law and doubts.

    Rules are told apart by identity: they are read once, and caches ask for them often.
    """

    id: str
    title: str
    jurisdiction: str
    family: str
    force: str
    summary: str
    law: str
    verified: str
    checked_on: date
    sources: tuple[Source, ...]
    when: tuple[Condition, ...]
    unless: tuple[Condition, ...] = ()
    action: str = "insert"
    kind: str = ""
    audience: tuple[str, ...] = ()
    place: str = "end"
    bound: str = ""
    advice: str = ""
    sanction: str = ""
    doubts: str = ""
    helplines: str = ""
    from_: date | None = None
    until: date | None = None
    fallback: str = ""
    wording: tuple[Wording, ...] = ()
    accepted: tuple[Wording, ...] = ()
    formerly: tuple[Wording, ...] = ()
    recognise: Recognise = Recognise()
    path: str = ""

    def in_force(self, day: date) -> bool:
        """True from `from` (inclusive) to `until` (exclusive)."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day < self.until)
