"""The nouns that flow through the program: Document, Evidence, Finding, Notice, Edit, Report.

All offsets are code points into `Document.source`, the decoded text as read (without a byte order mark).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Zone = Literal["title", "byline", "body", "aside", "furniture"]
Status = Literal["missing", "present", "stale", "duplicate", "obsolete", "hold", "ask", "review"]
FIXABLE: frozenset[str] = frozenset({"missing", "stale", "duplicate", "obsolete"})
ACTION_NEEDED = FIXABLE | {"hold"}


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of the source."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """One block of text a reader sees, with the way back to the source.

    `pieces` holds (offset in text, offset in source, length in source) in order; a character reference or an
    escape is a piece of its own. `block` is the whole block element, where text can be put before or after.
    """

    text: str
    pieces: tuple[tuple[int, int, int], ...]
    zone: Zone
    block: Span
    tag: str = ""

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Where text[start:end] stands in the source."""
        last = len(self.text) if end is None else end
        return Span(self._offset(start), self._offset(last - 1, closing=True) if last > start else self._offset(start))

    def _offset(self, index: int, *, closing: bool = False) -> int:
        number = max(bisect_right(self.pieces, (index, 1 << 60, 0)) - 1, 0)
        at, source, length = self.pieces[number]
        following = self.pieces[number + 1][0] if number + 1 < len(self.pieces) else len(self.text)
        if following - at != length:  # a reference: one or two characters stand for the whole piece
            return source + length if closing else source
        return source + min(index - at, length) + (1 if closing else 0)


@dataclass(frozen=True, slots=True)
class Link:
    """An address in the page: `kind` is a (anchor), embed (iframe, script widget, quoted post) or canonical."""

    href: str
    kind: Literal["a", "embed", "canonical"]
    span: Span
    passage: int | None = None
    rel: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the house itself says of a document; every field is optional."""

    title: str | None = None
    language: str | None = None
    published: str | None = None
    modified: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    commercial: str | None = None
    sponsor: str | None = None
    ai: str | None = None
    ai_reviewed: bool | None = None
    syndicated_from: str | None = None
    notices_off: tuple[str, ...] = ()
    notices_off_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A block that a marker of ours encloses: whole block, the rule it names, and whether a reader sees any of it."""

    rule: str
    span: Span
    visible: bool


@dataclass(frozen=True, slots=True)
class Places:
    """Offsets where a notice may stand: under the headline, before the first body block, after the last."""

    start: int
    before_body: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One text as read: source, format, metadata and its visible passages."""

    source: str
    format: str
    passages: tuple[Passage, ...]
    places: Places
    language: str
    metadata: Metadata = Metadata()
    links: tuple[Link, ...] = ()
    marked: tuple[Marked, ...] = ()
    path: str | None = None
    id: str | None = None

    @property
    def title(self) -> str:
        """The title of the metadata, else the first title passage, else nothing."""
        return self.metadata.title or next((p.text for p in self.passages if p.zone == "title"), "")


@dataclass(frozen=True, slots=True)
class Publisher:
    """The house that publishes, as `notices.toml` describes it."""

    name: str = ""
    entity: str | None = None
    established: str | None = None
    kind: str = "news"
    audiences: tuple[str, ...] = ()
    exposed: tuple[str, ...] = ()
    language: str = "en"
    status_labels: str = "refuse"
    owners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """Who asks, for which readers, on which day."""

    publisher: Publisher
    audience: tuple[str, ...]
    day: date


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact that led to a finding."""

    kind: Literal["publisher", "register", "topic", "intent", "mention", "link", "metadata", "text"]
    detail: str
    span: Span | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """A topic or an intent of the document: `sure` is False between the two thresholds."""

    name: str
    probability: float
    sure: bool
    passages: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A listed entity named, quoted, linked or reprinted."""

    entity: str
    role: str
    probability: float
    span: Span
    text: str
    sure: bool = True
    why: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A notice that already stands in the document.

    `worth`: current (our words of today), sufficient (another house's words), outdated, insufficient or partial.
    `ours`: enclosed by our marker, so that the whole block can be replaced or removed safely.
    """

    rule: str
    span: Span
    text: str
    worth: Literal["current", "sufficient", "outdated", "insufficient", "partial"]
    how: str
    language: str = ""
    entities: frozenset[str] = frozenset()
    ours: bool = False
    block: Span | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """All that was detected in one document; `decide` joins it with the rules."""

    topics: Mapping[str, Label] = field(default_factory=dict)
    intents: Mapping[str, Label] = field(default_factory=dict)
    mentions: tuple[Mention, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    link_classes: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """The exact words for this document, their language and place."""

    rule: str
    text: str
    language: str
    place: str
    kind: str
    label: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """One rule (and entity) judged: the status of the contract, why, and what to insert."""

    rule: str
    jurisdiction: str
    family: str
    force: str
    status: Status
    message: str
    law: str
    placement: str
    entity: str | None = None
    notice: Notice | None = None
    evidence: tuple[Evidence, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    anchor: Span | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `span` of the source by `text`: the only way text ever changes."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """A document with what was found in it."""

    document: Document
    facts: Facts
    findings: tuple[Finding, ...]

    @property
    def needs_action(self) -> bool:
        """True if any finding is missing, stale, duplicate, obsolete or on hold."""
        return any(finding.status in ACTION_NEEDED for finding in self.findings)
