"""notices.toml: who publishes, for whom; found by walking upwards. Unknown keys are errors."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from classifier import labels
from classifier.errors import ConfigError
from classifier.law.territory import is_code
from classifier.types import Publisher

NAME = "notices.toml"


@dataclass(frozen=True, slots=True)
class Config:
    """The publisher, the house's own rule folders, and where it was read."""

    publisher: Publisher = Publisher()
    rules: tuple[Path, ...] = ()
    path: Path | None = None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a text")
    return value


def _code(value: Any) -> str:
    if not isinstance(value, str) or not is_code(value):
        raise ValueError(f"{value!r} is no ISO 3166 code, EU or WORLD")
    return value


def _choice(*allowed: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in allowed:
            raise ValueError(f"{value!r} is not one of {', '.join(allowed)}")
        return str(value)

    return check


def _several(item: Callable[[Any], str]) -> Callable[[Any], tuple[str, ...]]:
    def check(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise ValueError("must be a list")
        return tuple(item(entry) for entry in value)

    return check


_PUBLISHER: Mapping[str, Callable[[Any], Any]] = {
    "name": _text,
    "entity": _text,
    "established": _code,
    "kind": _choice(*labels.PUBLISHER_KINDS),
    "audiences": _several(_code),
    "exposed": _several(_code),
    "language": _text,
    "status_labels": _choice("apply", "refuse"),
    "owners": _several(_text),
}
assert _PUBLISHER.keys() == {field.name for field in fields(Publisher)}


def publisher_from(data: Any, where: str | None, base: Publisher | None = None) -> Publisher:
    """A publisher from a table; keys that are absent keep the value of `base`. ConfigError names the key."""
    if not isinstance(data, dict):
        raise ConfigError("publisher must be a table", where)
    read: dict[str, Any] = {}
    for key, value in data.items():
        if key not in _PUBLISHER:
            raise ConfigError(f"unknown key publisher.{key}; known: {', '.join(_PUBLISHER)}", where)
        try:
            read[key] = _PUBLISHER[key](value)
        except ValueError as fault:
            raise ConfigError(f"publisher.{key}: {fault}", where) from None
    start = base or Publisher()
    return Publisher(**{field.name: read.get(field.name, getattr(start, field.name)) for field in fields(Publisher)})


def find(start: Path) -> Path | None:
    """The nearest notices.toml at or above a folder."""
    for folder in (start, *start.parents):
        if (folder / NAME).is_file():
            return folder / NAME
    return None


def read(path: Path) -> Config:
    """Read one notices.toml; ConfigError names the file and the fault."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise ConfigError(f"cannot be read: {fault.strerror}", str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ConfigError(f"is not TOML: {fault}", str(path)) from None
    unknown = data.keys() - {"publisher", "rules"}
    if unknown:
        raise ConfigError(f"unknown key {sorted(unknown)[0]}; known: publisher, rules", str(path))
    folders = data.get("rules", [])
    if not isinstance(folders, list) or not all(isinstance(folder, str) for folder in folders):
        raise ConfigError("rules must be a list of folders", str(path))
    rules = tuple((path.parent / folder).resolve() for folder in folders)
    for folder in rules:
        if not folder.is_dir():
            raise ConfigError(f"rules: {folder} is no folder", str(path))
    return Config(publisher_from(data.get("publisher", {}), str(path)), rules, path)
