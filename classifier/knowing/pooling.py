"""From passages to the document: which labels hold for the whole, and which passages carry them.

The strongest units and the whole text, scored as one, are weighed in logits. A topic is what much of a text is about,
so two units speak for it; an appeal is one line at the end, so one unit nearly suffices. An offer inside another story
(a unit that is surely promotional and surely on a topic) counts by itself. The weights were chosen on the whole
articles in training_data/, by a model that had not seen them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from classifier import labels
from classifier.knowing.features import features
from classifier.knowing.model import Model, sigmoid, units
from classifier.types import Label

# How many of the strongest units are averaged, and the weight of the whole text's logit against theirs.
_TOPIC, _OFFER, _APPEAL, _EDITORIAL = (2, 0.6), (1, 0.4), (1, 0.3), (2, 0.6)
_WAYS = {
    **dict.fromkeys(labels.TOPICS, _TOPIC),
    "promotional": _OFFER,
    "recommendation": _OFFER,
    "appeal_donate": _APPEAL,
    "appeal_contact": _APPEAL,
    "appeal_share": _APPEAL,
    "editorial": _EDITORIAL,
}
_SURELY = 0.93


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
    promotional = head.labels.index("promotional")
    for column, name in enumerate(head.labels):
        most, weight = _WAYS[name]
        strongest = sorted((row[column] for row in table), reverse=True)[:most]
        chance = sigmoid(weight * _logit(whole[column]) + (1 - weight) * _logit(sum(strongest) / len(strongest)))
        if name in labels.TOPICS:
            offers = [min(row[column], row[promotional]) for row in table]
            chance = max([chance, *(offer for offer in offers if offer >= _SURELY)])
        pooled.append(chance)
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
