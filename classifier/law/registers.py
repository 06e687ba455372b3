"""Registers of designated entities: rows are legal facts with dates, brands are what texts say.

A row belongs to one list (`ru-undesirable`); a brand (`rferl`) stands for one or more rows. Status is asked for a day.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from classifier.errors import RegisterError, UsageError
from classifier.folding import fold

_ROW = "id number name kind country decided registered removed status reference order basis verified note".split()
_BRAND = "id label kind rows names weak acronyms domains handles".split()
_BRANDS = "brands.csv"
_STATUSES = ("active", "excluded", "suspended")
_Entry = TypeVar("_Entry")


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """One official list: what it is, where it comes from, and up to which day it was read."""

    name: str
    title: str
    jurisdiction: str
    origin: str
    as_of: date
    fresh_days: int
    licence: str

    def age(self, day: date) -> int:
        """Days between the newest reading and `day`; never below 0."""
        return max((day - self.as_of).days, 0)

    def is_stale(self, day: date) -> bool:
        """True past the freshness window: then the list can only say "could not check"."""
        return self.age(day) > self.fresh_days


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list. Dates are as printed there; None where the list gives none."""

    id: str
    register: str
    number: str
    name: str
    kind: str
    country: str
    decided: date | None
    registered: date | None
    removed: date | None
    status: str
    reference: str
    order: str
    basis: str
    verified: str
    note: str

    def active(self, day: date) -> bool:
        """True from registration (or decision, where no registration is known) until removal, unless suspended."""
        start = self.registered or self.decided
        if self.status == "suspended" or (self.status == "excluded" and self.removed is None):
            return False
        return (start is None or start <= day) and (self.removed is None or day < self.removed)


@dataclass(frozen=True, slots=True, eq=False)
class Brand:
    """A name people know, with the rows it stands for and all that texts call it."""

    id: str
    label: str
    kind: str
    rows: tuple[str, ...]
    names: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()


class _Lazy(Mapping[str, _Entry]):
    """Entries by id, made from their cells when first asked for: a page names few of 2,600."""

    def __init__(self, make: Callable[[str], _Entry], ids: Iterable[str]) -> None:
        self._make = make
        self._made: dict[str, _Entry | None] = dict.fromkeys(ids)

    def __getitem__(self, id: str) -> _Entry:
        made = self._made[id]
        if made is None:
            made = self._made[id] = self._make(id)
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


@dataclass(frozen=True, slots=True, eq=False)
class Registers:
    """All lists, rows and brands."""

    lists: Mapping[str, Register]
    rows: Mapping[str, Row]
    brands: Mapping[str, Brand]
    domains: Mapping[str, str]  # domain or domain/path to brand; curated brands win over single rows
    handles: Mapping[str, str]  # platform:account to brand

    def entries(self, entity: str, day: date, lists: Iterable[str] | None = None) -> tuple[Row, ...]:
        """The rows by which a brand is listed on a day, on the named lists only if given."""
        brand = self.brands.get(entity)
        wanted = None if lists is None else frozenset(lists)
        return tuple(
            row
            for id in (brand.rows if brand else ())
            if (row := self.rows[id]).active(day) and (wanted is None or row.register in wanted)
        )

    def label(self, entity: str) -> str:
        """The name to print for a brand; the id itself if it is unknown."""
        brand = self.brands.get(entity)
        return brand.label.split(" (")[0] if brand else entity


def shipped() -> Path:
    """The folder of the registers inside this package."""
    return Path(str(files("classifier") / "registers"))


def _table(path: Path, columns: list[str]) -> Iterable[tuple[int, list[str]]]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            header = next(reader, None)
            if header != columns:
                raise RegisterError(f"line 1: the columns must be {', '.join(columns)}", str(path))
            for cells in reader:
                if len(cells) != len(columns):
                    raise RegisterError(
                        f"line {reader.line_num}: {len(cells)} cells, {len(columns)} expected", str(path)
                    )
                yield reader.line_num, cells
    except OSError as fault:
        raise RegisterError(f"cannot be read: {fault.strerror}", str(path)) from None
    except (UnicodeDecodeError, csv.Error) as fault:
        raise RegisterError(f"is damaged: {fault}", str(path)) from None


def _day(cell: str, path: Path, line: int) -> date | None:
    """A date cell; a year or a month stands for its first day."""
    if not cell:
        return None
    try:
        return date.fromisoformat(cell + "-01-01"[len(cell) - 4 :] if len(cell) < 10 else cell)
    except ValueError:
        raise RegisterError(f"line {line}: {cell!r} is no date", str(path)) from None


def _read_register(path: Path) -> Register:
    side = path.with_suffix(".toml")
    try:
        return Register(name=path.stem, **tomllib.loads(side.read_text(encoding="utf-8")))
    except OSError as fault:
        raise RegisterError(f"cannot be read: {fault.strerror}", str(side)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as fault:
        raise RegisterError(f"is damaged: {fault}", str(side)) from None


def _row(path: Path, line: int, cells: list[str]) -> Row:
    text: dict[str, Any] = dict(zip(_ROW, cells, strict=True))
    dates: dict[str, Any] = {key: _day(text.pop(key), path, line) for key in ("decided", "registered", "removed")}
    return Row(register=path.stem, **text, **dates)


def _brand(cells: list[str]) -> Brand:
    id, label, kind, *parts = cells
    return Brand(id, label, kind, *(tuple(part.split("|")) if part else () for part in parts))


@cache
def load(folder: Path | None = None) -> Registers:
    """Read a folder of registers (by default the shipped one); RegisterError names file and line."""
    folder = folder or shipped()
    lists: dict[str, Register] = {}
    rows: dict[str, tuple[Path, int, list[str]]] = {}
    for path in sorted(folder.glob("*.csv")):
        if path.name == _BRANDS:
            continue
        lists[path.stem] = _read_register(path)
        for line, cells in _table(path, _ROW):
            if cells[8] not in _STATUSES or not cells[0] or not cells[2]:
                raise RegisterError(f"line {line}: a row needs an id, a name and a status", str(path))
            if cells[0] in rows:
                raise RegisterError(f"line {line}: the id {cells[0]} stands twice", str(path))
            rows[cells[0]] = (path, line, cells)
    if not lists:
        raise RegisterError("holds no registers", str(folder))
    brands: dict[str, list[str]] = {}
    domains: dict[str, str] = {}
    handles: dict[str, str] = {}
    for line, cells in _table(folder / _BRANDS, _BRAND):
        for id in cells[3].split("|"):
            if id not in rows:
                raise RegisterError(f"line {line}: {cells[0]} names the unknown row {id!r}", str(folder / _BRANDS))
        brands[cells[0]] = cells
        for domain in cells[7].lower().split("|") if cells[7] else ():
            domains.setdefault(domain.removeprefix("www."), cells[0])
        for handle in cells[8].lower().split("|") if cells[8] else ():
            handles.setdefault(handle, cells[0])
    return Registers(
        lists,
        _Lazy(lambda id: _row(*rows[id]), rows),
        _Lazy(lambda id: _brand(brands[id]), brands),
        domains,
        handles,
    )


def find(registers: Registers, name: str) -> list[Brand]:
    """Brands whose id, label, official names, aliases or domains hold the words of `name`; UsageError if empty."""
    wanted = fold(name).strip()
    if not wanted:
        raise UsageError("a name is needed")
    found = []
    for brand in registers.brands.values():
        said = (brand.id, brand.label, *brand.names, *brand.weak, *brand.acronyms, *brand.domains)
        official = (registers.rows[row].name for row in brand.rows)
        if any(wanted in fold(text) for text in (*said, *official)):
            found.append(brand)

    def exactly(brand: Brand) -> bool:
        said = (brand.id, brand.label, *brand.names, *brand.weak, *brand.acronyms, *brand.domains)
        return any(fold(text) == wanted for text in said)

    return sorted(found, key=lambda brand: (not exactly(brand), brand.kind != "media", brand.id))
