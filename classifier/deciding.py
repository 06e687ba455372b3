"""Join facts with rules: the one pure function of the program. No I/O, no clock, no model.

A condition is 2 (holds), 1 (the model is not sure) or 0 (does not hold). A table is as sure as its least sure line, a
rule as its surest table; any `unless` table that holds switches the rule off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from classifier.folding import fold
from classifier.law.registers import Registers
from classifier.law.rule import Condition, Rule
from classifier.law.territory import covers, depth, reached
from classifier.types import Context, Document, Evidence, Facts, Finding, Label, Sighting, Span, Status

_RISK = frozenset({"reader_risk", "source_risk"})
_PER_ENTITY = frozenset({"status_label", "banned_org"})
_GRAVITY = ("ru-terrorist", "by-terrorist", "ru-extremist", "by-extremist-formations", "kg-extremist", "ru-undesirable")
_FORCE = ("forbidden_act", "mandatory", "code", "contractual", "recommended", "practice")
_DAY_OF_WORDS = {
    "missing": "is due and not there",
    "present": "is there",
    "stale": "is there, but its words are not (or no longer) right",
    "duplicate": "is there more than once",
    "obsolete": "is there, but no longer due",
}
_SURE = 2


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a rule may look at."""

    context: Context
    document: Document
    facts: Facts
    registers: Registers
    body: str  # folded text of title, bylines, body and boxes


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a table holds: how sure, by which facts, for which entities and where first."""

    truth: int
    evidence: tuple[Evidence, ...] = ()
    entities: tuple[str, ...] = ()
    anchors: Mapping[str, Span] | None = None


_NO = Ground(0)


# --- the lines of a table ------------------------------------------------------------------------------------


def _publisher_on(case: Case, lists: tuple[str, ...]) -> Ground:
    entity = case.context.publisher.entity
    rows = case.registers.entries(entity, case.context.day, lists) if entity else ()
    if not rows or entity is None:
        return _NO
    row = rows[0]
    since = f" since {row.registered or row.decided}" if row.registered or row.decided else ""
    title = case.registers.lists[row.register].title
    return Ground(
        _SURE, (Evidence("register", f"the publisher {case.registers.label(entity)} is on {title}{since}"),), (entity,)
    )


def _publisher_not_on(case: Case, lists: tuple[str, ...]) -> Ground:
    return _NO if _publisher_on(case, lists).truth else Ground(_SURE)


def _established(case: Case, codes: tuple[str, ...]) -> Ground:
    home = case.context.publisher.established
    if home and any(covers(code, home) for code in codes):
        return Ground(_SURE, (Evidence("publisher", f"established in {home}"),))
    return _NO


def _exposed(case: Case, codes: tuple[str, ...]) -> Ground:
    publisher = case.context.publisher
    places = [
        p for p in (*publisher.exposed, publisher.established or "") if p and any(covers(code, p) for code in codes)
    ]
    return Ground(_SURE, (Evidence("publisher", f"exposed in {places[0]}"),)) if places else _NO


def _publisher_kind(case: Case, kinds: tuple[str, ...]) -> Ground:
    kind = case.context.publisher.kind
    return Ground(_SURE, (Evidence("publisher", f"publishes as {kind}"),)) if kind in kinds else _NO


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
        truths[entity] = max(truths.get(entity, 0), _SURE if mention.sure else 1)
        if entity not in anchors:
            anchors[entity] = mention.span
            listed = f", on {case.registers.lists[row.register].title}" if row else ""
            evidence.append(
                Evidence(
                    "mention", f"{mention.text.strip()!r} ({mention.role}){listed}", mention.span, mention.probability
                )
            )
    if not truths:
        return _NO
    best = max(truths.values())
    kept = tuple(entity for entity, truth in truths.items() if truth == best)
    return Ground(best, tuple(evidence), kept, anchors)


def _label_truth(label: Label | None) -> int:
    return 0 if label is None else _SURE if label.sure else 1


def _topic(case: Case, names: tuple[str, ...]) -> Ground:
    found = [case.facts.topics[name] for name in names if name in case.facts.topics]
    if not found:
        return _NO
    best = max(found, key=lambda label: (label.sure, label.probability))
    return Ground(_label_truth(best), (_label_evidence(case, "topic", best),))


def _label_evidence(case: Case, kind: str, label: Label) -> Evidence:
    carrying = max(label.passages, key=lambda p: p[1], default=None)
    span = case.document.passages[carrying[0]].span() if carrying else None
    return Evidence("topic" if kind == "topic" else "intent", label.name, span, round(label.probability, 3))


def _intent(case: Case, names: tuple[str, ...]) -> Ground:
    grounds = [_one_intent(case, name) for name in names]
    return max(grounds, key=lambda ground: ground.truth)


def _one_intent(case: Case, name: str) -> Ground:
    commercial = case.document.metadata.commercial
    label = case.facts.intents.get(name)
    if name == "promotional":
        if commercial in ("paid", "affiliate", "gifted", "own"):
            return Ground(_SURE, (Evidence("metadata", f"commercial = {commercial}"),))
        if commercial == "none":
            return _NO
    if name == "editorial":
        promotional = case.facts.intents.get("promotional")
        if label is None and promotional is not None:
            return Ground(0 if promotional.sure else 1)
        if label is None or (label.sure is False and promotional is None):
            return Ground(_SURE, (Evidence("intent", "editorial"),))
    if label is None:
        return _NO
    return Ground(_label_truth(label), (_label_evidence(case, "intent", label),))


def _together(case: Case, condition: Condition, ground: Ground) -> Ground:
    """Topic and promotion must meet in one passage: a bonus line under a court report promotes no court."""
    if ground.truth < 1 or not condition.topic or not condition.intent or set(condition.intent) & {"editorial"}:
        return ground
    if case.document.metadata.commercial in ("paid", "affiliate", "gifted", "own"):
        return ground
    topics = {n for name in condition.topic if name in case.facts.topics for n, _ in case.facts.topics[name].passages}
    intents = {
        n for name in condition.intent if name in case.facts.intents for n, _ in case.facts.intents[name].passages
    }
    return ground if topics & intents or not topics or not intents else _NO


def _link(case: Case, classes: tuple[str, ...]) -> Ground:
    for name in classes:
        spans = case.facts.link_classes.get(name, ())
        if spans:
            return Ground(_SURE, (Evidence("link", f"{name} link", spans[0]),))
    return _NO


def _metadata_in(case: Case, key: str, values: tuple[str, ...]) -> Ground:
    value = getattr(case.document.metadata, key)
    return Ground(_SURE, (Evidence("metadata", f"{key} = {value}"),)) if value in values else _NO


def _ai_reviewed(case: Case, wanted: bool) -> Ground:
    value = case.document.metadata.ai_reviewed
    return Ground(_SURE, (Evidence("metadata", f"ai_reviewed = {str(value).lower()}"),)) if value is wanted else _NO


def _sponsor(case: Case, wanted: bool) -> Ground:
    value = case.document.metadata.sponsor
    return (
        Ground(_SURE, (Evidence("metadata", f"sponsor = {value}"),) if value else ()) if bool(value) is wanted else _NO
    )


def _syndicated(case: Case, wanted: bool) -> Ground:
    value = case.document.metadata.syndicated_from
    if bool(value) is not wanted:
        return _NO
    return Ground(_SURE, (Evidence("metadata", f"syndicated_from = {value}"),) if value else ())


def _section(case: Case, names: tuple[str, ...]) -> Ground:
    section = fold(case.document.metadata.section or "")
    if section and any(fold(name) in section for name in names):
        return Ground(_SURE, (Evidence("metadata", f"section = {case.document.metadata.section}"),))
    return _NO


def _owner_named(case: Case, wanted: bool) -> Ground:
    named = [owner for owner in case.context.publisher.owners if _stands(fold(owner), case.body)]
    if bool(named) is not wanted:
        return _NO
    return Ground(_SURE, (Evidence("text", f"names the owner {named[0]}"),) if named else ())


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
        if _stands(fold(word), case.body):
            return Ground(_SURE, (Evidence("text", f"says {word!r}"),))
    return _NO


def _notice(case: Case, rules: tuple[str, ...]) -> Ground:
    return Ground(_SURE) if any(sighting.rule in rules for sighting in case.facts.sightings) else _NO


_LINES: Mapping[str, Callable[[Case, Condition], Ground]] = {
    "publisher_on": lambda case, c: _publisher_on(case, c.publisher_on),
    "publisher_not_on": lambda case, c: _publisher_not_on(case, c.publisher_not_on),
    "established": lambda case, c: _established(case, c.established),
    "exposed": lambda case, c: _exposed(case, c.exposed),
    "publisher_kind": lambda case, c: _publisher_kind(case, c.publisher_kind),
    "mention_on": _mentioned,
    "mention_of": _mentioned,
    "topic": lambda case, c: _topic(case, c.topic),
    "also_topic": lambda case, c: _topic(case, c.also_topic),
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
    truth = _SURE
    evidence: list[Evidence] = []
    entities: tuple[str, ...] = ()
    anchors: Mapping[str, Span] | None = None
    for key, line in _LINES.items():
        value = getattr(condition, key)
        if value is None or value == () or (key == "mention_of" and condition.mention_on):
            continue
        ground = line(case, condition)
        if ground.truth == 0:
            return _NO
        truth = min(truth, ground.truth)
        evidence += ground.evidence
        entities = ground.entities or entities
        anchors = ground.anchors or anchors
    return _together(case, condition, Ground(truth, tuple(evidence), entities, anchors))


def _due(rule: Rule, case: Case) -> Ground:
    """The surest of the rule's tables, unless an exception holds; evidence and entities of all equally sure tables."""
    grounds = [ground for condition in rule.when if (ground := judge(condition, case)).truth]
    if not grounds:
        return _NO
    excepted: set[str] = set()
    for condition in rule.unless:
        ground = judge(condition, case)
        if ground.truth == _SURE:
            only_names = condition == Condition(mention_of=condition.mention_of, roles=condition.roles)
            if not only_names:
                return _NO
            excepted |= set(ground.entities)
    best = max(ground.truth for ground in grounds)
    grounds = [ground for ground in grounds if ground.truth == best]
    entities = tuple(dict.fromkeys(e for ground in grounds for e in ground.entities))
    left = tuple(entity for entity in entities if entity not in excepted)
    if entities and not left:
        return _NO
    anchors = {k: v for ground in reversed(grounds) for k, v in (ground.anchors or {}).items()}
    evidence = tuple(dict.fromkeys(e for ground in grounds for e in ground.evidence))
    return Ground(best, evidence, left, anchors)


# --- from rules to findings ----------------------------------------------------------------------------------


def readers_of(rule: Rule, audience: Sequence[str]) -> tuple[str, ...]:
    """The readers a rule reaches. WORLD readers are reached by worldwide rules and by warnings of risks to readers:
    who publishes for everyone is read everywhere, but does not aim adverts at forty countries at once.
    """
    found = reached(rule.audience, [place for place in audience if place != "WORLD"])
    if "WORLD" in audience and ("WORLD" in rule.audience or rule.family in _RISK):
        found += ("WORLD",)
    return found


def applicable(rules: Iterable[Rule], context: Context) -> list[Rule]:
    """Rules that reach a reader, are wanted by the house and could speak: also those that have ended, to know their words."""
    labels_on = context.publisher.status_labels == "apply"
    return [
        rule for rule in rules if readers_of(rule, context.audience) and (rule.family != "status_label" or labels_on)
    ]


def decide(rules: Sequence[Rule], case: Case) -> list[Finding]:
    """All findings of one document, ordered by rule; never two notices of one kind for one jurisdiction."""
    off = {id.upper() for id in case.document.metadata.notices_off}
    due: list[tuple[Rule, Ground]] = []
    quiet: list[Rule] = []
    for rule in applicable(rules, case.context):
        if rule.id in off:
            continue
        ground = _due(rule, case) if rule.in_force(case.context.day) else _NO
        if ground.truth:
            due.append((rule, ground))
        else:
            quiet.append(rule)
    findings = [finding for rule, ground in _most_special(due, case) for finding in _findings(rule, ground, case)]
    due_ids = {rule.id for rule, _ in due}
    findings += [finding for rule in quiet if rule.id not in due_ids for finding in _obsolete(rule, case, findings)]
    return sorted(findings, key=lambda finding: (finding.rule, finding.entity or ""))


def _gravity(rule: Rule) -> int:
    lists = [name for condition in rule.when for name in (*condition.publisher_on, *condition.mention_on)]
    return min((_GRAVITY.index(name) for name in lists if name in _GRAVITY), default=len(_GRAVITY))


def _most_special(due: list[tuple[Rule, Ground]], case: Case) -> list[tuple[Rule, Ground]]:
    """Of the rules of one kind, for each reader only the most special one, then the gravest, speaks."""
    winners: dict[tuple[str, str, str], tuple[tuple[int, ...], str]] = {}
    for rule, ground in due:
        for reader in readers_of(rule, case.context.audience):
            near = max(depth(t) for t in rule.audience if covers(t, reader) or reader == "WORLD")
            home = depth(rule.jurisdiction)
            own = case.context.publisher.entity is not None and case.context.publisher.entity in ground.entities
            rank = (ground.truth, near, home, own, -_gravity(rule), -_FORCE.index(rule.force))
            group = "notice" if rule.action == "insert" else rule.action
            key = (group, rule.kind, reader if reader != "WORLD" else rule.jurisdiction)
            if key not in winners or rank > winners[key][0]:
                winners[key] = (rank, rule.id)
    chosen = {id for _, id in winners.values()}
    return [(rule, ground) for rule, ground in due if rule.id in chosen]


def _findings(rule: Rule, ground: Ground, case: Case) -> list[Finding]:
    entities: tuple[str | None, ...] = ground.entities or (None,)
    if rule.action == "insert" and rule.family not in _PER_ENTITY:
        own = case.context.publisher.entity
        entities = (own,) if own in entities else entities[:1]
    return [_finding(rule, ground, case, entity) for entity in entities]


def _finding(rule: Rule, ground: Ground, case: Case, entity: str | None) -> Finding:
    anchor = (ground.anchors or {}).get(entity or "") or next((e.span for e in ground.evidence if e.span), None)
    base = Finding(
        rule=rule.id,
        jurisdiction=rule.jurisdiction,
        family=rule.family,
        force=rule.force,
        status="review",
        message="",
        law=rule.law,
        placement=rule.place,
        entity=entity,
        evidence=ground.evidence,
        anchor=anchor,
    )
    if ground.truth < _SURE:
        return replace(base, message=f"{rule.title}: the classifier is not sure, please look")
    if rule.action == "hold":
        return replace(base, status="hold", message=f"{rule.title}. {rule.advice}")
    if rule.action == "ask":
        return replace(base, status="ask", message=f"{rule.title}. {rule.advice}")
    mine = [
        s
        for s in case.facts.sightings
        if s.rule == rule.id and (not s.entities or entity is None or entity in s.entities)
    ]
    foreign = [block.span for block in case.document.marked if block.rule != rule.id]
    status, which, reason = _status_of(rule, mine, foreign)
    named = f" ({case.registers.label(entity)})" if entity else ""
    message = f"{rule.title}{named}: the notice {_DAY_OF_WORDS[status]}{reason}"
    return replace(base, status=status, message=message, sightings=which)


def _status_of(rule: Rule, found: list[Sighting], foreign: Sequence[Span]) -> tuple[Status, tuple[Sighting, ...], str]:
    """missing, present, stale or duplicate, with the sightings an edit must touch.

    A notice inside another rule's block may serve this rule too, but it is never this rule's spare one.
    """
    if not found:
        return "missing", (), ""
    good = [s for s in found if s.worth in ("current", "sufficient")]
    if not good:
        reason = f" ({rule.recognise.reason})" if found[0].worth == "insufficient" and rule.recognise.reason else ""
        signs = [s.reason for s in rule.recognise.signs if s.status == "stale" and s.reason]
        if found[0].how == "sign" and signs:
            reason = f" ({signs[0]})"
        return "stale", tuple(found), reason
    whole = [
        s
        for s in good
        if s.how in ("wording", "label")
        and (s.ours or s.worth == "current")
        and not any(span.start <= s.span.start < span.end for span in foreign)
    ]
    spare = [s for s in found if s.ours and s not in good]
    if len(whole) > 1 or spare:
        keep = next((s for s in whole if not s.ours), good[0])
        extra = tuple(s for s in (*whole, *spare) if s is not keep)
        if extra:
            return "duplicate", extra, ""
    return "present", tuple(good), ""


def _obsolete(rule: Rule, case: Case, findings: list[Finding]) -> list[Finding]:
    """Notices of a rule that asks for nothing here: ours, or words that only that rule's notice has."""
    ended = rule.until is not None and rule.until <= case.context.day
    found = [
        s
        for s in case.facts.sightings
        if s.rule == rule.id
        and (s.ours or (ended and s.worth in ("current", "sufficient", "outdated") and s.how in ("wording", "sign")))
    ]
    claimed = [s.span for finding in findings for s in finding.sightings]
    found = [s for s in found if not any(s.span.start < c.end and c.start < s.span.end for c in claimed)]
    if not found:
        return []
    why = f"the rule ended on {rule.until}" if ended else "nothing asks for it (any longer)"
    return [
        Finding(
            rule=rule.id,
            jurisdiction=rule.jurisdiction,
            family=rule.family,
            force=rule.force,
            status="obsolete",
            message=f"{rule.title}: the notice is there, but {why}",
            law=rule.law,
            placement=rule.place,
            evidence=(Evidence("text", found[0].text.strip()[:120], found[0].span),),
            sightings=tuple(found) if rule.action == "insert" else (),
        )
    ]


def entities_in(findings: Iterable[Finding], rule: str) -> tuple[str, ...]:
    """The entities of all findings of one rule that still lack a notice, in order."""
    return tuple(f.entity for f in findings if f.rule == rule and f.entity and f.status in ("missing", "stale"))
