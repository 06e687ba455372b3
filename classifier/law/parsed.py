"""Parsed rule files, remembered by content: 300 TOML files take longer to parse than all the rest of a check.

What is kept in the user's cache folder is plain JSON, found by the SHA-256 of all the files' names and bytes, and it is
checked as strictly as a fresh file. A missing, broken or unwritable cache only costs time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from classifier.errors import RuleError

_DATES = ("from", "until", "checked_on")  # the only keys of a rule file that hold dates
_VERSION = b"2"


def _folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("notices", appauthor=False)


def _to_json(value: Any) -> Any:
    if type(value) is date:
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _with_dates(table: dict[str, Any]) -> dict[str, Any]:
    return table | {key: date.fromisoformat(table[key]) for key in _DATES if key in table}


def tables(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """The TOML tables of the files, in their order; RuleError names the file that cannot be read or parsed."""
    digest = hashlib.sha256(_VERSION)
    contents = []
    for path in paths:
        try:
            contents.append(path.read_bytes())
        except OSError as fault:
            raise RuleError(f"cannot be read: {fault.strerror}", str(path)) from None
        digest.update(path.name.encode() + len(contents[-1]).to_bytes(8, "big") + contents[-1])
    kept = _folder() / f"rules-{digest.hexdigest()[:32]}.json"
    with contextlib.suppress(OSError, ValueError, TypeError):
        known = json.loads(kept.read_bytes())
        if isinstance(known, list) and len(known) == len(paths):
            return [_with_dates(table) for table in known]
    fresh = [_parse(path, data) for path, data in zip(paths, contents, strict=True)]
    stray = any(type(table.get(key, date.min)) is not date for table in fresh for key in _DATES)
    with contextlib.suppress(OSError, TypeError):  # a broken table is not worth keeping; the schema will say why
        if not stray:
            _keep(kept, json.dumps(fresh, default=_to_json, ensure_ascii=False).encode())
    return fresh


def _parse(path: Path, data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise RuleError(f"is not TOML: {fault}", str(path)) from None


def _keep(path: Path, data: bytes) -> None:
    import tempfile

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
    os.replace(temporary, path)
