"""Join facts with rules: the one pure function of the program.

A table is as sure as its least sure line, a rule as its surest table; any `unless` table that holds switches the
rule off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from classifier.deciding.case import NO, SURE, Case, Ground
from classifier.deciding.conditions import judge
from classifier.law.rule import Condition, Rule
from classifier.law.territory import covers, depth, reached
from classifier.types import Context, Evidence, Finding, Sighting, Span, Status

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


def _due(rule: Rule, case: Case) -> Ground:
    """The surest of the rule's tables, unless an exception holds; evidence and entities of all equally sure tables."""
    grounds = [ground for condition in rule.when if (ground := judge(condition, case)).truth]
    if not grounds:
        return NO
    excepted: set[str] = set()
    for condition in rule.unless:
        ground = judge(condition, case)
        if ground.truth == SURE:
            only_names = condition == Condition(mention_of=condition.mention_of, roles=condition.roles)
            if not only_names:
                return NO
            excepted |= set(ground.entities)
    best = max(ground.truth for ground in grounds)
    grounds = [ground for ground in grounds if ground.truth == best]
    entities = tuple(dict.fromkeys(e for ground in grounds for e in ground.entities))
    left = tuple(entity for entity in entities if entity not in excepted)
    if entities and not left:
        return NO
    anchors = {k: v for ground in reversed(grounds) for k, v in (ground.anchors or {}).items()}
    evidence = tuple(dict.fromkeys(e for ground in grounds for e in ground.evidence))
    return Ground(best, evidence, left, anchors)


def readers_of(rule: Rule, audience: Sequence[str]) -> tuple[str, ...]:
    """The readers a rule reaches. WORLD readers are reached by worldwide rules and by warnings of risks to readers:
    who publishes for everyone is read everywhere, but does not aim adverts at forty countries at once.
    """
    return _reached(rule.audience, rule.family in _RISK, tuple(audience))


@lru_cache(maxsize=8192)
def _reached(territories: tuple[str, ...], risk: bool, audience: tuple[str, ...]) -> tuple[str, ...]:
    found = reached(territories, [place for place in audience if place != "WORLD"])
    if "WORLD" in audience and ("WORLD" in territories or risk):
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
        ground = _due(rule, case) if rule.in_force(case.context.day) else NO
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
    if ground.truth < SURE:
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
