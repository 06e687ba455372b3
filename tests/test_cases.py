"""Golden cases: a folder each, a document and what must be found in it, before and after a fix.

case.toml: `on`, `[publisher]`, `[metadata]`, `expect = {"RULE" = "status"}`, `never = ["RULE", ...]` (prefixes count),
`fixed = ["text that must stand in the fixed document", ...]`, `unchanged = true`.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from conftest import engine

from classifier.config import publisher_from
from classifier.law.catalogue import find, matches
from classifier.reading.document import decode, format_of, parse
from classifier.types import Context

CASES = sorted(path.parent for path in (Path(__file__).parent / "cases").rglob("case.toml"))


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_case(folder: Path) -> None:
    case = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    (path,) = folder.glob("in.*")
    document = parse(decode(path.read_bytes()).text, format_of(path), metadata=case.get("metadata"))
    publisher = publisher_from(case["publisher"], str(folder))
    context = Context(publisher, publisher.audiences, case.get("on", date(2026, 11, 20)))
    fixed = engine().fix(document, context)
    found = {finding.rule: finding.status for finding in fixed.before.findings}
    expected = case.get("expect", {})
    assert {rule: found.get(rule) for rule in expected} == expected
    for prefix in case.get("never", []):
        assert not [rule for rule in found if matches(prefix, rule)]
    text = fixed.after.document.source
    assert [words for words in case.get("fixed", []) if words not in text] == []
    if case.get("unchanged"):
        assert text == document.source
    for rule in case.get("expect", {}):
        find(engine().rules, rule)
