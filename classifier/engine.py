"""The only place that knows all parts: judge a document, fix it, prove the fix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from classifier.deciding import Case, applicable, decide, entities_in
from classifier.errors import InsertError
from classifier.knowing import names
from classifier.knowing.detect import body_text, detect
from classifier.knowing.model import Model
from classifier.knowing.model import load as load_model
from classifier.knowing.recogniser import Recogniser, satisfies
from classifier.law import registers
from classifier.law.rule import Rule
from classifier.types import FIXABLE, Context, Document, Finding, Notice, Publisher, Report, Sighting
from classifier.writing.insert import Plan, fixed, plan
from classifier.writing.wording import notice


@dataclass(frozen=True, slots=True, eq=False)
class Fixed:
    """A document before and after, with the edits between."""

    before: Report
    after: Report
    plan: Plan


class Engine:
    """Rules, registers and model for many documents. Nothing here changes between two documents."""

    def __init__(self, rules: Sequence[Rule], model: Model | None = None, *, without_model: bool = False) -> None:
        self.rules = tuple(rules)
        self.registers = registers.load()
        self._model = model
        self._without_model = without_model
        self._recognisers: dict[tuple[str, ...], Recogniser] = {}

    @cached_property
    def names(self) -> names.NameIndex:
        """The index of all names."""
        return names.load()

    @property
    def _addresses(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        return self.registers.domains, self.registers.handles

    @property
    def model(self) -> Model | None:
        """The trained model, read when first needed."""
        if self._model is None and not self._without_model:
            self._model = load_model()
        return self._model

    def _kind(self, entity: str) -> str:
        brand = self.registers.brands.get(entity)
        return brand.kind if brand else ""

    def _recogniser(self, context: Context) -> Recogniser:
        wanted = applicable(self.rules, context)
        key = tuple(rule.id for rule in wanted)
        if key not in self._recognisers:
            self._recognisers[key] = Recogniser(wanted)
        return self._recognisers[key]

    def check(self, document: Document, context: Context) -> Report:
        """Detect and decide; InputError never, ModelError if the model cannot be used."""
        recogniser = self._recogniser(context)
        case = self._case(document, context, recogniser)
        findings = decide(self.rules, case)
        missing = dict.fromkeys(finding.rule for finding in findings if finding.status == "missing")
        near = recogniser.near_misses(missing, document) if missing else []
        if near:  # they are notices, so the model must not read them as the article's own words
            case = self._case(document, context, recogniser, near)
            findings = decide(self.rules, case)
        worded = [self._worded(finding, findings, case) for finding in findings]
        return Report(document, case.facts, tuple(self._economical(worded)))

    def _case(
        self, document: Document, context: Context, recogniser: Recogniser, near: Sequence[Sighting] = ()
    ) -> Case:
        facts = detect(
            document,
            model=self.model,
            names=self.names,
            addresses=self._addresses,
            recogniser=recogniser,
            kind=self._kind,
            near=near,
        )
        return Case(context, document, facts, self.registers, body_text(document, facts.sightings))

    def _economical(self, findings: list[Finding]) -> list[Finding]:
        """One label for several jurisdictions where its word suffices in each of them."""
        labels = [f.notice for f in findings if f.status == "missing" and f.notice is not None and f.notice.label]
        if len(labels) < 2:
            return findings

        def served(label: Notice) -> int:
            return sum(other.kind == label.kind and satisfies(self._by_id[other.rule], label.text) for other in labels)

        ranked = sorted(labels, key=served, reverse=True)
        done = []
        for finding in findings:
            if finding.status == "missing" and finding.notice is not None and finding.notice.label:
                mine = finding.notice
                rule = self._by_id[finding.rule]
                best = next((n for n in ranked if n.kind == mine.kind and satisfies(rule, n.text)), mine)
                finding = replace(finding, notice=replace(mine, text=best.text, language=best.language))
            done.append(finding)
        return done

    def _worded(self, finding: Finding, findings: list[Finding], case: Case) -> Finding:
        rule = self._by_id[finding.rule]
        if finding.status in ("missing", "stale"):
            entities = entities_in(findings, rule.id)
            words = notice(rule, case, entities)
            if words is None:
                return replace(
                    finding, status="ask", message=f"{finding.message}; a fact its wording needs is not known"
                )
            return replace(finding, notice=words)
        return finding

    @cached_property
    def _by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    def fix(self, document: Document, context: Context) -> Fixed:
        """Insert, replace and remove what the findings ask for; InsertError if any of the four laws would break."""
        before = self.check(document, context)
        changed, made = fixed(document, before.findings)
        if not made.edits:
            return Fixed(before, before, made)
        after = self.check(changed, context)
        if plan(changed, after.findings).edits:
            rules = ", ".join(sorted({finding.rule for finding in after.findings if finding.status in FIXABLE}))
            raise InsertError(f"a second fix would change the text again ({rules})", document.path)
        return Fixed(before, after, made)


def context_of(publisher: Publisher, audience: Sequence[str], day: date) -> Context:
    """Who asks, for which readers, on which day; an empty audience means the publisher's own."""
    return Context(publisher, tuple(audience) or publisher.audiences, day)
