"""Read training_data/: passages in JSON Lines, one file per brief, checked against the closed lists of labels."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier import labels
from classifier.errors import InputError

_KEYS = frozenset({"text", "lang", "voice", "topics", "intents", "mentions"})


@dataclass(frozen=True, slots=True)
class Passage:
    """One labelled passage; `brief` is the name of its file, the unit no split ever divides."""

    text: str
    language: str
    voice: str
    topics: frozenset[str]
    intents: frozenset[str]
    mentions: tuple[tuple[str, str], ...]
    brief: str


def default_folder() -> Path:
    """training_data of the source tree: passages and whole articles."""
    return Path(__file__).resolve().parents[2] / "training_data"


def files_in(folder: Path) -> list[Path]:
    """The files of a folder and of the folders in it, in order."""
    return sorted(folder.rglob("*.jsonl"))


def _fault(path: Path, line: int, fault: str) -> InputError:
    return InputError(f"line {line}: {fault}", str(path))


def _passage(data: Any, path: Path, line: int) -> Passage:
    if not isinstance(data, dict) or data.keys() - _KEYS or not {"text", "lang", "topics", "intents"} <= data.keys():
        raise _fault(path, line, f"a passage has the keys {', '.join(sorted(_KEYS))}")
    for key, known in (("topics", labels.TOPICS), ("intents", labels.INTENTS)):
        for name in data[key]:
            if name not in known:
                raise _fault(path, line, f"{name!r} is none of the {key}")
    if not data["intents"]:
        raise _fault(path, line, "at least one intent is needed")
    mentions = []
    for mention in data.get("mentions") or []:
        if (
            mention.get("role") not in labels.ROLES
            or mention.get("text", "") not in data["text"]
            or not mention.get("text")
        ):
            raise _fault(path, line, f"the mention {mention} has no known role or does not stand in the text")
        mentions.append((mention["text"], mention["role"]))
    return Passage(
        data["text"],
        data["lang"],
        data.get("voice", ""),
        frozenset(data["topics"]),
        frozenset(data["intents"]),
        tuple(mentions),
        path.stem,
    )


def read(folder: Path | None = None) -> list[Passage]:
    """All passages, by file and line; InputError names file and line of the first fault."""
    where = folder or default_folder()
    found = [passage for path in files_in(where) for passage in _read_file(path)]
    if not found:
        raise InputError("holds no training passages (*.jsonl)", str(where))
    return found


def _read_file(path: Path) -> Iterator[Passage]:
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                data = json.loads(line)
            except json.JSONDecodeError as fault:
                raise _fault(path, number, f"is not JSON: {fault.msg}") from None
            yield _passage(data, path, number)
