"""Build a passage's text while keeping the way back to the source.

Whitespace runs become one blank (a forced line break one newline), as a browser shows them.
"""

from __future__ import annotations

import re

_BLANKS = re.compile(r"[ \t\n\r\f\v]{2,}|[\t\n\r\f\v]")  # a single blank stays as it is


class Gather:
    """Collects shown characters with their source offsets; `text()` and `pieces()` give the passage."""

    __slots__ = ("_length", "_parts", "_pieces")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._pieces: list[tuple[int, int, int]] = []
        self._length = 0

    def __bool__(self) -> bool:
        return self._length > 0

    @property
    def length(self) -> int:
        """How many characters have been gathered."""
        return self._length

    def add(self, shown: str, start: int, length: int) -> None:
        """Append characters that stand for source[start:start+length], as they are."""
        if not shown:
            return
        if self._pieces and length == len(shown):
            at, source, size = self._pieces[-1]
            if source + size == start and self._length - at == size:  # goes on where the last piece ended
                self._pieces[-1] = (at, source, size + length)
                self._parts.append(shown)
                self._length += len(shown)
                return
        self._pieces.append((self._length, start, length))
        self._parts.append(shown)
        self._length += len(shown)

    def add_folded(self, raw: str, start: int) -> None:
        """Append raw source text with its blanks folded; none at the beginning or after another blank."""
        position = 0
        if raw[:1] == " " and (not self._length or self._parts[-1].endswith((" ", "\n"))):
            position = 1
        for blank in _BLANKS.finditer(raw, position):
            if blank.start() > position:
                self.add(raw[position : blank.start()], start + position, blank.start() - position)
            if self._length and not self._parts[-1].endswith((" ", "\n")):
                self.add(" ", start + blank.start(), blank.end() - blank.start())
            position = blank.end()
        if position < len(raw):
            self.add(raw[position:], start + position, len(raw) - position)

    def finish(self) -> tuple[str, tuple[tuple[int, int, int], ...]]:
        """Text without trailing blanks, and its pieces."""
        text = "".join(self._parts)
        kept = len(text.rstrip())
        pieces = [piece for piece in self._pieces if piece[0] < kept]
        if pieces and kept < len(text):
            at, source, length = pieces[-1]
            following = self._pieces[len(pieces)][0] if len(pieces) < len(self._pieces) else len(text)
            if following - at == length:
                pieces[-1] = (at, source, kept - at)
        return text[:kept], tuple(pieces)
