"""The running form of the trained model: the same linear arithmetic as scikit-learn's, without importing it.

Files: `notices.zip` (words, idf, weights, calibration as plain arrays; no pickle) and `notices.json` (the guard:
SHA-256, versions, labels, thresholds). The guard is compared before anything is read. `notices train` writes both.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import struct
import sys
import zipfile
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.errors import ModelError
from classifier.knowing.features import VERSION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FORMAT = 1
WEIGHTS, GUARD = "notices.zip", "notices.json"
_FEW = 100  # texts (a few long articles) scored in plain Python before numpy is worth its import
_RETRAIN = "run `notices train`"


def folder() -> Path:
    """Where the shipped model lies: inside the installed package, else in the source tree."""
    inside = Path(str(files("classifier") / "models"))
    return inside if (inside / GUARD).exists() else Path(str(files("classifier"))).parent / "models"


@dataclass(frozen=True, slots=True)
class Threshold:
    """From `yes` on a label holds; between `review` and `yes` a person decides."""

    review: float
    yes: float


class Head:
    """One linear model over tf-idf: rows of `weights` are features, columns are labels.

    `calibration` holds slope and offset of each label's logistic curve. The first texts are scored in plain Python,
    which spares a single check the import of numpy; after a few, numpy takes over. A test proves both equal.
    """

    def __init__(
        self,
        labels: Sequence[str],
        words: Sequence[str],
        idf: Sequence[float],
        weights: bytes,
        bias: Sequence[float],
        calibration: Sequence[Sequence[float]],
    ) -> None:
        self.labels = tuple(labels)
        self.vocabulary = {word: index for index, word in enumerate(words)}
        self.idf = idf
        self.weights = weights  # half-precision floats, row after row
        self.bias = tuple(bias)
        self.calibration = tuple(tuple(row) for row in calibration)
        self._row = struct.Struct(f"<{len(self.labels)}e")
        self._texts = 0

    def decision(self, found: Iterable[str]) -> list[float]:
        """Raw scores of one text's features: sublinear tf times idf, length 1, times weights, plus bias."""
        vocabulary = self.vocabulary
        counts = Counter(index for name in found if (index := vocabulary.get(name)) is not None)
        if not counts:
            return list(self.bias)
        self._texts += 1
        return self.with_numpy(counts) if self._texts > _FEW else self.with_python(counts)

    def with_python(self, counts: Mapping[int, int]) -> list[float]:
        """The scores without numpy."""
        idf, size = self.idf, self._row.size
        values = [(index, (1.0 + math.log(count)) * idf[index]) for index, count in counts.items()]
        norm = math.sqrt(sum(value * value for _, value in values))
        scores = list(self.bias)
        columns = range(len(scores))
        for index, value in values:
            weights = self._row.unpack_from(self.weights, index * size)
            share = value / norm
            for column in columns:
                scores[column] += share * weights[column]
        return scores

    @cached_property
    def _tables(self) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        import numpy as np

        table = np.frombuffer(self.weights, dtype="<f2").reshape(-1, len(self.labels)).astype(np.float32)
        return np.asarray(self.idf, dtype=np.float64), table

    def with_numpy(self, counts: Mapping[int, int]) -> list[float]:
        """The scores with numpy."""
        import numpy as np

        idf, weights = self._tables
        rows = np.fromiter(counts.keys(), dtype=np.intp, count=len(counts))
        tf = np.fromiter(counts.values(), dtype=np.float64, count=len(counts))
        values = (1.0 + np.log(tf)) * idf[rows]
        values /= math.sqrt(float(values @ values))
        scores: list[float] = (values @ weights[rows] + np.asarray(self.bias)).tolist()
        return scores

    def probabilities(self, scores: Sequence[float]) -> list[float]:
        """Calibrated probabilities of independent labels."""
        slopes, offsets = self.calibration
        return [sigmoid(score * slope + offset) for score, slope, offset in zip(scores, slopes, offsets, strict=True)]

    def shares(self, scores: Sequence[float]) -> list[float]:
        """Calibrated probabilities of labels of which exactly one holds (softmax)."""
        scaled = [score * self.calibration[0][0] for score in scores]
        powers = [math.exp(score - max(scaled)) for score in scaled]
        return [power / sum(powers) for power in powers]


def sigmoid(logit: float) -> float:
    """The logistic curve, safe at both ends."""
    return 1.0 / (1.0 + math.exp(-min(max(logit, -40.0), 40.0)))


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """The passage head (topics and intents), the role head, and thresholds by label."""

    passage: Head
    role: Head
    thresholds: Mapping[str, Threshold]
    guard: Mapping[str, Any]


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def pack(heads: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The bytes of the weights file, a zip of plain arrays; the same heads give the same bytes.

    For each head: words (UTF-8, one a line), idf (float32), weights (float16, row after row), bias and calibration
    (float64), all little-endian.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(
        stream, "w"
    ) as archive:  # stored: half-precision weights hardly shrink, and inflating takes time
        for name, head in sorted(heads.items()):
            parts = {
                "words": "\n".join(head["vocabulary"]).encode(),
                "idf": head["idf"].astype("<f4").tobytes(),
                "weights": head["weights"].astype("<f2").tobytes(),
                "bias": head["bias"].astype("<f8").tobytes(),
                "calibration": head["calibration"].astype("<f8").tobytes(),
            }
            for part, data in parts.items():
                info = zipfile.ZipInfo(f"{name}.{part}", date_time=(1980, 1, 1, 0, 0, 0))
                archive.writestr(info, data)
    return stream.getvalue()


def read_guard(where: Path) -> tuple[Mapping[str, Any], bytes]:
    """The guard and the weights' bytes it vouches for; ModelError if a file is missing, altered or of another form."""
    try:
        guard = json.loads((where / GUARD).read_text(encoding="utf-8"))
        data = (where / WEIGHTS).read_bytes()
    except OSError as fault:
        raise ModelError(f"there is no model here: {fault.strerror}", str(where), _RETRAIN) from None
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise ModelError("the guard is damaged", str(where / GUARD), _RETRAIN) from None
    if not isinstance(guard, dict) or digest(data) != guard.get("sha256"):
        raise ModelError("was altered: its SHA-256 is not the one in the guard", str(where / WEIGHTS), _RETRAIN)
    if guard.get("format") != FORMAT or guard.get("features") != VERSION:
        raise ModelError("was trained for another version of this program", str(where / GUARD), _RETRAIN)
    return guard, data


def _floats(data: bytes, code: str) -> array[float]:
    values: array[float] = array(code)
    values.frombytes(data)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def unpack(guard: Mapping[str, Any], data: bytes) -> Model:
    """The model in these bytes."""
    heads = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name, labels in guard["heads"].items():
            calibration = _floats(archive.read(f"{name}.calibration"), "d")
            half = len(calibration) // 2
            heads[name] = Head(
                labels,
                archive.read(f"{name}.words").decode().split("\n"),
                _floats(archive.read(f"{name}.idf"), "f"),
                archive.read(f"{name}.weights"),
                _floats(archive.read(f"{name}.bias"), "d"),
                (calibration[:half], calibration[half:]),
            )
    thresholds = {label: Threshold(*pair) for label, pair in guard["thresholds"].items()}
    return Model(heads["passage"], heads["role"], thresholds, guard)


@cache
def load(where: Path | None = None) -> Model:
    """The model in a folder (by default the shipped one), verified and ready."""
    where = where or folder()
    guard, data = read_guard(where)
    return unpack(guard, data)


def units(texts: Sequence[str], least: int = 160, most: int = 1400) -> list[tuple[int, ...]]:
    """Group neighbouring passages into units the model was trained on: short ones join the next, long ones stand alone."""
    grouped: list[tuple[int, ...]] = []
    current: list[int] = []
    length = 0
    for number, text in enumerate(texts):
        if not text.strip():
            continue
        if current and length + len(text) > most:
            grouped.append(tuple(current))
            current, length = [], 0
        current.append(number)
        length += len(text)
        if length >= least:
            grouped.append(tuple(current))
            current, length = [], 0
    if current:
        grouped.append(tuple(current))
    return grouped
