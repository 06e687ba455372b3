"""What a rule may look at, and how sure a table of conditions is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from classifier.law.registers import Registers
from classifier.types import Context, Document, Evidence, Facts, Span

SURE = 2  # a condition is SURE, 1 (the model is not sure) or 0 (does not hold)


@dataclass(frozen=True, slots=True, eq=False)
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


NO = Ground(0)
