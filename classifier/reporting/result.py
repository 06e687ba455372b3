"""The result object of the contract, version 1: what `--output-format json` prints and the hook answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from classifier.types import Document, Evidence, Finding, Label, Report

VERSION = 1
_EXCERPT = 400


def _label(document: Document, label: Label) -> dict[str, Any]:
    passages = []
    for number, probability in sorted(label.passages, key=lambda p: -p[1])[:5]:
        passage = document.passages[number]
        span = passage.span()
        passages.append(
            {
                "start": span.start,
                "end": span.end,
                "text": passage.text[:_EXCERPT],
                "probability": round(probability, 3),
            }
        )
    return {"label": label.name, "probability": round(label.probability, 3), "passages": passages}


def _evidence(evidence: Evidence) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": {"mention": "register", "link": "text"}.get(evidence.kind, evidence.kind),
        "detail": evidence.detail if evidence.kind != "link" else f"link: {evidence.detail}",
        "start": evidence.span.start if evidence.span else None,
        "end": evidence.span.end if evidence.span else None,
    }
    if evidence.probability is not None:
        found["probability"] = evidence.probability
    return found


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "jurisdiction": finding.jurisdiction,
        "family": finding.family,
        "force": finding.force,
        "status": finding.status,
        "entity": finding.entity,
        "placement": finding.placement,
        "language": finding.notice.language if finding.notice else None,
        "message": finding.message,
        "notice": finding.notice.text if finding.notice else None,
        "evidence": [_evidence(evidence) for evidence in finding.evidence],
        "law": finding.law,
    }


def result(report: Report) -> dict[str, Any]:
    """One document's result; labels the model is not sure of are left out, findings say `review` for them."""
    document = report.document
    told: dict[str, Any] = {
        "path": document.path,
        "format": document.format,
        "language": document.language,
        "title": document.title,
    }
    if document.id is not None:
        told["id"] = document.id
    return {
        "version": VERSION,
        "document": told,
        "topics": [_label(document, label) for label in _sure(report.facts.topics)],
        "intents": [_label(document, label) for label in _sure(report.facts.intents)],
        "mentions": [
            {
                "entity": mention.entity,
                "role": mention.role,
                "probability": mention.probability,
                "start": mention.span.start,
                "end": mention.span.end,
                "text": mention.text,
            }
            for mention in report.facts.mentions
        ],
        "findings": [_finding(finding) for finding in report.findings],
    }


def _sure(labels: Mapping[str, Label]) -> list[Label]:
    return sorted(
        (label for label in labels.values() if label.sure), key=lambda label: (-label.probability, label.name)
    )
