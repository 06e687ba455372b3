"""The running form equals the trained form, its guard holds, and training is deterministic."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from classifier.errors import InputError, ModelError
from classifier.knowing import model as running
from classifier.knowing import pooling
from classifier.knowing.features import cues, features
from classifier.knowing.roles import role_features
from classifier.training import train as training
from classifier.training.passages import default_folder, read

TEXTS = [
    "Bet £10 and get £30 in free bets with code WIN30 at the bookmaker.",
    "The court sentenced him to six years for fraud on Tuesday.",
    "Суд приговорил его к шести годам колонии по делу о мошенничестве.",
    "",
    "x",
    "Поддержите нас: https://patreon.com/example?ref=1 — подпишитесь на канал!",
]


def test_python_and_numpy_score_alike() -> None:
    model = running.load()
    for head, items in (
        (model.passage, [features(t) for t in TEXTS]),
        (model.role, [role_features(t, 0, 3) for t in TEXTS]),
    ):
        for found in items:
            counts = Counter(i for name in found if (i := head.vocabulary.get(name)) is not None)
            if counts:
                assert np.allclose(head.with_python(counts), head.with_numpy(counts), atol=1e-6)


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    """Four briefs of the real passages, cut short, so that training takes seconds."""
    folder = tmp_path_factory.mktemp("data")
    for name in ("en-exile-and-war", "ru-emigrantskie-media", "en-newswire-quotes", "uk-be-novyny"):
        path = default_folder() / "passages" / f"{name}.jsonl"
        (folder / path.name).write_text("\n".join(path.read_text().splitlines()[:45]) + "\n")
    return folder


@pytest.fixture(scope="module")
def trained(small: Path, tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("model")
    training.train(small, target)
    return target


def test_running_form_equals_scikit_learn(small: Path, trained: Path) -> None:
    passages = read(small)
    wanted = np.array([[label in p.topics or label in p.intents for label in training._LABELS] for p in passages])
    fitted = training.fit_passages([p.text for p in passages], wanted)
    theirs = training.decisions(fitted, TEXTS)
    head = running.load(trained).passage
    ours = np.array([head.decision(features(text)) for text in TEXTS])
    assert np.abs(theirs - ours).max() < 5e-3  # weights are stored in half precision
    assert ((theirs > 0.01) == (ours > 0.01))[np.abs(theirs) > 0.02].all()


def test_same_data_same_bytes(small: Path, trained: Path, tmp_path: Path) -> None:
    training.train(small, tmp_path)
    for name in (running.WEIGHTS, running.GUARD, "README.md"):
        assert (tmp_path / name).read_bytes() == (trained / name).read_bytes()


def test_shipped_model_was_trained_on_these_passages() -> None:
    guard, _ = running.read_guard(running.folder())
    assert guard["training_data"] == training._digest_of(default_folder())
    assert guard["passages"] == len(read()) >= 3000


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda f: (f / running.WEIGHTS).write_bytes((f / running.WEIGHTS).read_bytes() + b"x"), "SHA-256"),
        (lambda f: (f / running.WEIGHTS).unlink(), "no model"),
        (lambda f: (f / running.GUARD).write_text("{"), "damaged"),
        (
            lambda f: (f / running.GUARD).write_text(
                json.dumps({**json.loads((f / running.GUARD).read_text()), "features": 0})
            ),
            "another version",
        ),
    ],
)
def test_guard(trained: Path, tmp_path: Path, damage, fault: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(trained, folder)
    damage(folder)
    with pytest.raises(ModelError, match=fault):
        running.load(folder)


def test_broken_passages_name_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "x", "lang": "en", "topics": ["golf"], "intents": ["editorial"]}\n')
    with pytest.raises(InputError, match=r"a\.jsonl: line 1: 'golf' is none of the topics"):
        read(tmp_path)
    (tmp_path / "a.jsonl").write_text("{\n")
    with pytest.raises(InputError, match="line 1: is not JSON"):
        read(tmp_path)


def test_passages_are_ours_and_differ() -> None:
    passages = read()
    texts = [p.text for p in passages]
    assert len(set(texts)) == len(texts)
    for label in (*training.labels.TOPICS, *training.labels.INTENTS):
        briefs = {p.brief for p in passages if label in p.topics | p.intents}
        assert len(briefs) >= 3, label


def test_units_join_short_passages_and_keep_order() -> None:
    texts = ["a" * 50, "b" * 50, "c" * 300, "", "d" * 2000]
    assert running.units(texts) == [(0, 1, 2), (4,)]


def test_cues() -> None:
    assert {"§price", "§affiliate", "§url"} <= set(cues("Buy it for $20: https://shop.example/x?aff_id=3"))
    assert "§affiliate" not in cues("Read more: https://news.example/story")


def test_pooling_finds_one_promotional_paragraph_in_a_long_feature() -> None:
    feature = "The valley lies three hours east of the city, and its people keep bees, goats and long silences. " * 3
    offer = "Sign up today at LuckyStar Casino with bonus code STAR50 and get 50 free spins plus a 100% welcome bonus on your first deposit! Bet now."
    topics, intents = pooling.pool(running.load(), [feature, offer, feature, feature], range(4))
    assert "gambling" in topics
    assert topics["gambling"].passages[0][0] == 1 or any(n == 1 for n, _ in topics["gambling"].passages)
    assert "promotional" in intents
