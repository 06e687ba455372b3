"""A tolerant HTML element tree in which every node knows its place in the source.

Tokens come from the standard library's html.parser; this module adds what a browser adds: implied end tags,
void elements, and elements whose content is text only. Offsets are code points. Nothing is ever re-serialised.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

VOID = frozenset(
    """area base br col embed hr img input link meta param source track wbr basefont frame keygen""".split()
)
# Their content is text to a browser with scripting on: no tag inside them counts, only their own end tag.
TEXT_ONLY = frozenset("script style textarea title xmp iframe noembed noframes noscript plaintext".split())
BLOCK = frozenset(
    """html body address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure
    footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr legend li listing main menu nav ol optgroup option p pre
    section select summary table tbody td tfoot th thead tr ul video audio object template head caption search
    noscript button iframe""".split()
)
_CLOSED_BY = {  # an open element of this name ends where one of these begins (HTML Standard, optional tags)
    "p": frozenset(
        """address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2
    h3 h4 h5 h6 header hgroup hr main menu nav ol p pre search section table ul""".split()
    ),
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "tr": frozenset({"tr", "tbody", "tfoot", "thead"}),
    "td": frozenset({"td", "th", "tr", "tbody", "tfoot"}),
    "th": frozenset({"td", "th", "tr", "tbody", "tfoot"}),
    "option": frozenset({"option", "optgroup"}),
    "head": frozenset({"body"}),
}
_CLOSES: dict[str, frozenset[str]] = {  # the same table read the other way: what an opening tag may end
    tag: frozenset(name for name, closers in _CLOSED_BY.items() if tag in closers)
    for tag in frozenset().union(*_CLOSED_BY.values())
}
# An implied end never reaches across these: a list inside a list item keeps the outer item open.
_SCOPE = frozenset({"ul", "ol", "dl", "table", "select", "template", "body", "html", "button"})
_REFERENCE = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);?")


@dataclass(slots=True)
class Text:
    """A run of characters: `raw` is source[start:end], `shown` what a browser makes of it."""

    start: int
    end: int
    shown: str


@dataclass(slots=True)
class Element:
    """An element with its attributes, children and four offsets: start, end of start tag, start of end tag, end."""

    tag: str
    attributes: dict[str, str]
    start: int
    inner: int
    parent: Element | None
    children: list[Element | Text] = field(default_factory=list)
    close: int = -1
    end: int = -1

    def get(self, name: str) -> str:
        """An attribute's value, empty if it is absent."""
        return self.attributes.get(name, "")

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in document order."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(child for child in reversed(element.children) if isinstance(child, Element))


class _Builder(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.source = source
        self.lines = [0, *(match.end() for match in re.finditer("\n", source))]
        self.root = Element("#document", {}, 0, 0, None)
        self.open = [self.root]
        self.count: Counter[str] = Counter()  # open elements by name, so that deep pages stay linear
        self.feed(source)
        self.close()
        while len(self.open) > 1:
            self._pop(len(source), len(source))
        self.root.close = self.root.end = len(source)

    def _here(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def _pop(self, close: int, end: int) -> None:
        element = self.open.pop()
        self.count[element.tag] -= 1
        element.close, element.end = close, end

    @property
    def _inside_text(self) -> bool:
        return self.open[-1].tag in TEXT_ONLY

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._inside_text:
            return
        here = self._here()
        may_end = any(self.count[name] for name in _CLOSES.get(tag, ()))
        for depth in range(len(self.open) - 1, 0, -1) if may_end else ():
            name = self.open[depth].tag
            if tag in _CLOSED_BY.get(name, ()):
                while len(self.open) > depth:
                    self._pop(here, here)
                break
            if name in _SCOPE and name not in _CLOSED_BY:
                break
        inner = here + len(self.get_starttag_text() or "")
        attributes: dict[str, str] = {}
        for name, value in attrs:  # the first of two equal attributes counts
            attributes.setdefault(name, value or "")
        element = Element(tag, attributes, here, inner, self.open[-1])
        self.open[-1].children.append(element)
        if tag in VOID:
            element.close = element.end = inner
        else:
            self.open.append(element)
            self.count[tag] += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # In HTML the slash of <div/> means nothing; inside svg and math it closes.
        self.handle_starttag(tag, attrs)
        foreign = any(element.tag in ("svg", "math") for element in self.open)
        if foreign and self.open[-1].tag == tag and tag not in VOID:
            here = self.open[-1].inner
            self._pop(here, here)

    def handle_endtag(self, tag: str) -> None:
        if self._inside_text and tag != self.open[-1].tag:
            return
        if not self.count[tag]:
            return
        here = self._here()
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                while len(self.open) > depth + 1:
                    self._pop(here, here)
                closing = self.source.find(">", here)
                self._pop(here, len(self.source) if closing < 0 else closing + 1)
                return
            if self.open[depth].tag in ("td", "th", "table") and tag not in ("table", "tr", "tbody", "thead", "body"):
                return  # a stray end tag inside a cell does not tear the table down

    def handle_data(self, data: str) -> None:
        here = self._here()
        self.open[-1].children.append(Text(here, here + len(data), data))

    def _reference(self) -> None:
        here = self._here()
        match = _REFERENCE.match(self.source, here)
        raw = match.group() if match else self.source[here : here + 1]
        self.open[-1].children.append(Text(here, here + len(raw), unescape(raw)))

    def handle_entityref(self, name: str) -> None:
        self._reference()

    def handle_charref(self, name: str) -> None:
        self._reference()


def parse(source: str) -> Element:
    """The element tree of a page or fragment; never fails, as a browser never does."""
    return _Builder(source).root
