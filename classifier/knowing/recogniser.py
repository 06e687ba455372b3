"""Recognise notices that already stand in a document, whoever wrote them and in whatever words we know.

Four ways, and only what a reader sees counts: our own wordings of today and before (placeholders are wildcards),
short labels, signs (groups of words close together), and blocks that carry our marker. A near miss of a long
wording is found by shared word triples.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Literal

from ahocorasick_rs import AhoCorasick, MatchKind

from classifier.folding import fold, fold_with_offsets
from classifier.knowing.view import View, view_of
from classifier.law.rule import Rule, Sign, Wording
from classifier.types import Document, Mention, Passage, Sighting, Span

Worth = Literal["current", "sufficient", "outdated", "insufficient", "partial"]
_PLACEHOLDER = re.compile(r"\{[a-z]+\}")
LABEL_LENGTH = 40  # a wording up to this length is a label: it must be a line of its own
_LABEL_LINE = 90  # the longest line that a label may open
_LABEL_ZONE = 3  # labels are looked for up to this many passages into the body
_NEAR_LEAST = 12  # word triples a wording needs for near misses to mean anything
_NEAR_FURNITURE = 80  # a site template may carry a notice; shorter furniture does not
_NEAR_SHARE = 0.45  # share of a wording's word triples from which a passage is a near miss
_TRIM = " #[](){}*_:.,;|·•–—-\"'<>!/"
_WORTH: dict[str, Worth] = {"present": "sufficient", "stale": "partial", "obsolete": "outdated"}
_NO_WORDS = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]"
)  # scripts without blanks between words


@dataclass(frozen=True, slots=True)
class _Known:
    """A wording to be found in running text: its longest literal part and the whole as a pattern."""

    rule: Rule
    wording: Wording
    worth: Worth
    anchor: str
    folded: str

    def pattern(self) -> re.Pattern[str]:
        return _pattern(self.folded)


@cache
def _pattern(folded: str) -> re.Pattern[str]:
    """Literal parts with wildcards between; a placeholder at either end is left out, or it would run backwards."""
    parts = [r"\s+".join(map(re.escape, part.split())) for part in _PLACEHOLDER.split(folded)]
    return re.compile(r"\s*.{1,240}?\s*".join(part for part in parts if part), re.DOTALL)


def _flat(text: str) -> str:
    """Folded wording, paragraphs joined by one blank, placeholders kept."""
    return " ".join(fold(text).split())


@cache
def _knowns(rule: Rule) -> tuple[tuple[_Known, ...], tuple[tuple[str, Worth, bool], ...]]:
    """Running-text wordings, and labels with their worth and whether a name follows them ("Paid for by X")."""
    running: list[_Known] = []
    labels: list[tuple[str, Worth, bool]] = [(label, "sufficient", False) for label in rule.recognise.labels]
    labels += [(label, "insufficient", True) for label in rule.recognise.insufficient]
    groups: tuple[tuple[Sequence[Wording], Worth], ...] = (
        (rule.wording, "current"),
        (rule.accepted, "sufficient"),
        (rule.formerly, "outdated"),
    )
    for wordings, worth in groups:
        for wording in wordings:
            for text in filter(None, (wording.text, wording.bare)):
                flat = _flat(text)
                if len(flat) <= LABEL_LENGTH and len(flat.split()) <= 4:
                    labels.append((flat.split("{")[0], worth, "{" in flat))
                    continue
                anchor = max(_PLACEHOLDER.split(flat), key=len).strip()
                running.append(_Known(rule, wording, worth, anchor, flat))
    return tuple(running), tuple(
        (fold(label).strip(_TRIM), worth, followed) for label, worth, followed in labels if label.strip(_TRIM)
    )


class Recogniser:
    """Everything by which the notices of a set of rules are known, compiled once."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = {rule.id: rule for rule in rules}
        self.needs_names = any(sign.near_entity for rule in rules for sign in rule.recognise.signs)
        self._running: dict[str, list[_Known]] = defaultdict(list)
        self._labels: dict[str, list[tuple[Rule, Worth, bool]]] = defaultdict(list)
        self._words: dict[str, list[tuple[Rule, int, int]]] = defaultdict(list)
        for rule in rules:
            running, labels = _knowns(rule)
            for known in running:
                self._running[known.anchor].append(known)
            for label, worth, followed in labels:
                if (rule, worth, followed) not in self._labels[label]:
                    self._labels[label].append((rule, worth, followed))
            for number, sign in enumerate(rule.recognise.signs):
                for group, words in enumerate(sign.words):
                    for word in words:
                        self._words[fold(word).rstrip()].append((rule, number, group))

    @cached_property
    def _automaton(self) -> tuple[AhoCorasick, list[str]]:
        patterns = sorted({*self._running, *self._words})
        return AhoCorasick(patterns, matchkind=MatchKind.Standard), patterns

    @cached_property
    def _longest_label(self) -> int:
        return max((len(label) for label in self._labels), default=0)

    def sightings(self, document: Document, mentions: Iterable[Mention] = ()) -> tuple[Sighting, ...]:
        """Notices of the known rules in what a reader sees of the document."""
        view = view_of(document, furniture=True)
        found = [*self._in_text(view, tuple(mentions)), *self._labels_in(document), *_marked(document)]
        return _merge(found)

    # --- running text ---------------------------------------------------------------------------------------

    def _in_text(self, view: View, mentions: tuple[Mention, ...]) -> list[Sighting]:
        if not self._running and not self._words:
            return []
        text = view.folded.text.replace("\n", " ")
        automaton, patterns = self._automaton
        wordings: dict[str, None] = {}
        signs: dict[tuple[str, int], dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
        for number, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
            pattern = patterns[number]
            if pattern in self._running:
                wordings[pattern] = None
            if pattern in self._words and (not text[start - 1 : start].isalnum() or _NO_WORDS.match(pattern)):
                for rule, sign, group in self._words[pattern]:
                    signs[rule.id, sign][group].append((start, end))
        found: list[Sighting] = []
        for anchor in wordings:
            for known in self._running[anchor]:
                for match in known.pattern().finditer(text):
                    low = _with_leading_name(view, known, match.start())
                    found.append(
                        _sighting(view, known.rule, low, match.end(), known.worth, "wording", known.wording.language)
                    )
        for (id, number), groups in signs.items():
            known_sign = self.rules[id].recognise.signs[number]
            if len(groups) == len(known_sign.words):
                found += self._windows(view, self.rules[id], known_sign, groups, mentions)
        return found

    def _windows(
        self,
        view: View,
        rule: Rule,
        sign: Sign,
        groups: dict[int, list[tuple[int, int]]],
        mentions: tuple[Mention, ...],
    ) -> list[Sighting]:
        found: list[Sighting] = []
        rarest = min(groups, key=lambda group: len(groups[group]))
        others = [groups[group] for group in groups if group != rarest]
        last = -1
        for start, end in groups[rarest]:
            if start < last:
                continue
            window = [(start, end)]
            for places in others:
                near = min(places, key=lambda place: abs(place[0] - start))
                if abs(near[0] - start) > sign.within:
                    break
                window.append(near)
            else:
                low, high = min(a for a, _ in window), max(b for _, b in window)
                if high - low > sign.within:
                    continue
                entities: frozenset[str] = frozenset()
                if sign.near_entity:
                    area = view.source_span(
                        max(0, view.folded.back(low) - sign.within),
                        min(len(view.text), view.folded.back(high) + sign.within),
                    )
                    entities = frozenset(m.entity for m in mentions if area.start <= m.span.start < area.end)
                    if not entities:
                        continue
                found.append(_sighting(view, rule, low, high, _WORTH[sign.status], "sign", "", entities))
                last = high
        return found

    # --- labels -----------------------------------------------------------------------------------------------

    def _labels_in(self, document: Document) -> list[Sighting]:
        found: list[Sighting] = []
        body = 0
        for passage in document.passages:
            if passage.zone == "furniture":
                continue
            body += passage.zone == "body"
            if body > _LABEL_ZONE and passage.zone != "aside":
                continue
            folded = fold_with_offsets(passage.text)
            line = folded.text.strip()
            short = len(line) <= _LABEL_LINE
            head = line.lstrip(_TRIM)
            opened = line[:1] in "([" or passage.zone in ("byline", "aside")
            for cut in range(min(len(head), self._longest_label), 0, -1):
                owners = self._labels.get(head[:cut])
                if not owners or head[cut : cut + 1].isalnum():
                    continue
                label, rest = head[:cut], head[cut:].strip(_TRIM)
                fitting = [
                    (rule, worth)
                    for rule, worth, followed in owners
                    if not rest or _may_go_on(short=short, opened=opened, followed=followed, after=head[cut : cut + 3])
                ]
                at = folded.text.find(label)
                for rule, worth in fitting:
                    part = rest and worth != "insufficient" and opened and not short
                    span = passage.span(folded.back(at), folded.back(at + cut - 1) + 1) if part else passage.span()
                    text = document.source[span.start : span.end]
                    found.append(Sighting(rule.id, span, text, worth, "label", block=passage.block))
                if fitting:
                    break
        return found

    # --- near misses ----------------------------------------------------------------------------------------

    def near_misses(self, rules: Iterable[str], document: Document) -> list[Sighting]:
        """For each rule the passage, if any, that shares much of one of its long wordings without being one."""
        passages = [
            (passage, _triples(_flat(passage.text)))
            for passage in document.passages
            if passage.zone != "furniture" or len(passage.text) >= _NEAR_FURNITURE
        ]
        found = []
        for id in rules:
            best: tuple[float, Passage, str] | None = None
            for known, triples in _long_wordings(self.rules[id]):
                for passage, theirs in passages:
                    shared = len(triples & theirs) / len(triples)
                    if shared >= _NEAR_SHARE and (best is None or shared > best[0]):
                        best = (shared, passage, known.wording.language)
            if best is not None:
                _, passage, language = best
                found.append(
                    Sighting(id, passage.span(), passage.text, "partial", "near", language, block=passage.block)
                )
        return found


@cache
def _long_wordings(rule: Rule) -> tuple[tuple[_Known, frozenset[str]], ...]:
    """The wordings of a rule that are long enough for a near miss, with their word triples."""
    pairs = ((known, _triples(known.folded)) for known in _knowns(rule)[0])
    return tuple((known, triples) for known, triples in pairs if len(triples) >= _NEAR_LEAST)


def _with_leading_name(view: View, known: _Known, low: int) -> int:
    """A wording that opens with a name begins where its passage does, if only a name stands before it."""
    if not known.folded.startswith("{"):
        return low
    begin = view.starts[max(bisect_right(view.starts, view.folded.back(low)) - 1, 0)]
    opening = view.text[begin : view.folded.back(low)]
    return low - len(opening) if 0 < len(opening) <= 240 and view.folded.kept is None else low


def _triples(flat: str) -> frozenset[str]:
    words = re.findall(r"\w+", _PLACEHOLDER.sub(" ", flat))
    return frozenset(" ".join(words[i : i + 3]) for i in range(len(words) - 2))


def _may_go_on(*, short: bool, opened: bool, followed: bool, after: str) -> bool:
    """May words follow a label on its line? After a colon or the like, or "sponsored by X"; not "Ad blockers are ..."."""
    if followed:
        return short
    return (short and after.strip()[:1] in tuple(":|·•-.)](/,")) or (opened and after[:1] in (")", "]", ":"))


def satisfies(rule: Rule, text: str) -> bool:
    """True if a label of these words would suffice for the rule."""
    wanted = fold(text).strip(_TRIM)
    return any(label == wanted and worth in ("current", "sufficient") for label, worth, _ in _knowns(rule)[1])


def _sighting(
    view: View,
    rule: Rule,
    low: int,
    high: int,
    worth: Worth,
    how: str,
    language: str,
    entities: frozenset[str] = frozenset(),
) -> Sighting:
    start, end = view.folded.back(low), view.folded.back(high - 1) + 1
    span = view.source_span(start, end)
    first, last = view.passage_at(start), view.passage_at(max(end - 1, start))
    passages = view.document.passages
    block = Span(passages[first].block.start, passages[last].block.end)
    return Sighting(rule.id, span, view.text[start:end], worth, how, language, entities, block=block)


def _marked(document: Document) -> list[Sighting]:
    return [
        Sighting(
            block.rule,
            block.span,
            document.source[block.span.start : block.span.end],
            "partial",
            "marker",
            ours=True,
            block=block.span,
        )
        for block in document.marked
    ]


_ORDER: dict[str, int] = {"current": 0, "sufficient": 1, "outdated": 2, "insufficient": 3, "partial": 4}


def _merge(found: list[Sighting]) -> tuple[Sighting, ...]:
    """One sighting a place and rule, the best; inside a block of ours it inherits the marker."""
    kept: list[Sighting] = []
    ours = {(s.rule, s.span): s for s in found if s.ours}
    for sighting in sorted(found, key=lambda s: (s.ours, _ORDER[s.worth], s.how != "wording", s.span.start)):
        if sighting.ours:
            inside = [k for k in kept if k.rule == sighting.rule and _overlap(k.span, sighting.span)]
            if not inside:
                kept.append(sighting)
            continue
        if any(k.rule == sighting.rule and _overlap(k.span, sighting.span) for k in kept):
            continue
        marker = next(
            (m for (rule, span), m in ours.items() if rule == sighting.rule and _overlap(span, sighting.span)), None
        )
        if marker is not None:
            sighting = replace(sighting, ours=True, block=marker.span)
        kept.append(sighting)
    return tuple(sorted(kept, key=lambda s: s.span.start))


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end
