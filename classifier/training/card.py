"""Write the trained model with its guard, and the model card that says what it is and how well it did."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier import labels
from classifier.knowing import model as running

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HEAD = """\
# Model card

Written by `notices train`; do not edit.

**What it is.** Two linear models over tf-idf features (words, word beginnings, neighbouring words, cues of the page):
one says which of {topics} topics and {intents} intents a passage has, one says which of {roles} roles a named outlet
plays. Trained with scikit-learn {sklearn} (linear support-vector machines with logistic calibration; softmax
regression for roles); run by a numpy form that a test proves equal.

**Trained on** {passages} passages from {briefs} briefs, all written for this project
({languages}). SHA-256 of the passages: `{data}`.

**What the figures mean.** Every passage below was scored by a model that had seen nothing of its brief (its author,
its outlet, its country). Languages with fewer than three briefs are trained on but not measured here; a brief that
holds more than a quarter of a label's passages weighs less in that label's row. The passages
are ours, so the figures say how well the model reads new texts *of our own writing*; real articles are harder.

**Thresholds.** From `yes` on a label holds; between `review` and `yes` a person decides. `yes` is the best F measure
in which a false alarm weighs more than a miss (beta 0.75), on held-out passages.

**Not for** deciding anything about a person; not for languages outside the list; not for texts under a sentence.
Known gaps: see `training_data/README.md`.
"""


def figures(
    probability: NDArray[np.float64], wanted: NDArray[np.bool_], weights: NDArray[np.float64], threshold: float
) -> dict[str, float | int]:
    """Support, precision, recall and F1 at a threshold, and the mean error of the probabilities (10 bins)."""
    import numpy as np

    taken = probability >= threshold
    hits = float(weights[taken & wanted].sum())
    precision = hits / max(float(weights[taken].sum()), 1e-9)
    recall = hits / max(float(weights[wanted].sum()), 1e-9)
    bins = np.minimum((probability * 10).astype(int), 9)
    filled = [bins == b for b in range(10) if (bins == b).any()]
    gaps = [abs(probability[b].mean() - wanted[b].mean()) * b.mean() for b in filled]
    return {
        "support": int(wanted.sum()),
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 3),
        "calibration_error": round(float(sum(gaps)), 3),
    }


def role_figures(chosen: NDArray[np.intp], wanted: NDArray[np.intp]) -> dict[str, Any]:
    """Accuracy and recall by role on held-out mentions."""
    by_role = {}
    for number, role in enumerate(labels.ROLES):
        here = wanted == number
        if here.any():
            by_role[role] = {"support": int(here.sum()), "recall": round(float((chosen[here] == number).mean()), 3)}
    return {"accuracy": round(float((chosen == wanted).mean()), 3), "roles": by_role}


def table(guard: Mapping[str, Any]) -> str:
    """The held-out figures of a guard as Markdown."""
    lines = [
        "| label | passages | precision | recall | F1 | calibration error | review | yes |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for label, found in guard["held_out"]["labels"].items():
        review, yes = guard["thresholds"][label]
        lines.append(
            f"| {label} | {found['support']} | {found['precision']:.2f} | {found['recall']:.2f} | {found['f1']:.2f} "
            f"| {found['calibration_error']:.3f} | {review:.2f} | {yes:.2f} |"
        )
    roles = guard["held_out"]["roles"]
    lines += [
        "",
        f"Roles: {roles['accuracy']:.2f} of held-out mentions right.",
        "",
        "| role | mentions | recall |",
        "|---|---|---|",
    ]
    lines += [f"| {role} | {found['support']} | {found['recall']:.2f} |" for role, found in roles["roles"].items()]
    return "\n".join(lines) + "\n"


def _replace(path: Path, data: bytes) -> None:
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    os.replace(part, path)


def write(folder: Path, data: bytes, guard: Mapping[str, Any]) -> None:
    """Write weights, guard and card, each to a temporary file that then takes the place of the old one."""
    folder.mkdir(parents=True, exist_ok=True)
    languages = ", ".join(f"{name} {count}" for name, count in guard["languages"].items())
    text = _HEAD.format(
        topics=len(labels.TOPICS),
        intents=len(labels.INTENTS),
        roles=len(labels.ROLES),
        sklearn=guard["scikit-learn"],
        passages=guard["passages"],
        briefs=guard["briefs"],
        languages=languages,
        data=guard["training_data"],
    )
    _replace(folder / running.WEIGHTS, data)
    _replace(folder / running.GUARD, (json.dumps(guard, indent=1, ensure_ascii=False) + "\n").encode())
    _replace(folder / "README.md", (text + "\n" + table(guard)).encode())
