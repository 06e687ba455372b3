"""Metadata of a document from front matter, an envelope or `<meta>`: known keys checked, others ignored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from classifier import labels
from classifier.errors import InputError
from classifier.types import Metadata

_TEXTS = (
    "title",
    "language",
    "published",
    "modified",
    "url",
    "section",
    "sponsor",
    "syndicated_from",
    "notices_off_reason",
)
_LISTS = ("authors", "tags", "notices_off")
_CHOICES = {"commercial": labels.COMMERCIAL, "ai": labels.AI}
# What common site generators call the same things.
_OTHER_NAMES = {
    "lang": "language", "date": "published", "lastmod": "modified", "updated": "modified", "author": "authors",
    "keywords": "tags", "canonical": "url", "canonical_url": "url", "category": "section", "sponsored_by": "sponsor",
}  # fmt: skip


def _text(key: str, value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return str(value).strip() or None
    if isinstance(value, list) and len(value) == 1:
        return _text(key, value[0])
    raise InputError(f"metadata {key}: a text was expected, not {type(value).__name__}")


def _list(key: str, value: object) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if isinstance(value, list):
        entries = [entry.get("name") if isinstance(entry, Mapping) else entry for entry in value]
        return tuple(text for entry in entries if (text := _text(key, entry)))
    if isinstance(value, Mapping):
        return tuple(str(entry) for entry in (value.get("name"),) if entry)
    raise InputError(f"metadata {key}: a list was expected, not {type(value).__name__}")


def _flag(key: str, value: object) -> bool | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false", "yes", "no"):
        return value.lower() in ("true", "yes")
    raise InputError(f"metadata {key}: true or false was expected, not {value!r}")


def read_metadata(raw: Mapping[str, object]) -> Metadata:
    """Check what is known and drop the rest; InputError names the key. Exact names win over common synonyms."""
    data = {_OTHER_NAMES[key]: value for key, value in raw.items() if key in _OTHER_NAMES}
    data |= {key: value for key, value in raw.items() if key not in _OTHER_NAMES}
    read: dict[str, object] = {key: _text(key, data[key]) for key in _TEXTS if key in data}
    read |= {key: _list(key, data[key]) for key in _LISTS if key in data}
    for key, allowed in _CHOICES.items():
        value = _text(key, data.get(key))
        if value is not None and value.lower() not in allowed:
            raise InputError(f"metadata {key}: {value!r} is not one of {', '.join(allowed)}")
        read[key] = value.lower() if value else None
    read["ai_reviewed"] = _flag("ai_reviewed", data.get("ai_reviewed"))
    return Metadata(**read)  # type: ignore[arg-type]
