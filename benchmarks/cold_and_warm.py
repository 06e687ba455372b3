"""Time `notices check` against the same model as a scikit-learn pipeline: fresh processes, then warm.

The pipeline is fitted here on training_data/ with the very same features, so its decisions are compared with ours
before anything is timed.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np

from classifier.engine import Engine, context_of
from classifier.knowing import model as running
from classifier.knowing.features import features
from classifier.law import catalogue
from classifier.reading.document import parse
from classifier.training import train as training
from classifier.training.passages import read
from classifier.types import Publisher

COLD = """
import sys, joblib
pipeline = joblib.load(sys.argv[1])
texts = open(sys.argv[2], encoding="utf-8").read().split("\\n\\n")
pipeline.predict([*texts, " ".join(texts)])
"""


def build(folder: Path) -> Path:
    """Fit the pipeline on all passages and save it with joblib."""
    import joblib
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import Pipeline
    from sklearn.svm import LinearSVC

    passages = read()
    wanted = np.array([[label in p.topics | p.intents for label in training._LABELS] for p in passages])
    machine = LinearSVC(C=training._PASSAGE_C, class_weight="balanced", random_state=training.SEED, max_iter=5000)
    pipeline = Pipeline(
        [
            ("tfidf", TfidfVectorizer(analyzer=features, sublinear_tf=True, min_df=2)),
            ("svm", OneVsRestClassifier(machine)),
        ]
    )
    pipeline.fit([p.text for p in passages], wanted)
    theirs = pipeline.decision_function([p.text for p in passages[:200]])
    head = running.load().passage
    ours = np.array([head.decision(features(p.text)) for p in passages[:200]])
    apart = float(np.abs(theirs - ours).max())
    print(f"largest difference of 200 x {len(head.labels)} scores: {apart:.4f} (weights are stored in half precision)")
    path = folder / "pipeline.joblib"
    joblib.dump(pipeline, path)
    return path


def cold(command: list[str], cwd: Path) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())
    return (time.perf_counter() - start) * 1000


def line(name: str, values: list[float]) -> None:
    print(f"{name:52} median {statistics.median(values):8.1f} ms  (min {min(values):.1f}, max {max(values):.1f})")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=9)
    rounds = options.parse_args().rounds
    text = "\n\n".join(p.text for p in read() if p.brief == "en-everyday-news")[:4096]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "notices.toml").write_text(
            '[publisher]\nname = "RFE/RL"\nentity = "rferl"\naudiences = ["RU", "DE"]\n'
        )
        (folder / "article.txt").write_text(text, encoding="utf-8")
        pipeline = build(folder)
        ours = [sys.executable, "-m", "classifier", "check", "article.txt"]
        theirs = [sys.executable, "-c", COLD, str(pipeline), "article.txt"]
        empty = [sys.executable, "-c", "pass"]
        times: dict[str, list[float]] = {"ours": [], "theirs": [], "empty": []}
        for _ in range(rounds + 1):
            for key, command in (("ours", ours), ("theirs", theirs), ("empty", empty)):
                times[key].append(cold(command, folder))
        times = {key: values[1:] for key, values in times.items()}
        line("cold: notices check, all of it", times["ours"])
        line("cold: scikit-learn pipeline, load and predict only", times["theirs"])
        line("cold: empty interpreter", times["empty"])
        print(
            f"cold ratio: {statistics.median(b / a for a, b in zip(times['ours'], times['theirs'], strict=True)):.1f} times faster"
        )

        import joblib

        loaded = joblib.load(pipeline)
        engine = Engine(catalogue.load())
        context = context_of(Publisher("RFE/RL", "rferl", audiences=("RU", "DE")), (), date(2026, 11, 20))
        texts = [*text.split("\n\n"), text]
        document = parse(text, "text")
        for _ in range(20):
            engine.check(document, context)
        warm: dict[str, list[float]] = {"ours": [], "theirs": []}
        for _ in range(rounds * 5):
            start = time.perf_counter()
            engine.check(parse(text, "text"), context)
            warm["ours"].append((time.perf_counter() - start) * 1000)
            start = time.perf_counter()
            loaded.predict(texts)
            warm["theirs"].append((time.perf_counter() - start) * 1000)
        line("warm: parse and check of a 4 KB article, all of it", warm["ours"])
        line("warm: the pipeline's predict alone", warm["theirs"])
        print(
            f"warm ratio: {statistics.median(b / a for a, b in zip(warm['ours'], warm['theirs'], strict=True)):.1f} times faster"
        )
        print(json.dumps({"python": sys.version.split()[0], "article_bytes": len(text.encode()), "rounds": rounds}))


if __name__ == "__main__":
    main()
