"""What every format's reader returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from classifier.types import Link, Marked, Passage, Places


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Passages, places, links, marked blocks, and the metadata and language the markup itself states."""

    passages: tuple[Passage, ...]
    places: Places
    links: tuple[Link, ...] = ()
    marked: tuple[Marked, ...] = ()
    metadata: Mapping[str, object] = field(default_factory=dict)
    language: str = ""
