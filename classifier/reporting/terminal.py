"""Reports for people: what was found, why, under which law, and how old the registers are."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from classifier.law.registers import Registers
from classifier.law.rule import Condition, Rule
from classifier.reading.lines import line_of
from classifier.types import ACTION_NEEDED, Evidence, Finding, Report

_STYLES = {
    "missing": "bold red", "hold": "bold red", "stale": "bold yellow", "duplicate": "bold yellow", "obsolete": "bold yellow",
    "ask": "bold blue", "review": "bold blue", "present": "green", "dim": "dim", "path": "bold", "notice": "cyan", "+": "green", "-": "red",
}  # fmt: skip


def colours_wanted(choice: bool | None = None) -> bool:
    """True where standard output is a terminal that shows colours, or where the user says so."""
    import os

    if choice is not None:
        return choice
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def paint(text: str, style: str, *, colours: bool) -> str:
    """Text in a style of ours, or as it is; rich is imported only where there is a terminal to paint on."""
    if not colours or style not in _STYLES:
        return text
    from rich.style import Style

    return Style.parse(_STYLES[style]).render(text)


def _why(report: Report, evidence: Evidence) -> str:
    chance = f" ({evidence.probability:.0%})" if evidence.probability is not None else ""
    where = ""
    if evidence.span is not None and evidence.span.end > 0:
        line, column = line_of(report.document.source, evidence.span.start)
        excerpt = " ".join(report.document.source[evidence.span.start : evidence.span.end].split())
        where = f" at {line}:{column}" + (
            f" “{excerpt[:70]}{'…' if len(excerpt) > 70 else ''}”" if evidence.kind in ("topic", "intent") else ""
        )
    return f"{evidence.kind}: {evidence.detail}{chance}{where}"


def finding_lines(report: Report, finding: Finding, rule: Rule | None, *, colours: bool) -> Iterable[str]:
    """One finding: status, rule, sentence, reasons, words, law."""
    status = paint(f"{finding.status:9}", finding.status, colours=colours)
    yield f"  {status} {finding.rule}  {finding.message}"
    for evidence in finding.evidence[:4]:
        yield paint(f"            because {_why(report, evidence)}", "dim", colours=colours)
    if finding.notice is not None:
        for line in finding.notice.text.splitlines():
            yield "            " + paint(f"│ {line}" if line else "│", "notice", colours=colours)
    unsure = " — wording or facts from memory, not verified" if rule is not None and rule.verified == "memory" else ""
    yield paint(f"            law: {finding.law}{unsure}", "dim", colours=colours)


def report_text(report: Report, rules: Mapping[str, Rule], *, colours: bool, quiet: bool = False) -> str:
    """A document's report; with `quiet` only what needs action."""
    name = report.document.path or report.document.id or "standard input"
    findings = [f for f in report.findings if not quiet or f.status in ACTION_NEEDED]
    if not findings:
        return "" if quiet else f"{paint(name, 'path', colours=colours)}: no notice is due\n"
    lines = [paint(name, "path", colours=colours)]
    for finding in findings:
        lines += finding_lines(report, finding, rules.get(finding.rule), colours=colours)
    return "\n".join(lines) + "\n"


@dataclass(slots=True)
class Tally:
    """What the last lines of a run say; it grows with the rules seen, not with the documents."""

    documents: int = 0
    needs_action: bool = False
    statuses: Counter[str] = field(default_factory=Counter)
    lists: set[str] = field(default_factory=set)

    def add(self, report: Report, rules: Mapping[str, Rule], registers: Registers, day: date) -> None:
        """Count one report, and note the registers its findings and mentions lean on."""
        self.documents += 1
        self.needs_action = self.needs_action or report.needs_action
        for finding in report.findings:
            self.statuses[finding.status] += 1
            for condition in rules[finding.rule].when if finding.rule in rules else ():
                self.lists.update(condition.publisher_on, condition.mention_on)
        for mention in report.facts.mentions:
            self.lists.update(row.register for row in registers.entries(mention.entity, day))


def summary(tally: Tally, registers: Registers, day: date, errors: int) -> str:
    """The last lines: counts by status, and the age of every register this run leaned on."""
    parts = [f"{count} {status}" for status, count in sorted(tally.statuses.items())]
    documents = f"{tally.documents} document{'s' if tally.documents != 1 else ''}"
    failed = f", {errors} not readable" if errors else ""
    lines = [f"{documents}{failed}: {', '.join(parts) or 'nothing found'}"]
    for name in sorted(tally.lists):
        register = registers.lists.get(name)
        if register is not None:
            old = " — too old: an entry of the last weeks could not be checked" if register.is_stale(day) else ""
            lines.append(f"the list “{register.title}” here is {register.age(day)} days old{old}")
    return "\n".join(lines)


def diff(before: str, after: str, name: str, *, colours: bool) -> str:
    """A unified diff of two texts."""
    import difflib

    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), f"a/{name}", f"b/{name}", lineterm="", n=2)
    return "\n".join(paint(line, line[:1], colours=colours and not line.startswith(("+++", "---"))) for line in lines)


def rule_text(rule: Rule, *, colours: bool) -> str:
    """A rule as a page of a reference."""

    def line(name: str, value: str) -> list[str]:
        return [f"{paint(name, 'path', colours=colours)}: {value}"] if value else []

    lines = [paint(f"{rule.id}  {rule.title}", "path", colours=colours), "", rule.summary, ""]
    lines += line("Whom it binds", rule.bound)
    lines += line("Jurisdiction", f"{rule.jurisdiction}; readers in {', '.join(rule.audience)}")
    lines += line(
        "Kind",
        f"{rule.family}, {rule.force}, {rule.action}" + (f", place: {rule.place}" if rule.action == "insert" else ""),
    )
    period = (
        f"{'since ' + str(rule.from_) if rule.from_ else ''}{' until ' + str(rule.until) if rule.until else ''}".strip()
    )
    lines += line("In force", period)
    lines += line("Law", rule.law) + line("Sanction", rule.sanction) + line("What to do", rule.advice)
    lines += ["", paint("When", "path", colours=colours)]
    for number, condition in enumerate(rule.when):
        lines.append(f"  {'or ' if number else ''}{_condition(condition)}")
    for condition in rule.unless:
        lines.append(f"  unless {_condition(condition)}")
    for wording in rule.wording:
        lines += ["", paint(f"Words ({wording.language})", "path", colours=colours)]
        lines += [f"  {paint(text, 'notice', colours=colours)}" for text in wording.text.splitlines()]
    known = len(rule.accepted) + len(rule.formerly) + len(rule.recognise.signs) + len(rule.recognise.labels)
    lines += ["", f"Other wordings known: {known}"]
    lines += [f"Verified: {rule.verified}, checked on {rule.checked_on}"]
    lines += [f"Source: {source.name}{' <' + source.url + '>' if source.url else ''}" for source in rule.sources]
    lines += line("Doubts", rule.doubts)
    return "\n".join(lines) + "\n"


def _condition(condition: Condition) -> str:
    parts = []
    for line in fields(condition):
        value = getattr(condition, line.name)
        if value in (None, ()):
            continue
        if isinstance(value, tuple):
            shown = ", ".join(value[:12]) + (", …" if len(value) > 12 else "")
        else:
            shown = str(value).lower()
        parts.append(f"{line.name.replace('_', ' ')}: {shown}")
    return " and ".join(parts)
