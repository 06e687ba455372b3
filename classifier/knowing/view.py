"""The text of a document that counts as said by it: title, bylines, body and boxes, joined, with offsets.

Furniture (navigation, teasers, comments) is not in it. Blocks given as `masked` are blanked out: existing notices
would tell the model the answer, and their names are nobody's mention.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from classifier.folding import Folded, fold_with_offsets
from classifier.types import Document, Span

SEPARATOR = "\n"


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Joined passages: `starts[i]` is where passage number `numbers[i]` begins in `text`."""

    document: Document
    text: str
    folded: Folded
    starts: tuple[int, ...]
    numbers: tuple[int, ...]

    def passage_at(self, offset: int) -> int:
        """The document's passage number at an offset of the text."""
        return self.numbers[max(bisect_right(self.starts, offset) - 1, 0)]

    def source_span(self, start: int, end: int) -> Span:
        """Where text[start:end] stands in the source; it may run over several passages."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = max(bisect_right(self.starts, max(end - 1, start)) - 1, 0)
        passages = self.document.passages
        begin = passages[self.numbers[first]].span(start - self.starts[first], start - self.starts[first] + 1)
        finish = passages[self.numbers[last]].span(max(end - 1 - self.starts[last], 0), end - self.starts[last])
        return Span(begin.start, finish.end)


def view_of(document: Document, *, furniture: bool = False, masked: Iterable[Span] = ()) -> View:
    """Join the passages of a document; `furniture=True` takes all that a reader sees."""
    covers = tuple(masked)
    parts: list[str] = []
    starts: list[int] = []
    numbers: list[int] = []
    length = 0
    for number, passage in enumerate(document.passages):
        if passage.zone == "furniture" and not furniture:
            continue
        text = passage.text
        if covers:
            whole = passage.span()
            for cover in covers:
                if cover.start < whole.end and whole.start < cover.end:
                    text = _blank(text, passage.pieces, cover)
        parts.append(text)
        starts.append(length)
        numbers.append(number)
        length += len(text) + len(SEPARATOR)
    joined = SEPARATOR.join(parts)
    return View(document, joined, fold_with_offsets(joined), tuple(starts), tuple(numbers))


def _blank(text: str, pieces: tuple[tuple[int, int, int], ...], cover: Span) -> str:
    """The text with all characters that stand inside the cover turned into blanks."""
    ends = [at for at, _, _ in pieces[1:]] + [len(text)]
    characters = list(text)
    for (at, source, length), end in zip(pieces, ends, strict=True):
        for index in range(at, end):
            offset = source + min(index - at, max(length - 1, 0))
            if cover.start <= offset < cover.end:
                characters[index] = " "
    return "".join(characters)
