"""CMS envelopes: one JSON object, or one a line. A changed body is written back by replacing that string alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from classifier.errors import InputError

_KEYS = frozenset({"id", "format", "body", "metadata", "publisher", "audience", "on", "fix"})
_BLANK = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True, eq=False)
class Envelope:
    """One request of a CMS; `start`/`end` is where the body's JSON string stands in the file's text."""

    body: str
    format: str
    metadata: Mapping[str, Any]
    publisher: Mapping[str, Any]
    audience: tuple[str, ...]
    on: date | None
    fix: bool
    id: str | None
    start: int = 0
    end: int = 0
    raw: str = ""

    def with_body(self, text: str, body: str) -> str:
        """The file's text with the body exchanged and every other byte kept."""
        ascii_only = self.raw.isascii() and not self.body.isascii()
        return text[: self.start] + json.dumps(body, ensure_ascii=ascii_only) + text[self.end :]


def _members(text: str, at: int) -> tuple[dict[str, tuple[Any, int, int]], int]:
    """The members of the JSON object at an offset, each value with its span, and the offset after the object."""
    decoder = json.JSONDecoder()
    members: dict[str, tuple[Any, int, int]] = {}
    at = _skip(text, at)
    if text[at : at + 1] != "{":
        raise ValueError("an object was expected")
    at = _skip(text, at + 1)
    while text[at : at + 1] != "}":
        key, at = decoder.raw_decode(text, at)
        at = _skip(text, at)
        if not isinstance(key, str) or text[at : at + 1] != ":":
            raise ValueError("a key and a colon were expected")
        start = _skip(text, at + 1)
        value, at = decoder.raw_decode(text, start)
        members[key] = (value, start, at)
        at = _skip(text, at)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
        elif text[at : at + 1] != "}":
            raise ValueError("a comma or the end of the object was expected")
    return members, at + 1


def _skip(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _read(text: str, members: Mapping[str, tuple[Any, int, int]]) -> Envelope:
    data = {key: value for key, (value, _, _) in members.items()}
    unknown = data.keys() - _KEYS
    if unknown:
        raise InputError(f"unknown key {sorted(unknown)[0]!r} in the envelope; known: {', '.join(sorted(_KEYS))}")
    if not isinstance(data.get("body"), str):
        raise InputError("the envelope has no body, so nothing can be said of it")
    for key, kind in (("metadata", dict), ("publisher", dict)):
        if not isinstance(data.get(key, {}), kind):
            raise InputError(f"{key} must be an object")
    audience = data.get("audience") or []
    if isinstance(audience, str):
        audience = audience.split(",")
    if not isinstance(audience, list) or not all(isinstance(code, str) for code in audience):
        raise InputError("audience must be a list of country codes")
    if not isinstance(data.get("fix", False), bool):
        raise InputError("fix must be true or false")
    try:
        on = date.fromisoformat(data["on"]) if data.get("on") else None
    except (TypeError, ValueError):
        raise InputError(f"on: {data['on']!r} is no date such as 2026-11-23") from None
    _, start, end = members["body"]
    return Envelope(
        body=data["body"],
        format=data.get("format") or "auto",
        metadata=data.get("metadata") or {},
        publisher=data.get("publisher") or {},
        audience=tuple(code.strip() for code in audience),
        on=on,
        fix=data.get("fix", False),
        id=None if data.get("id") is None else str(data["id"]),
        start=start,
        end=end,
        raw=text[start:end],
    )


def read_one(text: str) -> Envelope:
    """The single envelope in a text; InputError says what is wrong with it."""
    try:
        members, end = _members(text, 0)
        if text[end:].strip():
            raise ValueError("more text follows the object")
    except (ValueError, RecursionError) as fault:
        raise InputError(f"is no JSON envelope: {fault}") from None
    return _read(text, members)


def read_lines(text: str) -> Iterator[tuple[int, Envelope | InputError]]:
    """Envelopes of a JSON Lines text with their line numbers; a broken line comes as its error."""
    at = 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if line.strip():
            try:
                members, end = _members(text, at)
                if end > at + len(line):
                    raise ValueError("the object does not end on its line")
                yield number, _read(text, members)
            except InputError as fault:
                yield number, InputError(f"line {number}: {fault.fault}")
            except (ValueError, RecursionError) as fault:
                yield number, InputError(f"line {number}: is no JSON envelope: {fault}")
        at += len(line)
