"""Findings into edits, edits into a new source, and the proof that nothing else changed.

Four laws, checked on every run: undoing the edits gives the source back; fixing twice is fixing once (the engine
checks it, for it needs a second look); every notice stands in what a reader sees; what a reader saw before is still
there. A broken law raises InsertError and nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from classifier.errors import InsertError
from classifier.folding import fold
from classifier.reading.document import again
from classifier.types import Document, Edit, Finding, Notice, Sighting, Span
from classifier.writing.blocks import BLOCKS, ESCAPES, GAPS, newline_of

_WORDS = re.compile(r"\w+")
_COVERED = 0.6  # a notice that fills this share of its block is the block


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The edits of one document and the notices they bring in."""

    edits: tuple[Edit, ...]
    notices: tuple[Notice, ...]


def apply(source: str, edits: Sequence[Edit]) -> str:
    """The source with all edits made, end to start; edits at one place keep their order."""
    for edit in sorted(edits, key=lambda e: (e.span.start, e.span.end), reverse=True):
        source = source[: edit.span.start] + edit.text + source[edit.span.end :]
    return source


def undo(changed: str, source: str, edits: Sequence[Edit]) -> str:
    """The changed text with all edits taken back."""
    parts, at, moved = [], 0, 0
    for edit in sorted(edits, key=lambda e: (e.span.start, e.span.end)):
        start = edit.span.start + moved
        parts += [changed[at:start], source[edit.span.start : edit.span.end]]
        at = start + len(edit.text)
        moved += len(edit.text) - (edit.span.end - edit.span.start)
    return "".join([*parts, changed[at:]])


def plan(document: Document, findings: Sequence[Finding]) -> Plan:
    """What `--fix` does: insert the missing, replace the stale, remove the superfluous."""
    insertions: dict[int, list[Notice]] = {}
    edits: list[Edit] = []
    notices: list[Notice] = []
    for finding in findings:
        words = finding.notice
        if finding.status in ("missing", "stale") and words is not None:
            if any(_same(words, other) for other in notices):
                continue  # the same words serve this rule, too
            notices.append(words)
            if finding.status == "missing":
                insertions.setdefault(_place(document, finding), []).append(words)
            else:
                edits += _replacement(document, finding.sightings, words)
        elif finding.status in ("duplicate", "obsolete"):
            edits += [_removal(document, sighting) for sighting in finding.sightings]
    edits = _without_overlaps(edits)
    taken = [edit.span for edit in edits]
    edits += [_insertion(document, _free(at, taken), waiting) for at, waiting in insertions.items()]
    return Plan(tuple(sorted(edits, key=lambda e: (e.span.start, e.span.end))), tuple(notices))


def _same(a: Notice, b: Notice) -> bool:
    return fold(a.text) == fold(b.text)


def _free(at: int, taken: Sequence[Span]) -> int:
    """A place outside of every span that goes away."""
    for span in taken:
        if span.start < at < span.end:
            return span.end
    return at


def _without_overlaps(edits: list[Edit]) -> list[Edit]:
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.span.start, -e.span.end)):
        if kept and edit.span.start < kept[-1].span.end:
            continue
        kept.append(edit)
    return kept


def _place(document: Document, finding: Finding) -> int:
    places = document.places
    if finding.placement == "start":
        return places.start
    if finding.placement == "before_body":
        return places.before_body
    if finding.placement == "after_first_mention" and finding.anchor is not None:
        for passage in document.passages:
            if passage.block.start <= finding.anchor.start < passage.block.end and passage.zone in ("body", "aside"):
                return passage.block.end
    return places.end


def _indent(source: str, at: int) -> str:
    line = source[source.rfind("\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _insertion(document: Document, at: int, notices: Sequence[Notice]) -> Edit:
    source, newline = document.source, newline_of(document.source)
    html = document.format == "html"
    before_text = any(p.block.start == at for p in document.passages) or not source[:at].strip("\ufeff \t\r\n")
    indent = _indent(source, at) if html else ""
    gap = newline * GAPS[document.format]
    blocks = [BLOCKS[document.format](notice, newline, indent) for notice in notices]
    joint = gap + indent
    if before_text and (html or at == 0 or source[:at].endswith(newline)):
        return Edit(Span(at, at), "".join(block + joint for block in blocks))
    tail = ""
    if not html:
        rest = source[at:]
        if rest.strip() and not re.match(r"[ \t]*(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)", rest):
            tail = newline  # the next block must not run into ours
    return Edit(Span(at, at), "".join(joint + block for block in blocks) + tail)


def _replacement(document: Document, sightings: Sequence[Sighting], notice: Notice) -> list[Edit]:
    """New words for old: the whole block where the notice is the block, else the very characters."""
    first, *rest = sightings
    newline = newline_of(document.source)
    edits = [_removal(document, other) for other in rest]
    span = first.block or first.span
    if first.ours:
        return [Edit(span, BLOCKS[document.format](notice, newline, _indent(document.source, span.start))), *edits]
    whole = first.how == "near" or _fills(document, first)
    single = "\n" not in notice.text.strip()
    if whole and not single:
        return [Edit(span, BLOCKS[document.format](notice, newline, _indent(document.source, span.start))), *edits]
    target = first.span
    if whole:
        passage = next((p for p in document.passages if p.block == span), None)
        target = passage.span() if passage else first.span
    text = ESCAPES[document.format](" ".join(notice.text.split()))
    return [Edit(target, text), *edits]


def _fills(document: Document, sighting: Sighting) -> bool:
    block = sighting.block or sighting.span
    inside = sum(len(p.text) for p in document.passages if block.start <= p.block.start and p.block.end <= block.end)
    return len(sighting.text) >= _COVERED * max(inside, 1)


def _removal(document: Document, sighting: Sighting) -> Edit:
    """Take a notice away with the line ends that set it off; only its own characters where more stands in its block."""
    source = document.source
    span = sighting.block if sighting.block and (sighting.ours or _fills(document, sighting)) else sighting.span
    start, end = span.start, span.end
    gap = r"(?:\r\n|\n|\r)?" if document.format == "html" else r"(?:[ \t]*(?:\r\n|\n|\r))*"
    before = re.search(gap + r"[ \t]*\Z", source[:start])
    if before and before.start() > 0:
        start = before.start()
    else:
        after = re.match(r"[ \t]*(?:\r\n|\n|\r)*", source[end:])
        end += after.end() if after else 0
    return Edit(Span(start, end), "")


# --- the proof -------------------------------------------------------------------------------------------------


def _visible(document: Document, outside: Sequence[Span]) -> list[str]:
    """Words of all passages a reader sees, without those that touch the given spans."""
    words: list[str] = []
    for passage in document.passages:
        span = passage.span()
        if not any(span.start < other.end and other.start < span.end for other in outside):
            words += _WORDS.findall(passage.text)
    return words


def _after(edits: Sequence[Edit]) -> list[Span]:
    """Where the new texts stand in the changed source."""
    spans, moved = [], 0
    for edit in edits:
        start = edit.span.start + moved
        spans.append(Span(start, start + len(edit.text)))
        moved += len(edit.text) - (edit.span.end - edit.span.start)
    return spans


def prove(document: Document, changed: Document, plan_: Plan) -> None:
    """Raise InsertError unless laws 1, 3 and 4 hold for this change."""
    if undo(changed.source, document.source, plan_.edits) != document.source:
        raise InsertError("taking the edits back does not give the source", document.path)
    shown = " ".join(_WORDS.findall(fold(" ".join(p.text for p in changed.passages))))
    for notice in plan_.notices:
        if " ".join(_WORDS.findall(fold(notice.text))) not in shown:
            raise InsertError(
                f"a reader would not see the notice of {notice.rule} here", document.path, "place it by hand"
            )
    gone = [edit.span for edit in plan_.edits if edit.span.end > edit.span.start]
    new = [span for span in _after(plan_.edits) if span.end > span.start]
    # A passage that was changed inside stands on both lists or on neither.
    if _visible(document, gone) != _visible(changed, new):
        raise InsertError("the edit would change text outside of the notice", document.path)


def fixed(document: Document, findings: Sequence[Finding]) -> tuple[Document, Plan]:
    """The document with its notices, proved; the same document if there is nothing to do."""
    made = plan(document, findings)
    if not made.edits:
        return document, made
    changed = again(document, apply(document.source, made.edits))
    prove(document, changed, made)
    return changed, made
