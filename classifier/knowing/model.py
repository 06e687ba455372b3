"""The running form of the trained model: the same linear arithmetic as scikit-learn's, without importing it.

Files: `notices.npz` (weights, idf, vocabulary; no pickle) and `notices.json` (the guard: SHA-256, versions, labels,
calibration, thresholds). The guard is compared before anything is read. `notices train` writes both.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.errors import ModelError
from classifier.knowing.features import VERSION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FORMAT = 1
WEIGHTS, GUARD = "notices.npz", "notices.json"
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


@dataclass(frozen=True, slots=True)
class Head:
    """One linear model over tf-idf: rows of `weights` are features, columns are labels.

    `calibration` holds slope and offset of each label's logistic curve.
    """

    labels: tuple[str, ...]
    vocabulary: Mapping[str, int]
    idf: NDArray[np.float64]
    weights: NDArray[np.float32]
    bias: NDArray[np.float64]
    calibration: NDArray[np.float64]

    def decision(self, found: Iterable[str]) -> NDArray[np.float64]:
        """Raw scores of one text's features: sublinear tf times idf, length 1, times weights, plus bias."""
        import numpy as np

        vocabulary = self.vocabulary
        counts = Counter(index for name in found if (index := vocabulary.get(name)) is not None)
        if not counts:
            return self.bias.copy()
        rows = np.fromiter(counts.keys(), dtype=np.intp, count=len(counts))
        tf = np.fromiter(counts.values(), dtype=np.float64, count=len(counts))
        values = (1.0 + np.log(tf)) * self.idf[rows]
        values /= math.sqrt(float(values @ values))
        scores: NDArray[np.float64] = values @ self.weights[rows] + self.bias
        return scores

    def probabilities(self, scores: NDArray[np.float64], *, exclusive: bool = False) -> NDArray[np.float64]:
        """Calibrated probabilities: independent labels, or one of several (softmax) if exclusive."""
        import numpy as np

        if exclusive:
            scaled = scores * self.calibration[0]
            powers = np.exp(scaled - scaled.max())
            result: NDArray[np.float64] = powers / powers.sum()
            return result
        logits = scores * self.calibration[0] + self.calibration[1]
        sigmoid: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(logits, -40, 40)))
        return sigmoid


@dataclass(frozen=True, slots=True)
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
    """The bytes of the weights file; the same heads give the same bytes."""
    import numpy as np

    arrays: dict[str, Any] = {}
    for name, head in heads.items():
        words = "\n".join(head["vocabulary"]).encode()
        arrays[f"{name}.vocabulary"] = np.frombuffer(words, dtype=np.uint8)
        arrays[f"{name}.weights"] = head["weights"].astype(np.float16)
        for key in ("idf", "bias", "calibration"):
            arrays[f"{name}.{key}"] = head[key].astype(np.float32 if key == "idf" else np.float64)
    return _deterministic_npz(arrays)


def _deterministic_npz(arrays: Mapping[str, Any]) -> bytes:
    """An .npz whose entries carry no time stamp (numpy writes the fixed date 1980-01-01 only for in-memory files)."""
    import zipfile

    import numpy as np

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(arrays):
            entry = io.BytesIO()
            np.lib.format.write_array(entry, np.ascontiguousarray(arrays[name]), allow_pickle=False)
            info = zipfile.ZipInfo(name + ".npy", date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, entry.getvalue())
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


def unpack(guard: Mapping[str, Any], data: bytes) -> Model:
    """The model in these bytes."""
    import numpy as np

    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        heads = {}
        for name, labels in guard["heads"].items():
            words = stored[f"{name}.vocabulary"].tobytes().decode().split("\n")
            heads[name] = Head(
                labels=tuple(labels),
                vocabulary={word: index for index, word in enumerate(words)},
                idf=stored[f"{name}.idf"].astype(np.float64),
                weights=stored[f"{name}.weights"].astype(np.float32),
                bias=stored[f"{name}.bias"],
                calibration=stored[f"{name}.calibration"],
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
