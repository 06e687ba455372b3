"""Facts and rules into findings: pure functions, no I/O, no clock, no model."""

from classifier.deciding.case import Case
from classifier.deciding.decide import applicable, decide, entities_in, readers_of

__all__ = ["Case", "applicable", "decide", "entities_in", "readers_of"]
