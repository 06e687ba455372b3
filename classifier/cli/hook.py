"""`notices hook`: one envelope in, one answer out. A refusal is an answer; an error means the question was unusable."""

from __future__ import annotations

from typing import Any

from classifier.cli.setting import Setting
from classifier.errors import InsertError
from classifier.reading import envelope
from classifier.reporting.result import result
from classifier.types import ACTION_NEEDED, Report


def _message(report: Report) -> str:
    open_ = [f for f in report.findings if f.status in ACTION_NEEDED]
    return " ".join(f"{finding.rule}: {finding.message}." for finding in open_).replace("..", ".")


def answer(text: str, setting: Setting) -> dict[str, Any]:
    """The result object with `action`, `message` and, where text was inserted, `body`; InputError for a bad envelope."""
    told = envelope.read_one(text)
    document, context = setting.asked(told)
    engine = setting.engine
    if not told.fix:
        report = engine.check(document, context)
        action = "block" if report.needs_action else "allow"
        return {**result(report), "action": action, "message": _message(report)}
    try:
        fixed = engine.fix(document, context)
    except InsertError as fault:
        report = engine.check(document, context)
        return {**result(report), "action": "block", "message": f"{fault} {_message(report)}".strip()}
    told_result = result(fixed.before)
    if fixed.after.needs_action:
        return {**told_result, "action": "block", "message": _message(fixed.after)}
    if fixed.plan.edits:
        done = ", ".join(sorted({notice.rule for notice in fixed.plan.notices})) or "superfluous notices removed"
        return {**told_result, "action": "insert", "message": f"Inserted: {done}", "body": fixed.after.document.source}
    return {**told_result, "action": "allow", "message": ""}
