"""Markdown with front matter: blocks and inline text from markdown-it-py, raw HTML from our HTML reader.

markdown-it-py tells which lines a block stands on; characters are found again inside those lines, in order.
Fenced and indented code is never a passage and never a place.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from classifier.errors import InputError
from classifier.reading import html
from classifier.reading.pieces import Gather
from classifier.reading.reading import Reading
from classifier.types import Link, Marked, Passage, Places, Span

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

OPENING = re.compile(r"<!--\s*notice\s+([A-Z0-9-]+)\s*-->")
CLOSING = re.compile(r"<!--\s*/notice\s*-->")
_LINE_END = re.compile(r"\r\n|\n|\r")
_FENCES = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE),
}
_HIDING = re.compile(r"<(\w+)\b[^>]*(?:\shidden\b|display\s*:\s*none|visibility\s*:\s*hidden)[^>]*>", re.IGNORECASE)
_LETTERS = re.compile(r"\w")


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # Without text_join, escapes and references stay tokens of their own that know how they were written.
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable("text_join")


def front_matter(source: str) -> tuple[dict[str, object], int]:
    """The document's metadata and the offset where its text begins; InputError if the block is broken."""
    for fence, closing in _FENCES.items():
        first = re.match(re.escape(fence) + r"[ \t]*(?:\r\n|\n|\r)", source)
        if not first:
            continue
        end = closing.search(source, first.end())
        if not end:
            raise InputError(f"front matter opened by {fence} is never closed")
        after = _LINE_END.match(source, end.end())
        return _metadata(fence, source[first.end() : end.start()]), after.end() if after else len(source)
    return {}, 0


def _metadata(fence: str, text: str) -> dict[str, object]:
    if fence == "+++":
        try:
            return tomllib.loads(text.replace("\r\n", "\n"))
        except tomllib.TOMLDecodeError as fault:
            raise InputError(f"front matter is not TOML: {fault}") from None
    import yaml

    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as fault:
        raise InputError(f"front matter is not YAML: {' '.join(str(fault).split())}") from None
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise InputError("front matter is not a table of keys and values")
    return {str(key): value for key, value in data.items()}


class _Lines:
    """Offsets of the lines of source[begin:], as markdown-it counts them."""

    def __init__(self, source: str, begin: int) -> None:
        self.source = source
        self.starts = [begin]
        self.ends: list[int] = []
        for match in _LINE_END.finditer(source, begin):
            self.ends.append(match.start())
            self.starts.append(match.end())
        self.ends.append(len(source))

    def span(self, lines: list[int]) -> Span:
        """From the start of the first line to the end of the last that holds anything."""
        first, last = lines[0], min(lines[1], len(self.ends)) - 1
        while last > first and not self.source[self.starts[last] : self.ends[last]].strip():
            last -= 1
        return Span(self.starts[first], self.ends[last])


class _Inline:
    """Finds the characters of one inline token in its lines."""

    def __init__(self, source: str, span: Span) -> None:
        self.source, self.span, self.cursor = source, span, span.start
        self.gather = Gather()
        self.links: list[tuple[str, int, Span]] = []
        self._open: list[tuple[str, int, int]] = []
        self._hidden: list[str] = []

    def take(self, tokens: list[Token]) -> None:
        for token in tokens:
            kind = token.type
            if kind == "text":
                self._show(token.content, token.content)
            elif kind == "text_special":
                self._show(token.markup, token.content)
            elif kind == "code_inline":
                self._show(token.content, token.content)
            elif kind in ("softbreak", "hardbreak"):
                self.gather.add_folded("\n", self.cursor) if kind == "softbreak" else self._break()
            elif kind == "link_open":
                self._open.append((str(token.attrGet("href") or ""), self.gather.length, self.cursor))
            elif kind == "link_close" and self._open:
                href, length, start = self._open.pop()
                self.links.append((href, length, Span(start, self.cursor)))
            elif kind == "image":
                self._seek(str(token.attrGet("src") or ""))
            elif kind == "html_inline":
                self._html(token.content)

    def _break(self) -> None:
        self.gather.add("\n", self.cursor, 0)

    def _seek(self, raw: str) -> int:
        found = self.source.find(raw, self.cursor, self.span.end) if raw else -1
        if found >= 0:
            self.cursor = found + len(raw)
        return found

    def _show(self, raw: str, shown: str) -> None:
        found = self._seek(raw)
        if self._hidden or not shown:
            return
        if found < 0:  # written otherwise than shown (a pipe escaped in a table): the words stand for the whole block
            self.gather.add(shown, self.span.start, self.span.end - self.span.start)
        elif raw == shown:
            self.gather.add_folded(shown, found)
        else:
            self.gather.add(shown, found, len(raw))

    def _html(self, tag: str) -> None:
        self._seek(tag)
        name = re.match(r"</?([a-zA-Z][\w-]*)", tag)
        if not name:
            return
        if tag.startswith("</"):
            if self._hidden and self._hidden[-1] == name.group(1).lower():
                self._hidden.pop()
        elif _HIDING.match(tag) or name.group(1).lower() in ("script", "style", "template", "noscript"):
            self._hidden.append(name.group(1).lower())
        elif name.group(1).lower() == "br":
            self._break()


def _shift(passage: Passage, by: int) -> Passage:
    pieces = tuple((at, source + by, length) for at, source, length in passage.pieces)
    block = Span(passage.block.start + by, passage.block.end + by)
    return Passage(passage.text, pieces, "aside" if passage.zone == "furniture" else "body", block, passage.tag)


def read(source: str) -> Reading:
    """Passages, links, places, marked blocks and front matter of a Markdown document."""
    metadata, begin = front_matter(source)
    lines = _Lines(source, begin)
    passages: list[Passage] = []
    links: list[Link] = []
    markers: list[tuple[Span, str | None]] = []
    top = Span(begin, begin)
    headings = 0
    heading = ""
    for token in _parser().parse(source[begin:]):
        if token.map and token.level == 0:
            top = lines.span(token.map)
        if token.type == "heading_open":
            heading = token.tag
        elif token.type == "heading_close":
            heading = ""
        elif token.type == "html_block" and token.map:
            span = lines.span(token.map)
            raw = source[span.start : span.end]
            markers += [(Span(span.start + m.start(), span.start + m.end()), m.group(1)) for m in OPENING.finditer(raw)]
            markers += [(Span(span.start + m.start(), span.start + m.end()), None) for m in CLOSING.finditer(raw)]
            inner = html.read(raw)
            offset = len(passages)
            passages += [_shift(passage, span.start) for passage in inner.passages]
            for link in inner.links:
                moved = Span(link.span.start + span.start, link.span.end + span.start)
                number = None if link.passage is None else link.passage + offset
                links.append(Link(link.href, link.kind, moved, number, link.rel, link.text))
        elif token.type == "inline" and token.map:
            inline = _Inline(source, lines.span(token.map))
            inline.take(token.children or [])
            text, pieces = inline.gather.finish()
            if not _LETTERS.search(text):
                continue
            is_title = heading == "h1" and headings == 0 and not any(p.zone == "body" for p in passages)
            headings += heading == "h1"
            for href, at, whole in inline.links:
                links.append(Link(href, "a", whole, len(passages), (), text[at:].strip()[: whole.end - whole.start]))
            passages.append(Passage(text, pieces, "title" if is_title else "body", top, heading or "p"))
    body = [passage.block for passage in passages if passage.zone == "body"]
    titles = [passage.block for passage in passages if passage.zone == "title"]
    if body:
        start = titles[0].end if titles else body[0].start
        places = Places(start, body[0].start, max(block.end for block in body))
    else:
        here = titles[0].end if titles else len(source)
        places = Places(here, here, here)
    return Reading(tuple(passages), places, tuple(links), _marked(markers, passages), metadata)


def _marked(markers: list[tuple[Span, str | None]], passages: list[Passage]) -> tuple[Marked, ...]:
    """Pair every opening comment with the next closing one; an opening without a closing marks only itself."""
    found: list[Marked] = []
    for number, (span, rule) in enumerate(sorted(markers, key=lambda marker: marker[0].start)):
        if rule is None:
            continue
        rest = sorted(markers, key=lambda marker: marker[0].start)[number + 1 :]
        closing = rest[0][0] if rest and rest[0][1] is None else span
        whole = Span(span.start, closing.end)
        seen = any(whole.start <= p.span().start < whole.end for p in passages)
        found.append(Marked(rule, whole, seen))
    return tuple(found)
