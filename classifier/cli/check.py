"""`notices check`: judge documents one by one; one bad document never stops the others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from classifier.cli import files
from classifier.cli.setting import Setting
from classifier.engine import Fixed
from classifier.errors import ConfigError, InputError, NoticeError, RuleError, UsageError
from classifier.reading import envelope
from classifier.reading.document import format_of, must_show_text, parse
from classifier.reading.envelope import Envelope
from classifier.reporting import terminal
from classifier.types import Context, Document, Report
from classifier.writing.insert import Plan

_NOTHING = Plan((), ())


@dataclass
class Run:
    """The state of one call: what was asked, and what came of it."""

    setting: Setting
    fix: bool = False
    diff: bool = False
    format: str = "auto"
    output: str = "text"
    quiet: bool = False
    colours: bool = False
    reports: list[Report] = field(default_factory=list)  # kept only where they are written all at once
    tally: terminal.Tally = field(default_factory=terminal.Tally)
    errors: int = 0

    def fail(self, fault: NoticeError, path: str | None = None) -> None:
        """One line on standard error; the run goes on."""
        fault.path = fault.path or path
        print(f"error: {fault}", file=sys.stderr)
        self.errors += 1

    def judge(self, document: Document, context: Context) -> Fixed:
        """Check a document and, where asked, plan its fix."""
        if self.fix or self.diff:
            return self.setting.engine.fix(document, context)
        report = self.setting.engine.check(document, context)
        return Fixed(report, report, _NOTHING)

    def take(self, fixed: Fixed, name: str) -> None:
        """Keep and show one document's outcome."""
        report = fixed.after if self.fix and not self.diff else fixed.before
        self.tally.add(report, self.setting.by_id, self.setting.engine.registers, self.setting.day)
        if self.output != "text":
            self.reports.append(report)
        if self.diff and fixed.before is not fixed.after:
            print(terminal.diff(fixed.before.document.source, fixed.after.document.source, name, colours=self.colours))
        if self.output == "text" and not self.diff:
            text = terminal.report_text(report, self.setting.by_id, colours=self.colours, quiet=self.quiet)
            if fixed.plan.edits:
                text += f"  fixed: {len(fixed.plan.edits)} edit{'s' if len(fixed.plan.edits) != 1 else ''}\n"
            sys.stdout.write(text)


def _document(run: Run, source: files.Source) -> None:
    text = source.decoded.text
    format = format_of(source.path, run.format)
    document = parse(text, format, path=source.name, default_language=run.setting.config.publisher.language)
    fixed = run.judge(must_show_text(document), run.setting.context())
    if run.fix and not run.diff and fixed.plan.edits:
        if source.name == "-":
            sys.stderr.write("error: -: standard input cannot be fixed in place (use --diff or notices hook)\n")
            run.errors += 1
            fixed = Fixed(fixed.before, fixed.before, _NOTHING)
        else:
            files.write(source, fixed.after.document.source, references=document.format == "html")
    run.take(fixed, source.name)


def _envelopes(run: Run, source: files.Source) -> None:
    """A file of one envelope, or of one a line; changed bodies are put back into the text, all else is kept."""
    text = source.decoded.text
    entries: list[Envelope | InputError]
    if source.path.suffix.lower() == ".json":
        entries = [envelope.read_one(text)]
    else:
        entries = [entry for _, entry in envelope.read_lines(text)]
        if not entries:
            raise InputError("holds no envelopes", source.name)
    bodies: list[tuple[Envelope, str]] = []
    for number, entry in enumerate(entries, 1):
        where = f"{source.name}:{entry.id or number}" if isinstance(entry, Envelope) else source.name
        if isinstance(entry, InputError):
            run.fail(entry, source.name)
            continue
        try:
            fixed = run.judge(*run.setting.asked(entry, source.name))
        except NoticeError as fault:
            run.fail(fault, where)
            continue
        if fixed.plan.edits:
            bodies.append((entry, fixed.after.document.source))
        run.take(fixed, where)
    if bodies and run.fix and not run.diff:
        for entry, body in reversed(bodies):
            text = entry.with_body(text, body)
        files.write(source, text, references=False)


def check(run: Run, names: Sequence[str], *, say: Callable[[str], None] = print) -> int:
    """Judge all documents the names stand for; the exit code of the contract."""
    run.setting.context()  # an unusable configuration stops the run before the first document
    for path in files.paths_in(names):
        try:
            if isinstance(path, InputError):
                raise path
            source = files.read(path)
            kind = format_of(path, run.format)
            if kind == "envelope" or (kind == "auto" and source.decoded.text.lstrip().startswith('{"')):
                _envelopes(run, source)
            else:
                _document(run, source)
        except (ConfigError, RuleError, UsageError):
            raise
        except NoticeError as fault:
            run.fail(fault, str(path) if isinstance(path, Path) else None)
        except RecursionError:
            run.fail(InputError("is nested too deeply to be read", str(path)))
    if run.output != "text":
        from classifier.reporting.formats import WRITERS

        say(WRITERS[run.output](run.reports, run.setting.by_id))
    elif run.tally.documents and not run.diff:
        say(terminal.summary(run.tally, run.setting.engine.registers, run.setting.day, run.errors))
    if run.errors:
        return 2
    return 1 if run.tally.needs_action else 0
