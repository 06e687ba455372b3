"""Reports for machines: JSON, JSON Lines, SARIF 2.1.0 and GitHub annotations."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from classifier import __version__
from classifier.law.rule import Rule
from classifier.reading.lines import line_of
from classifier.reporting.result import result
from classifier.types import ACTION_NEEDED, Finding, Report

_LEVEL = {"hold": "error", "missing": "error", "stale": "warning", "duplicate": "warning", "obsolete": "warning"}


def to_json(reports: Sequence[Report], rules: Mapping[str, Rule]) -> str:
    """A list with one result a document."""
    return json.dumps([result(report) for report in reports], ensure_ascii=False, indent=2)


def to_jsonl(reports: Sequence[Report], rules: Mapping[str, Rule]) -> str:
    """One result a line."""
    return "\n".join(json.dumps(result(report), ensure_ascii=False) for report in reports)


def _place(report: Report, finding: Finding) -> tuple[int, int]:
    spans = [finding.anchor] if finding.anchor else [s.span for s in finding.sightings[:1]]
    spans = [span for span in spans if span is not None and span.end > 0]
    return line_of(report.document.source, spans[0].start) if spans else (1, 1)


def to_sarif(reports: Sequence[Report], rules: Mapping[str, Rule]) -> str:
    """SARIF 2.1.0; findings that need nothing are left out."""
    used = sorted({finding.rule for report in reports for finding in report.findings if finding.status != "present"})
    results = []
    for report in reports:
        for finding in report.findings:
            if finding.status == "present":
                continue
            line, column = _place(report, finding)
            results.append(
                {
                    "ruleId": finding.rule,
                    "ruleIndex": used.index(finding.rule),
                    "level": _LEVEL.get(finding.status, "note"),
                    "message": {"text": f"{finding.status}: {finding.message}"},
                    "locations": [
                        {
                            "physicalLocation": {
                                "artifactLocation": {"uri": report.document.path or report.document.id or "stdin"},
                                "region": {"startLine": line, "startColumn": column},
                            }
                        }
                    ],
                    "properties": {"status": finding.status, "entity": finding.entity, "law": finding.law},
                }
            )
    described = [
        {
            "id": id,
            "shortDescription": {"text": rules[id].title},
            "fullDescription": {"text": rules[id].summary},
            "properties": {"jurisdiction": rules[id].jurisdiction, "force": rules[id].force},
        }
        for id in used
        if id in rules
    ]
    run: dict[str, Any] = {
        "tool": {"driver": {"name": "notices", "version": __version__, "rules": described}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps(
        {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]},
        ensure_ascii=False,
        indent=2,
    )


def to_github(reports: Sequence[Report], rules: Mapping[str, Rule]) -> str:
    """Workflow commands that GitHub shows beside the line."""
    lines = []
    for report in reports:
        for finding in report.findings:
            if finding.status not in ACTION_NEEDED:
                continue
            line, column = _place(report, finding)
            level = "error" if finding.status in ("hold", "missing") else "warning"
            message = (
                f"{finding.status}: {finding.message}".replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
            )
            path = (report.document.path or "").replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
            lines.append(f"::{level} file={path},line={line},col={column},title={finding.rule}::{message}")
    return "\n".join(lines)


WRITERS: Mapping[str, Callable[[Sequence[Report], Mapping[str, Rule]], str]] = {
    "json": to_json,
    "jsonl": to_jsonl,
    "sarif": to_sarif,
    "github": to_github,
}
