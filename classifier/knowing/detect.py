"""Document to facts: notices already there, listed entities and their roles, topics and intents, link classes.

Existing notices are found first and masked: they would tell the model the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from classifier.folding import fold, fold_with_offsets
from classifier.knowing import pooling, roles
from classifier.knowing.links import link_classes
from classifier.knowing.model import Model
from classifier.knowing.names import NameIndex, entity_of_address
from classifier.knowing.recogniser import Recogniser
from classifier.knowing.view import View, view_of
from classifier.types import Document, Facts, Label, Mention, Sighting, Span

Addresses = tuple[Mapping[str, str], Mapping[str, str]]
_LONG_SIGN = 900
_REPRINT = 0.6  # a reprint asks for notices, so the model must be this sure of one
_FIRST_LINES, _LAST_LINES = 3, 4
_SURE = 0.7  # from this probability on a mention counts; below, a person looks
# What these say is part of the article's own story (whose text it is, what was paid), not a leak of the answer.
_TELLING = frozenset(
    {"copyright", "interest", "funding", "correction", "archive", "advertising", "affiliate", "opinion"}
)


def detect(
    document: Document,
    *,
    model: Model | None,
    names: NameIndex,
    addresses: Addresses,
    recogniser: Recogniser,
    kind: Callable[[str], str],
    near: Sequence[Sighting] = (),
) -> Facts:
    """All facts of one document; without a model no topics, intents and no roles but those the markup shows.

    `kind` tells what an entity is: a medium in the byline means that the text is its text, and nobody reprints an
    army. `near` are near misses found by an earlier look: they are notices, too.
    """
    first = (*recogniser.sightings(document), *near)
    masked = _to_mask(first, recogniser)
    view = view_of(document, masked=masked)
    mentions = tuple(_in_role(m, kind(m.entity)) for m in _mentions(document, view, names, addresses, model))
    there = first
    if recogniser.needs_names:  # some signs count only beside a name: look again, now that names can be told
        there = (*recogniser.sightings(document, _names_anywhere(document, names)), *near)
        masked = _to_mask(there, recogniser)
    topics, intents = ({}, {}) if model is None else _labels(document, model, masked)
    return Facts(topics, intents, mentions, there, link_classes(document))


def _in_role(mention: Mention, kind: str) -> Mention:
    """The mention in a role that an entity of this kind can have."""
    if kind == "media" and mention.role == "author":
        return replace(mention, role="reprint")
    if kind == "other" and mention.role in ("reprint", "author"):
        return replace(mention, role="mention")
    return mention


def _to_mask(sightings: Sequence[Sighting], recogniser: Recogniser) -> list[Span]:
    """Spans of the notices to hide from the model. A sign that spreads over a long stretch may hold running text."""
    spans = []
    for sighting in sightings:
        rule = recogniser.rules.get(sighting.rule)
        if not sighting.ours and (
            sighting.how == "label" or (len(sighting.text) > _LONG_SIGN and sighting.how == "sign")
        ):
            continue
        if sighting.ours or rule is None or rule.family not in _TELLING:
            spans.append(sighting.block if sighting.ours and sighting.block else sighting.span)
    return spans


def _labels(
    document: Document, model: Model, masked: Sequence[Span]
) -> tuple[Mapping[str, Label], Mapping[str, Label]]:
    view = view_of(document, masked=masked)
    bounds = [*view.starts[1:], len(view.text) + 1][: len(view.starts)]
    texts = [view.text[a : b - 1] for a, b in zip(view.starts, bounds, strict=True)]
    return pooling.pool(model, texts, view.numbers)


def body_text(document: Document, sightings: Sequence[Sighting]) -> str:
    """Folded text of everything but furniture and our own notices, for rules that look for words."""
    ours = [sighting.block for sighting in sightings if sighting.ours and sighting.block]
    shown = (
        passage.text
        for passage in document.passages
        if passage.zone != "furniture" and not any(block.start <= passage.block.start < block.end for block in ours)
    )
    return fold(" ".join(shown)).replace("\n", " ")


def _names_anywhere(document: Document, names: NameIndex) -> list[Mention]:
    """Names anywhere a reader sees, notices too: a mark stands beside the name it marks."""
    view = view_of(document, furniture=True)
    return [
        Mention(
            hit.entity,
            "mention",
            hit.probability,
            view.source_span(view.folded.back(hit.start), view.folded.back(hit.end - 1) + 1),
            "",
        )
        for hit in names.search(view.folded)
    ]


def _mentions(
    document: Document, view: View, names: NameIndex, addresses: Addresses, model: Model | None
) -> tuple[Mention, ...]:
    found = [
        *_by_metadata(document, names, addresses),
        *_by_address(document, addresses),
        *_by_name(document, view, names, model),
    ]
    return tuple(sorted(found, key=lambda m: (m.span.start, m.span.end)))


def _by_metadata(document: Document, names: NameIndex, addresses: Addresses) -> Iterable[Mention]:
    """The document's own address, its canonical link and what the house says it was taken from."""
    nowhere = Span(0, 0)
    told = document.metadata
    own = {entity for address in (told.url or "",) if (entity := entity_of_address(address, *addresses))}
    own |= {
        e for link in document.links if link.kind == "canonical" and (e := entity_of_address(link.href, *addresses))
    }
    for entity in sorted(own):
        yield Mention(entity, "reprint", 0.95, nowhere, told.url or entity, True, "address of the text")
    for text, role in ((told.syndicated_from, "reprint"), *((author, "author") for author in told.authors)):
        if text:
            entity = _entity_named(text, names, addresses)
            if entity:
                yield Mention(entity, role, 0.95, nowhere, text, True, "metadata")


def _entity_named(text: str, names: NameIndex, addresses: Addresses) -> str | None:
    brands = set(addresses[0].values())
    if text in brands:
        return text
    hits = names.search(fold_with_offsets(f"«{text}», издание, media outlet"))
    return hits[0].entity if hits else None


def _by_address(document: Document, addresses: Addresses) -> Iterable[Mention]:
    for link in document.links:
        if link.kind == "canonical" or (link.passage is None and link.kind == "a"):
            continue
        if link.passage is not None and document.passages[link.passage].zone == "furniture":
            continue
        entity = entity_of_address(link.href, *addresses)
        if entity:
            role = "embed" if link.kind == "embed" else "link"
            yield Mention(entity, role, 0.97, link.span, link.text or link.href, True, link.href)


def _by_name(document: Document, view: View, names: NameIndex, model: Model | None) -> Iterable[Mention]:
    edges = _edges(document)
    for hit in names.search(view.folded):
        start, end = view.folded.back(hit.start), view.folded.back(hit.end - 1) + 1
        number = view.passage_at(start)
        zone = document.passages[number].zone
        chances = roles.chances(model, view.text, start, end) if model is not None else {"mention": 0.5}
        for read_from_markup in ("link", "embed"):
            chances.pop(read_from_markup, None)
        if number not in edges or chances.get("reprint", 0.0) < _REPRINT:
            chances.pop("reprint", None)  # credit lines stand at the top or the end, and they are plain
        role = max(chances, key=chances.__getitem__)
        chance = chances[role]
        if zone == "byline" and role in ("mention", "quote"):
            role, chance = "author", 0.8
        probability = round(hit.probability * (0.5 + chance / 2), 3)
        sure = hit.probability >= _SURE
        yield Mention(hit.entity, role, probability, view.source_span(start, end), view.text[start:end], sure, hit.why)


def _edges(document: Document) -> frozenset[int]:
    """Passages where a text says whose it is: everything outside the running text, its first and its last lines."""
    body = [number for number, passage in enumerate(document.passages) if passage.zone == "body"]
    inner = frozenset(body[_FIRST_LINES:-_LAST_LINES]) if len(body) > _FIRST_LINES + _LAST_LINES else frozenset()
    return frozenset(range(len(document.passages))) - inner
