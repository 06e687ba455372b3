"""HTML pages and fragments: what a reader sees, with offsets, and the places where a notice can stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from classifier.reading import furniture
from classifier.reading.pieces import Gather
from classifier.reading.reading import Reading
from classifier.reading.tree import BLOCK, Element, Text, parse
from classifier.types import Link, Marked, Passage, Places, Span, Zone

MARKER = "data-notice"
_ATOMIC = frozenset("figure ul ol dl table blockquote details p h1 h2 h3 h4 h5 h6 pre aside center".split())
_PROSE = 60  # characters from which a passage counts as prose when the article body is looked for
_BODY_SHARE = 0.7  # the body is the smallest element that holds this share of the page's prose
_LETTERS = re.compile(r"\w")


@dataclass(slots=True)
class _Run:
    """Text of one block between two block boundaries, before its zone is known."""

    gather: Gather
    owner: Element
    chain: tuple[Element, ...]
    start: int = -1
    end: int = -1
    linked: int = 0
    whole: bool = True
    broken: str | None = None  # the text when the last line break came
    links: list[Link] = field(default_factory=list)
    text: str = ""


class _Reader:
    """Walks the tree once and collects runs, links and marked blocks."""

    def __init__(self, root: Element) -> None:
        self.runs: list[_Run] = []
        self.links: list[Link] = []
        self.marked: list[Marked] = []
        self.run: _Run | None = None
        self.chain: list[Element] = []
        self._block(root)
        self._flush()

    def _flush(self) -> None:
        if self.run is not None:
            if self.run.gather and _LETTERS.search(self.run.gather.finish()[0]):
                self.runs.append(self.run)
            self.run = None

    def _touch(self, owner: Element, start: int, end: int) -> _Run:
        if self.run is None or self.run.owner is not owner:
            self._flush()
            self.run = _Run(Gather(), owner, tuple(self.chain), start, end)
        self.run.end = end
        return self.run

    def _block(self, element: Element) -> None:
        self.chain.append(element)
        self._children(element, element, None)
        self._flush()
        self.chain.pop()

    def _children(self, parent: Element, owner: Element, top: Element | None) -> None:
        """`top` is the inline child of `owner` we are inside of: a place must lie outside of it."""
        for child in parent.children:
            if isinstance(child, Text):
                if self.run is not None or not child.shown.isspace():
                    outer = top or child
                    run = self._touch(owner, outer.start, outer.end)
                    if child.end - child.start == len(child.shown):
                        run.gather.add_folded(child.shown, child.start)
                    else:
                        run.gather.add(child.shown.replace("\xa0", " "), child.start, child.end - child.start)
                continue
            self._element(child, owner, top)

    def _element(self, child: Element, owner: Element, top: Element | None) -> None:
        visible = not furniture.unseen(child)
        if MARKER in child.attributes:
            self._flush()
            self.marked.append(Marked(child.get(MARKER), Span(child.start, child.end), visible and _shows(child)))
        if child.tag in ("iframe", "embed", "object", "amp-iframe", "amp-youtube"):
            self.links.append(Link(child.get("src") or child.get("data"), "embed", Span(child.start, child.end)))
        elif child.tag == "blockquote" and child.get("cite"):
            self.links.append(Link(child.get("cite"), "a", Span(child.start, child.inner)))
        elif child.tag == "link" and "canonical" in child.get("rel").lower():
            self.links.append(Link(child.get("href"), "canonical", Span(child.start, child.end)))
        if not visible and child.tag not in BLOCK:
            return
        if child.tag == "br":
            self._break(child)
        elif child.tag in BLOCK:
            self._flush()
            if visible:
                self._block(child)
        else:
            # A block inside an inline element (a card wrapped in a link) still ends the running text.
            outer = top or child
            before = self.run.gather.length if self.run is not None else 0
            self._children(child, owner, outer)
            if child.tag == "a" and child.get("href"):
                self._anchor(child, before)

    def _break(self, child: Element) -> None:
        """A line break; two in a row end the paragraph, as on old pages."""
        if self.run is None:
            return
        if self.run.gather.finish()[0] == self.run.broken:
            self._flush()
            return
        self.run.gather.add("\n", child.start, child.end - child.start)
        self.run.broken = self.run.gather.finish()[0]

    def _anchor(self, anchor: Element, before: int) -> None:
        rel = tuple(anchor.get("rel").lower().split())
        text = self.run.gather.finish()[0][before:].strip() if self.run is not None else ""
        link = Link(anchor.get("href"), "a", Span(anchor.start, anchor.end), None, rel, text)
        if self.run is not None and text:
            self.run.links.append(link)
            self.run.linked += len(text)
        else:
            self.links.append(link)


def _shows(element: Element) -> bool:
    """True if any letter inside the element can be seen."""
    for child in element.children:
        if isinstance(child, Text):
            if _LETTERS.search(child.shown):
                return True
        elif not furniture.unseen(child) and _shows(child):
            return True
    return False


# --- zones -----------------------------------------------------------------------------------------------------


def _is_prose(run: _Run) -> bool:
    return len(run.text) >= _PROSE and run.linked < 0.5 * len(run.text)


def _holders_of_prose(runs: list[_Run]) -> set[int]:
    """Elements that hold half of the page's prose: whatever their class says, they are not furniture."""
    mass: dict[int, int] = {}
    total = 0
    for run in runs:
        if _is_prose(run):
            total += len(run.text)
            for element in run.chain:
                mass[id(element)] = mass.get(id(element), 0) + len(run.text)
    return {key for key, weight in mass.items() if weight >= 0.5 * total}


def _all_said(runs: list[_Run]) -> list[Zone | None]:
    """What the markup says of every run; class words do not count where they would leave no article."""
    holders = _holders_of_prose(runs)
    said = [_self_said(run, holders, by_class=True) for run in runs]
    lost = sum(len(run.text) for run, zone in zip(runs, said, strict=True) if zone == "furniture" and _is_prose(run))
    if lost > 0.8 * sum(len(run.text) for run in runs if _is_prose(run)):
        return [_self_said(run, holders, by_class=False) for run in runs]
    return said


def _self_said(run: _Run, holders: set[int], *, by_class: bool) -> Zone | None:
    """What the ancestors of a run say of themselves; None where they say nothing."""
    zone: Zone | None = None
    for element in run.chain:
        if id(element) in holders:
            continue
        if furniture.is_furniture(element, by_class=by_class):
            return "furniture"
        if furniture.is_aside(element):
            zone = "aside"
        elif furniture.is_byline(element) or (zone is None and furniture.is_meta(element)):
            zone = zone or "byline"
    for child in run.owner.children:
        if (
            zone is None
            and isinstance(child, Element)
            and furniture.is_byline(child)
            and run.start <= child.start < run.end
        ):
            zone = "byline" if child.end - child.start > (run.end - run.start) / 2 else None
    return zone


def _is_list_of_links(run: _Run) -> bool:
    return run.linked > 0.8 * max(len(run.text), 1) and len(run.text) < 160


def _body_element(root: Element, prose: list[tuple[_Run, int]]) -> Element:
    """The smallest element that holds most of the prose, preferring the one article that does."""
    total = sum(weight for _, weight in prose) or 1
    mass: dict[int, int] = {}
    articles: dict[int, Element] = {}
    for run, weight in prose:
        for element in run.chain:
            mass[id(element)] = mass.get(id(element), 0) + weight
            if element.tag == "article" or element.get("itemprop") == "articleBody":
                articles[id(element)] = element
    here = root
    if articles:
        best = max(articles, key=lambda key: (mass[key], -articles[key].start))
        if mass[best] >= 0.4 * total:
            here, total = articles[best], mass[best]
    while True:
        heavy = [c for c in here.children if isinstance(c, Element) and mass.get(id(c), 0) >= _BODY_SHARE * total]
        if not heavy or heavy[0].tag in _ATOMIC:
            return here
        here = heavy[0]


def _top_in(body: Element, run: _Run) -> Element | None:
    """The outermost element of the run's ancestry that cannot be split, below the body element."""
    below = False
    for element in run.chain:
        if below and element.tag in _ATOMIC:
            return element
        below = below or element is body
    return None


def _block_span(body: Element, run: _Run) -> Span:
    atomic = _top_in(body, run)
    if atomic is not None:
        return Span(atomic.start, atomic.end)
    if run.whole and run.owner is not body and run.owner.tag not in ("body", "#document", "article", "main"):
        return Span(run.owner.start, run.owner.end)
    return Span(run.start, run.end)


def read(source: str) -> Reading:
    """Visible passages, links, places, metadata and language of a page or fragment."""
    root = parse(source)
    reader = _Reader(root)
    runs = reader.runs
    owners: dict[int, int] = {}
    for run in runs:
        run.text = run.gather.finish()[0]
        for element in run.chain:
            owners[id(element)] = owners.get(id(element), 0) + 1
    for run in runs:
        run.whole = owners[id(run.owner)] == 1
    said = _all_said(runs)
    prose = [
        (run, len(run.text))
        for run, zone in zip(runs, said, strict=True)
        if zone not in ("furniture", "byline") and _is_prose(run)
    ]
    if not prose:
        prose = [(run, len(run.text)) for run, zone in zip(runs, said, strict=True) if zone != "furniture"]
    body = _body_element(root, prose)
    zones = _zones(runs, said, body)
    passages = []
    links = list(reader.links)
    for number, (run, zone) in enumerate(zip(runs, zones, strict=True)):
        text, pieces = run.gather.finish()
        passages.append(Passage(text, pieces, zone, _block_span(body, run), run.owner.tag))
        links += [Link(link.href, link.kind, link.span, number, link.rel, link.text) for link in run.links]
    head, language = _head(root)
    return Reading(
        passages=tuple(passages),
        places=_places(source, root, body, passages),
        links=tuple(sorted(links, key=lambda link: link.span.start)),
        marked=tuple(reader.marked),
        metadata=head,
        language=language,
    )


def _zones(runs: list[_Run], said: list[Zone | None], body: Element) -> list[Zone]:
    inside = [any(element is body for element in run.chain) for run in runs]
    first = next((n for n, yes in enumerate(inside) if yes and said[n] is None and len(runs[n].text) >= _PROSE), None)
    title = _title(runs, said, first)
    zones: list[Zone] = []
    for number, run in enumerate(runs):
        zone = said[number]
        if number == title:
            zones.append("title")
        elif zone == "furniture":
            zones.append("furniture")
        elif zone == "byline":
            zones.append("byline")
        elif zone == "aside":
            near = any(element.tag in ("article", "main") for element in run.chain) or inside[number]
            zones.append("aside" if near and not _is_list_of_links(run) else "furniture")
        elif inside[number] and not (_is_list_of_links(run) and run.owner.tag in ("li", "div", "span", "ul")):
            zones.append("body")
        elif title is not None and title < number < (first if first is not None else 0) and not _is_list_of_links(run):
            zones.append("byline" if len(run.text) < _PROSE else "body")
        elif any(element.tag == "article" for element in run.chain) and not _is_list_of_links(run):
            zones.append("aside")
        else:
            zones.append("furniture")
    return zones


def _title(runs: list[_Run], said: list[Zone | None], first: int | None) -> int | None:
    """The h1 nearest before the first prose, else any h1 near it."""
    heads = [n for n, run in enumerate(runs) if any(e.tag == "h1" for e in run.chain[-3:]) and said[n] != "furniture"]
    if not heads:
        return None
    before = [n for n in heads if first is None or n <= first]
    return before[-1] if before else heads[0]


def _places(source: str, root: Element, body: Element, passages: list[Passage]) -> Places:
    running = [p for p in passages if p.zone == "body" and body.start <= p.block.start <= body.end] or [
        p for p in passages if p.zone == "body"
    ]
    heads = [p for p in passages if p.zone == "title"]
    if not running:
        holder = next((e for e in root.walk() if e.tag == "body"), root)
        here = heads[-1].block.end if heads else holder.close
        return Places(here, here, here)
    first, last = running[0], max(running, key=lambda p: p.block.end)
    start = heads[0].block.end if heads and heads[0].block.end <= first.block.start else first.block.start
    return Places(start, first.block.start, last.block.end)


def _head(root: Element) -> tuple[dict[str, object], str]:
    """`<meta name="notices:KEY">`, and what pages commonly say of themselves; the page's language."""
    found: dict[str, object] = {}
    common: dict[str, object] = {}
    language = ""
    for element in root.walk():
        if element.tag == "html":
            language = element.get("lang") or element.get("xml:lang")
        elif element.tag == "title" and "title" not in common:
            common["title"] = "".join(c.shown for c in element.children if isinstance(c, Text)).strip()
        elif element.tag == "meta":
            name = (element.get("name") or element.get("property")).lower()
            content = element.get("content").strip()
            if name.startswith("notices:"):
                found[name.removeprefix("notices:")] = content
            elif name in _COMMON and content:
                common.setdefault(_COMMON[name], content)
        elif element.tag == "link" and "canonical" in element.get("rel").lower() and element.get("href"):
            common.setdefault("url", element.get("href"))
    return common | found, language


_COMMON = {
    "og:title": "title",
    "og:url": "url",
    "article:published_time": "published",
    "article:modified_time": "modified",
    "article:section": "section",
    "author": "authors",
}
