"""The closed vocabulary of conditions: one small function a word, one table that names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from classifier.deciding.case import NO, SURE, Case, Ground
from classifier.folding import fold_word
from classifier.law.rule import Condition
from classifier.law.territory import covers
from classifier.types import Evidence, Label, Span


def _publisher_on(case: Case, lists: tuple[str, ...]) -> Ground:
    entity = case.context.publisher.entity
    rows = case.registers.entries(entity, case.context.day, lists) if entity else ()
    if not rows or entity is None:
        return NO
    row = rows[0]
    since = f" since {row.registered or row.decided}" if row.registered or row.decided else ""
    title = case.registers.lists[row.register].title
    return Ground(
        SURE, (Evidence("register", f"the publisher {case.registers.label(entity)} is on {title}{since}"),), (entity,)
    )


def _publisher_not_on(case: Case, lists: tuple[str, ...]) -> Ground:
    return NO if _publisher_on(case, lists).truth else Ground(SURE)


def _established(case: Case, codes: tuple[str, ...]) -> Ground:
    home = case.context.publisher.established
    if home and any(covers(code, home) for code in codes):
        return Ground(SURE, (Evidence("publisher", f"established in {home}"),))
    return NO


def _exposed(case: Case, codes: tuple[str, ...]) -> Ground:
    publisher = case.context.publisher
    places = [
        p for p in (*publisher.exposed, publisher.established or "") if p and any(covers(code, p) for code in codes)
    ]
    return Ground(SURE, (Evidence("publisher", f"exposed in {places[0]}"),)) if places else NO


def _publisher_kind(case: Case, kinds: tuple[str, ...]) -> Ground:
    kind = case.context.publisher.kind
    return Ground(SURE, (Evidence("publisher", f"publishes as {kind}"),)) if kind in kinds else NO


def _own_rows(case: Case) -> frozenset[str]:
    brand = case.registers.brands.get(case.context.publisher.entity or "")
    return frozenset(brand.rows) if brand else frozenset()


def _mentioned(case: Case, condition: Condition) -> Ground:
    """Entities on the lists (or of the ids) that the text names in one of the roles; the publisher's own rows do not count."""
    own = _own_rows(case)
    truths: dict[str, int] = {}
    evidence: list[Evidence] = []
    anchors: dict[str, Span] = {}
    seen_rows: dict[str, str] = {}
    for mention in case.facts.mentions:
        if condition.roles and mention.role not in condition.roles:
            continue
        if condition.mention_of and mention.entity not in condition.mention_of:
            continue
        entity, row = mention.entity, None
        if condition.mention_on:
            rows = [
                r for r in case.registers.entries(entity, case.context.day, condition.mention_on) if r.id not in own
            ]
            if not rows:
                continue
            row = rows[0]
            entity = seen_rows.setdefault(row.id, entity)
        truths[entity] = max(truths.get(entity, 0), SURE if mention.sure else 1)
        if entity not in anchors:
            anchors[entity] = mention.span
            listed = f", on {case.registers.lists[row.register].title}" if row else ""
            evidence.append(
                Evidence(
                    "mention", f"{mention.text.strip()!r} ({mention.role}){listed}", mention.span, mention.probability
                )
            )
    if not truths:
        return NO
    best = max(truths.values())
    kept = tuple(entity for entity, truth in truths.items() if truth == best)
    return Ground(best, tuple(evidence), kept, anchors)


def _label_truth(label: Label | None) -> int:
    return 0 if label is None else SURE if label.sure else 1


_COMMERCIAL = ("paid", "affiliate", "gifted", "own")


def _topic(case: Case, names: tuple[str, ...], condition: Condition) -> Ground:
    """The surest of the topics. In a text the house itself calls commercial, a rule for commercial texts takes an unsure
    topic for sure: a miss breaks advertising law, a false alarm is a needless line in an advert.
    """
    found = [case.facts.topics[name] for name in names if name in case.facts.topics]
    if not found:
        return NO
    best = max(found, key=lambda label: (label.sure, label.probability))
    for_adverts = "promotional" in condition.intent or bool(condition.commercial)
    told = for_adverts and case.document.metadata.commercial in _COMMERCIAL
    return Ground(SURE if told else _label_truth(best), (_label_evidence(case, "topic", best),))


def _label_evidence(case: Case, kind: Literal["topic", "intent"], label: Label) -> Evidence:
    carrying = max(label.passages, key=lambda p: p[1], default=None)
    span = case.document.passages[carrying[0]].span() if carrying else None
    return Evidence(kind, label.name, span, round(label.probability, 3))


def _intent(case: Case, names: tuple[str, ...]) -> Ground:
    grounds = [_one_intent(case, name) for name in names]
    return max(grounds, key=lambda ground: ground.truth)


def _one_intent(case: Case, name: str) -> Ground:
    commercial = case.document.metadata.commercial
    label = case.facts.intents.get(name)
    if name == "promotional":
        if commercial in _COMMERCIAL:
            return Ground(SURE, (Evidence("metadata", f"commercial = {commercial}"),))
        if commercial == "none":
            return NO
    if name == "editorial":
        promotional = case.facts.intents.get("promotional")
        if label is None and promotional is not None:
            return Ground(0 if promotional.sure else 1)
        if label is None or (label.sure is False and promotional is None):
            return Ground(SURE, (Evidence("intent", "editorial"),))
    if label is None:
        return NO
    return Ground(_label_truth(label), (_label_evidence(case, "intent", label),))


def _together(case: Case, condition: Condition, ground: Ground) -> Ground:
    """Topic and promotion must meet in one passage: a bonus line under a court report promotes no court."""
    if ground.truth < 1 or not condition.topic or not condition.intent or set(condition.intent) & {"editorial"}:
        return ground
    if case.document.metadata.commercial in _COMMERCIAL:
        return ground
    topics = {n for name in condition.topic if name in case.facts.topics for n, _ in case.facts.topics[name].passages}
    intents = {
        n for name in condition.intent if name in case.facts.intents for n, _ in case.facts.intents[name].passages
    }
    return ground if topics & intents or not topics or not intents else NO


def _link(case: Case, classes: tuple[str, ...]) -> Ground:
    for name in classes:
        spans = case.facts.link_classes.get(name, ())
        if spans:
            return Ground(SURE, (Evidence("link", f"{name} link", spans[0]),))
    return NO


def _metadata_in(case: Case, key: str, values: tuple[str, ...]) -> Ground:
    value = getattr(case.document.metadata, key)
    return Ground(SURE, (Evidence("metadata", f"{key} = {value}"),)) if value in values else NO


def _ai_reviewed(case: Case, wanted: bool) -> Ground:
    value = case.document.metadata.ai_reviewed
    return Ground(SURE, (Evidence("metadata", f"ai_reviewed = {str(value).lower()}"),)) if value is wanted else NO


def _sponsor(case: Case, wanted: bool) -> Ground:
    value = case.document.metadata.sponsor
    return Ground(SURE, (Evidence("metadata", f"sponsor = {value}"),) if value else ()) if bool(value) is wanted else NO


def _syndicated(case: Case, wanted: bool) -> Ground:
    value = case.document.metadata.syndicated_from
    if bool(value) is not wanted:
        return NO
    return Ground(SURE, (Evidence("metadata", f"syndicated_from = {value}"),) if value else ())


def _section(case: Case, names: tuple[str, ...]) -> Ground:
    section = fold_word(case.document.metadata.section or "")
    if section and any(fold_word(name) in section for name in names):
        return Ground(SURE, (Evidence("metadata", f"section = {case.document.metadata.section}"),))
    return NO


def _owner_named(case: Case, wanted: bool) -> Ground:
    named = [owner for owner in case.context.publisher.owners if _stands(fold_word(owner), case.body)]
    if bool(named) is not wanted:
        return NO
    return Ground(SURE, (Evidence("text", f"names the owner {named[0]}"),) if named else ())


def _stands(word: str, text: str) -> bool:
    """True if `word` (folded) begins somewhere at the beginning of a word of `text`."""
    at = text.find(word)
    while at >= 0:
        if not text[at - 1 : at].isalnum() or not word[:1].isalnum():
            return True
        at = text.find(word, at + 1)
    return False


def _words(case: Case, words: tuple[str, ...]) -> Ground:
    for word in words:
        if _stands(fold_word(word), case.body):
            return Ground(SURE, (Evidence("text", f"says {word!r}"),))
    return NO


def _notice(case: Case, rules: tuple[str, ...]) -> Ground:
    return Ground(SURE) if any(sighting.rule in rules for sighting in case.facts.sightings) else NO


_LINES: Mapping[str, Callable[[Case, Condition], Ground]] = {
    "publisher_on": lambda case, c: _publisher_on(case, c.publisher_on),
    "publisher_not_on": lambda case, c: _publisher_not_on(case, c.publisher_not_on),
    "established": lambda case, c: _established(case, c.established),
    "exposed": lambda case, c: _exposed(case, c.exposed),
    "publisher_kind": lambda case, c: _publisher_kind(case, c.publisher_kind),
    "mention_on": _mentioned,
    "mention_of": _mentioned,
    "topic": lambda case, c: _topic(case, c.topic, c),
    "also_topic": lambda case, c: _topic(case, c.also_topic, c),
    "intent": lambda case, c: _intent(case, c.intent),
    "link": lambda case, c: _link(case, c.link),
    "commercial": lambda case, c: _metadata_in(case, "commercial", c.commercial),
    "ai": lambda case, c: _metadata_in(case, "ai", c.ai),
    "ai_reviewed": lambda case, c: _ai_reviewed(case, bool(c.ai_reviewed)),
    "sponsor": lambda case, c: _sponsor(case, bool(c.sponsor)),
    "syndicated": lambda case, c: _syndicated(case, bool(c.syndicated)),
    "section": lambda case, c: _section(case, c.section),
    "owner_named": lambda case, c: _owner_named(case, bool(c.owner_named)),
    "words": lambda case, c: _words(case, c.words),
    "notice": lambda case, c: _notice(case, c.notice),
}


def judge(condition: Condition, case: Case) -> Ground:
    """How sure one table is, by its least sure line, with all the evidence of its lines."""
    truth = SURE
    evidence: list[Evidence] = []
    entities: tuple[str, ...] = ()
    anchors: Mapping[str, Span] | None = None
    for key, line in _LINES.items():
        value = getattr(condition, key)
        if value is None or value == () or (key == "mention_of" and condition.mention_on):
            continue
        ground = line(case, condition)
        if ground.truth == 0:
            return NO
        truth = min(truth, ground.truth)
        evidence += ground.evidence
        entities = ground.entities or entities
        anchors = ground.anchors or anchors
    return _together(case, condition, Ground(truth, tuple(evidence), entities, anchors))
