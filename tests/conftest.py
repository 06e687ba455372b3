"""What several tests share: an engine per set of rules, and a way to check a text in one line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import pytest

from classifier.engine import Engine, Fixed
from classifier.law import catalogue
from classifier.reading.document import parse
from classifier.types import Context, Publisher, Report

DAY = date(2026, 11, 20)
RFERL = Publisher(name="RFE/RL", entity="rferl", established="CZ", kind="broadcaster", audiences=("RU",))


@cache
def engine() -> Engine:
    return Engine(catalogue.load())


@pytest.fixture
def fix() -> Callable[..., Fixed]:
    def run(
        source: str, format: str = "html", publisher: Publisher = RFERL, day: date = DAY, **metadata: object
    ) -> Fixed:
        document = parse(source, format, metadata=metadata)
        return engine().fix(document, Context(publisher, publisher.audiences, day))

    return run


def statuses(report: Report) -> dict[str, str]:
    return {finding.rule: finding.status for finding in report.findings}
