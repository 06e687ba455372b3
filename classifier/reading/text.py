"""Plain text: paragraphs parted by blank lines, or by line ends where lines are whole paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifier.reading.pieces import Gather
from classifier.reading.reading import Reading
from classifier.types import Link, Passage, Places, Span

_BREAK = r"(?:\r\n|\n|\r(?!\n))"
_BLANK_LINE = re.compile(rf"{_BREAK}(?:[ \t\f\v]*{_BREAK})+[ \t\f\v]*")
_LINE_END = re.compile(_BREAK)
_ADDRESS = re.compile(r"https?://[^\s<>\"'«»“”]+[^\s<>\"'«»“”.,;:!?)\]}]")
_WRAPPED = 100  # a text whose lines are never longer was wrapped by hand: a line end means nothing
_HEADLINE = 140


def _paragraphs(source: str) -> Iterator[Span]:
    start = 0
    for gap in [*_BLANK_LINE.finditer(source), None]:
        end = gap.start() if gap else len(source)
        if source[start:end].strip():
            yield from _lines(source, start, end)
        start = gap.end() if gap else end


def _lines(source: str, start: int, end: int) -> Iterator[Span]:
    breaks = [match.span() for match in _LINE_END.finditer(source, start, end)]
    edges = [start, *(b for _, b in breaks)], [*(a for a, _ in breaks), end]
    if breaks and max(b - a for a, b in zip(*edges, strict=True)) > _WRAPPED:
        for a, b in zip(*edges, strict=True):
            if source[a:b].strip():
                yield Span(a, b)
    else:
        yield Span(start, end)


def _trim(source: str, span: Span) -> Span:
    raw = source[span.start : span.end]
    return Span(span.start + len(raw) - len(raw.lstrip()), span.end - len(raw) + len(raw.rstrip()))


def read(source: str) -> Reading:
    """Passages, addresses and places of a plain text; a short first line is taken for its headline."""
    spans = [_trim(source, span) for span in _paragraphs(source)]
    passages: list[Passage] = []
    links: list[Link] = []
    for number, span in enumerate(spans):
        gather = Gather()
        gather.add_folded(source[span.start : span.end], span.start)
        text, pieces = gather.finish()
        heads = number == 0 and len(spans) > 1 and len(text) <= _HEADLINE and not text.endswith((".", ":", ",", ";"))
        passages.append(Passage(text, pieces, "title" if heads else "body", span))
        for match in _ADDRESS.finditer(source, span.start, span.end):
            links.append(Link(match.group(), "a", Span(*match.span()), number, (), match.group()))
    body = [passage.block for passage in passages if passage.zone == "body"]
    if not body:
        here = spans[-1].end if spans else len(source)
        return Reading(tuple(passages), Places(here, here, here), tuple(links))
    title = passages[0].zone == "title"
    start = passages[0].block.end if title else body[0].start
    return Reading(tuple(passages), Places(start, body[0].start, body[-1].end), tuple(links))
