"""From passages to the document: which labels hold for the whole, and which passages carry them.

The strongest unit and the whole text, scored as one, are weighed in logits. Short texts are one unit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from classifier import labels
from classifier.knowing.features import features
from classifier.knowing.model import Model, sigmoid, units
from classifier.types import Label

WHOLE_WEIGHT = {"topic": 0.6, "intent": 0.4}  # of the whole text's logit against the strongest unit's


def _logit(probability: float) -> float:
    clipped = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(clipped / (1 - clipped))


def score(model: Model, texts: Sequence[str]) -> tuple[list[float], list[list[float]], list[tuple[int, ...]]]:
    """(document probabilities, unit probabilities by unit and label, units as passage numbers)."""
    head = model.passage
    groups = units(texts)
    if not groups:
        return [0.0] * len(head.labels), [], []
    per_text = {number: features(texts[number]) for group in groups for number in group}
    table = [head.probabilities(head.decision([f for n in group for f in per_text[n]])) for group in groups]
    if len(groups) == 1:
        return table[0], table, groups
    whole = head.probabilities(head.decision([f for found in per_text.values() for f in found]))
    pooled = []
    for column, name in enumerate(head.labels):
        weight = WHOLE_WEIGHT["topic" if name in labels.TOPICS else "intent"]
        strongest = max(row[column] for row in table)
        pooled.append(sigmoid(weight * _logit(whole[column]) + (1 - weight) * _logit(strongest)))
    return pooled, table, groups


def pool(model: Model, texts: Sequence[str], numbers: Sequence[int]) -> tuple[Mapping[str, Label], Mapping[str, Label]]:
    """(topics, intents) of a document whose passages have these texts and numbers; labels below review are left out."""
    document, table, groups = score(model, texts)
    topics: dict[str, Label] = {}
    intents: dict[str, Label] = {}
    for column, name in enumerate(model.passage.labels):
        probability = document[column]
        threshold = model.thresholds[name]
        if probability < threshold.review:
            continue
        carrying = tuple(
            (numbers[n], row[column])
            for row, group in zip(table, groups, strict=True)
            if row[column] >= threshold.review
            for n in group
        )
        label = Label(name, probability, probability >= threshold.yes, carrying)
        (topics if name in labels.TOPICS else intents)[name] = label
    return topics, intents
