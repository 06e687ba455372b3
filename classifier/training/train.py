"""Train the passage and role heads with scikit-learn and write their running form, its guard and the model card.

Deterministic: the same passages and versions give the same bytes. Calibration and thresholds come from scores of
passages whose whole brief was held out. Languages with fewer than three briefs take no part in that, because holding one
out would take the whole language away; for the same reason a brief that holds more than a quarter of a label's passages
weighs less when that label is judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier import labels
from classifier.errors import NoticeError
from classifier.knowing import model as running
from classifier.knowing.features import VERSION, features
from classifier.knowing.roles import role_features
from classifier.training import card
from classifier.training.passages import Passage, default_folder, files_in, read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

SEED = 20261123
FOLDS = 10
_LARGEST_SHARE = 0.25  # of a label's passages that one brief may weigh
MISS_COST = {"topic": 0.75, "intent": 0.75}  # beta of the F measure: a false alarm weighs more than a miss
_PASSAGE_C, _ROLE_C = 1.0, 2.0
_LABELS = (*labels.TOPICS, *labels.INTENTS)


@dataclass(frozen=True, slots=True)
class Fitted:
    """One head as scikit-learn made it: vectoriser and one linear model a label (or one for all roles)."""

    vectorizer: Any
    coefficients: NDArray[np.float64]
    intercepts: NDArray[np.float64]


def _vectorizer(analyzer: Callable[[Any], list[str]], least: int) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer=analyzer, sublinear_tf=True, min_df=least)


def _fit_label(matrix: csr_matrix, wanted: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    import numpy as np
    from sklearn.svm import LinearSVC

    if not wanted.any():
        return np.zeros(matrix.shape[1]), -1.0
    classifier = LinearSVC(C=_PASSAGE_C, class_weight="balanced", random_state=SEED, max_iter=5000)
    classifier.fit(matrix, wanted)
    return classifier.coef_[0], float(classifier.intercept_[0])


def fit_passages(texts: Sequence[str], wanted: NDArray[np.bool_]) -> Fitted:
    """Tf-idf over `features` and one linear support-vector machine a label."""
    import numpy as np

    vectorizer = _vectorizer(features, 2)
    matrix = vectorizer.fit_transform(texts)
    # One label after another: liblinear draws from one generator a process, threads would share it.
    fitted = [_fit_label(matrix, wanted[:, column]) for column in range(wanted.shape[1])]
    return Fitted(vectorizer, np.column_stack([c for c, _ in fitted]), np.array([b for _, b in fitted]))


def fit_roles(found: Sequence[list[str]], roles: Sequence[str]) -> Fitted:
    """Tf-idf over `role_features` and one softmax regression over the six roles."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    vectorizer = _vectorizer(_identity, 2)
    matrix = vectorizer.fit_transform(found)
    wanted = np.array([labels.ROLES.index(role) for role in roles])
    regression = LogisticRegression(C=_ROLE_C * 5, class_weight="balanced", max_iter=2000)
    regression.fit(matrix, wanted)
    coefficients = np.zeros((matrix.shape[1], len(labels.ROLES)))
    intercepts = np.full(len(labels.ROLES), -20.0)
    coefficients[:, regression.classes_] = regression.coef_.T
    intercepts[regression.classes_] = regression.intercept_
    return Fitted(vectorizer, coefficients, intercepts)


def _identity(found: list[str]) -> list[str]:
    return found


def decisions(fitted: Fitted, items: Sequence[Any]) -> NDArray[np.float64]:
    """Raw scores, items x labels, by scikit-learn's own vectoriser."""
    scores: NDArray[np.float64] = fitted.vectorizer.transform(items) @ fitted.coefficients + fitted.intercepts
    return scores


def _folds(groups: Sequence[str]) -> Iterable[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    from sklearn.model_selection import GroupKFold

    number = min(FOLDS, len(set(groups)))
    if number < 2:
        raise NoticeError("training needs passages from at least two briefs")
    yield from GroupKFold(n_splits=number).split(groups, groups=groups)


def _held_out(
    fit: Callable[[NDArray[np.intp]], Fitted], items: Sequence[Any], groups: Sequence[str], width: int
) -> NDArray[np.float64]:
    import numpy as np

    scores = np.zeros((len(items), width))
    for train, test in _folds(groups):
        scores[test] = decisions(fit(train), [items[i] for i in test])
    return scores


def _weights(wanted: NDArray[np.bool_], briefs: Sequence[str]) -> NDArray[np.float64]:
    """How much each passage weighs when a label is judged: less in a brief that holds most of the label."""
    import numpy as np

    share = Counter(brief for brief, yes in zip(briefs, wanted, strict=True) if yes)
    total = max(sum(share.values()), 1)
    by_brief = {brief: min(1.0, _LARGEST_SHARE * total / count) for brief, count in share.items()}
    return np.array([by_brief.get(brief, 1.0) for brief in briefs])


def _platt(scores: NDArray[np.float64], wanted: NDArray[np.bool_], weights: NDArray[np.float64]) -> tuple[float, float]:
    """Slope and offset of the logistic curve through held-out scores (Platt scaling)."""
    from sklearn.linear_model import LogisticRegression

    if wanted.sum() < 5 or wanted.all():
        return 3.0, 0.0
    curve = LogisticRegression(C=100.0).fit(scores.reshape(-1, 1), wanted, sample_weight=weights)
    return max(float(curve.coef_[0, 0]), 0.5), float(curve.intercept_[0])


def thresholds_of(
    probability: NDArray[np.float64], wanted: NDArray[np.bool_], weights: NDArray[np.float64], beta: float
) -> tuple[float, float]:
    """(review, yes): `yes` is best by F-beta; `review` lies half way down (in logits) to where F2 is best."""
    import numpy as np

    order = np.argsort(-probability, kind="stable")
    hits = np.cumsum((wanted * weights)[order])
    taken = np.cumsum(weights[order])
    total = max(float((wanted * weights).sum()), 1e-9)
    precision, recall = hits / taken, hits / total

    def best(b: float) -> float:
        f = (1 + b * b) * precision * recall / np.maximum(b * b * precision + recall, 1e-9)
        at = int(np.argmax(f))
        following = probability[order[at + 1]] if at + 1 < len(order) else 0.0
        return float((probability[order[at]] + following) / 2)

    yes = min(max(best(beta), 0.3), 0.9)
    low = min(best(2.0), yes)
    logit = (np.log(yes / (1 - yes)) + np.log(max(low, 0.02) / (1 - max(low, 0.02)))) / 2
    return round(max(float(1 / (1 + np.exp(-logit))), 0.75 * yes), 4), round(yes, 4)


def _temperature(scores: NDArray[np.float64], wanted: NDArray[np.intp]) -> float:
    """The factor on the scores that makes the softmax most honest on held-out mentions."""
    import numpy as np

    def loss(factor: float) -> float:
        scaled = scores * factor
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        chosen = scaled[np.arange(len(wanted)), wanted] - np.log(np.exp(scaled).sum(axis=1))
        return float(-chosen.mean())

    return float(min(np.linspace(0.2, 2.0, 37), key=loss))


def _running(fitted: Fitted, calibration: NDArray[np.float64]) -> dict[str, Any]:
    words = sorted(fitted.vectorizer.vocabulary_, key=fitted.vectorizer.vocabulary_.__getitem__)
    return {
        "vocabulary": words,
        "idf": fitted.vectorizer.idf_,
        "weights": fitted.coefficients,
        "bias": fitted.intercepts,
        "calibration": calibration,
    }


def mentions_of(passages: Sequence[Passage]) -> list[tuple[list[str], str, str]]:
    """(features, role, brief) of every labelled mention."""
    found = []
    for passage in passages:
        for text, role in passage.mentions:
            start = passage.text.find(text)
            found.append((role_features(passage.text, start, start + len(text)), role, passage.brief))
    return found


def train(
    source: Path | None = None, target: Path | None = None, say: Callable[[str], None] = lambda line: None
) -> Mapping[str, Any]:
    """Read the passages of a folder, train, and write model, guard and card into `target`; returns the guard."""
    import numpy as np
    import sklearn

    passages = read(source)
    texts = [p.text for p in passages]
    briefs = [p.brief for p in passages]
    wanted = np.array([[label in p.topics or label in p.intents for label in _LABELS] for p in passages])
    per_language = {
        language: {p.brief for p in passages if p.language == language} for language in {p.language for p in passages}
    }
    fair = np.array([len(per_language[p.language]) >= 3 for p in passages])
    if not fair.any():  # a small set: better judged on all than on none
        fair[:] = True
    say(f"{len(passages)} passages from {len(set(briefs))} briefs; {int(fair.sum())} of them judge the thresholds")

    say("holding out briefs")
    held = _held_out(lambda rows: fit_passages([texts[i] for i in rows], wanted[rows]), texts, briefs, len(_LABELS))
    say("fitting all passages")
    whole = fit_passages(texts, wanted)
    fair_briefs = [brief for brief, yes in zip(briefs, fair, strict=True) if yes]
    weights = [_weights(wanted[fair, n], fair_briefs) for n in range(len(_LABELS))]
    calibration = np.array([_platt(held[fair, n], wanted[fair, n], weights[n]) for n in range(len(_LABELS))]).T
    probability = 1 / (1 + np.exp(-(held * calibration[0] + calibration[1])))
    thresholds, measured = {}, {}
    for n, label in enumerate(_LABELS):
        beta = MISS_COST["topic" if label in labels.TOPICS else "intent"]
        thresholds[label] = thresholds_of(probability[fair, n], wanted[fair, n], weights[n], beta)
        measured[label] = card.figures(probability[fair, n], wanted[fair, n], weights[n], thresholds[label][1])

    say("fitting roles")
    mentions = mentions_of(passages)
    if not mentions:
        raise NoticeError("training needs passages with labelled mentions")
    role_items, roles, role_briefs = ([m[0] for m in mentions], [m[1] for m in mentions], [m[2] for m in mentions])
    role_held = _held_out(
        lambda rows: fit_roles([role_items[i] for i in rows], [roles[i] for i in rows]),
        role_items,
        role_briefs,
        len(labels.ROLES),
    )
    role_wanted = np.array([labels.ROLES.index(role) for role in roles])
    role_whole = fit_roles(role_items, roles)
    temperature = np.array([[_temperature(role_held, role_wanted)], [0.0]])

    data = running.pack({"passage": _running(whole, calibration), "role": _running(role_whole, temperature)})
    guard = {
        "format": running.FORMAT,
        "features": VERSION,
        "sha256": running.digest(data),
        "scikit-learn": sklearn.__version__,
        "seed": SEED,
        "training_data": _digest_of(source or default_folder()),
        "passages": len(passages),
        "briefs": len(set(briefs)),
        "languages": dict(Counter(p.language for p in passages).most_common()),
        "heads": {"passage": list(_LABELS), "role": list(labels.ROLES)},
        "thresholds": thresholds,
        "held_out": {
            "labels": measured,
            "roles": card.role_figures(role_held.argmax(axis=1), role_wanted),
        },
    }
    card.write(target or running.folder(), data, guard)
    return guard


def _digest_of(folder: Path) -> str:
    return running.digest(b"".join(path.name.encode() + path.read_bytes() for path in files_in(folder)))
