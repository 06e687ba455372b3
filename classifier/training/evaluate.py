"""How well the model reads: the held-out figures of its guard, or a score on other labelled passages."""

from __future__ import annotations

from pathlib import Path

from classifier.knowing import model as running
from classifier.knowing import pooling
from classifier.training.card import table
from classifier.training.passages import read


def evaluate(folder: Path | None = None) -> str:
    """A table as text; ModelError or InputError if model or passages cannot be used."""
    model = running.load()
    if folder is None:
        return table(model.guard)
    passages = read(folder)
    counts: dict[str, list[int]] = {label: [0, 0, 0] for label in model.passage.labels}
    for passage in passages:
        topics, intents = pooling.pool(model, passage.text.split("\n\n"), range(passage.text.count("\n\n") + 1))
        got = {label.name for label in (*topics.values(), *intents.values()) if label.sure}
        wanted = passage.topics | passage.intents
        for label in got | wanted:
            counts[label][0 if label in got & wanted else 1 if label in got else 2] += 1
    lines = [f"{'label':20} {'texts':>6} {'P':>6} {'R':>6} {'F1':>6}"]
    for label, (hit, false, missed) in counts.items():
        if hit + missed:
            precision, recall = hit / max(hit + false, 1), hit / (hit + missed)
            f1 = 2 * precision * recall / max(precision + recall, 1e-9)
            lines.append(f"{label:20} {hit + missed:6} {precision:6.2f} {recall:6.2f} {f1:6.2f}")
    return "\n".join(lines)
