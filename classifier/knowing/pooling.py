"""From passages to the document: which labels hold for the whole, and which passages carry them.

A label holds where one unit is sure of it and the whole does not speak against it, or where the whole text,
scored as one, is sure. Short texts are one unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from classifier import labels
from classifier.knowing.features import features
from classifier.knowing.model import Model, units
from classifier.types import Label

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WHOLE_WEIGHT = {"topic": 0.6, "intent": 0.4}  # of the whole text's logit against the strongest unit's


def _logit(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    clipped = np.clip(probability, 1e-6, 1 - 1e-6)
    result: NDArray[np.float64] = np.log(clipped / (1 - clipped))
    return result


def score(model: Model, texts: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64], list[tuple[int, ...]]]:
    """(document probabilities, unit probabilities (units x labels), units as passage numbers)."""
    import numpy as np

    head = model.passage
    groups = units(texts)
    if not groups:
        return np.zeros(len(head.labels)), np.zeros((0, len(head.labels))), []
    per_text = {number: features(texts[number]) for group in groups for number in group}
    rows = [head.probabilities(head.decision([f for n in group for f in per_text[n]])) for group in groups]
    table = np.vstack(rows)
    if len(groups) == 1:
        return table[0], table, groups
    whole = head.probabilities(head.decision([f for found in per_text.values() for f in found]))
    kinds = np.array([WHOLE_WEIGHT["topic" if name in labels.TOPICS else "intent"] for name in head.labels])
    pooled = kinds * _logit(whole) + (1 - kinds) * _logit(table.max(axis=0))
    return 1 / (1 + np.exp(-pooled)), table, groups


def pool(
    model: Model, texts: Sequence[str], numbers: Sequence[int]
) -> tuple[Mapping[str, Label], Mapping[str, Label]]:
    """(topics, intents) of a document whose passages have these texts and numbers; labels below review are left out."""
    document, table, groups = score(model, texts)
    topics: dict[str, Label] = {}
    intents: dict[str, Label] = {}
    for column, name in enumerate(model.passage.labels):
        probability = float(document[column])
        threshold = model.thresholds[name]
        if probability < threshold.review:
            continue
        carrying = tuple(
            (numbers[n], float(table[row, column]))
            for row, group in enumerate(groups)
            if table[row, column] >= threshold.review
            for n in group
        )
        label = Label(name, probability, probability >= threshold.yes, carrying)
        (topics if name in labels.TOPICS else intents)[name] = label
    return topics, intents
