"""Which readers a rule reaches: ISO 3166 codes, the European Union and the world.

Codes are ISO 3166-1 alpha-2 ("RU"), ISO 3166-2 ("US-NJ"), "EU" or "WORLD".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# The Union's members on every day this package judges (since 2020-02-01). Source: TEU art. 52 as amended.
EU_MEMBERS = frozenset("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split())

_CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,4})?|WORLD")


def is_code(code: str) -> bool:
    """True for the four forms of territory code this package knows."""
    return _CODE.fullmatch(code) is not None


def covers(territory: str, place: str) -> bool:
    """True if `place` lies in `territory`: a country in the Union, a state in its country, anything in the world."""
    if territory in ("WORLD", place):
        return True
    country = place.split("-")[0]
    return country == territory or (territory == "EU" and country in EU_MEMBERS)


def depth(territory: str) -> int:
    """How special a territory is: world 0, Union 1, country 2, part of a country 3."""
    return {"WORLD": 0, "EU": 1}.get(territory, 3 if "-" in territory else 2)


def reached(territories: Iterable[str], readers: Iterable[str]) -> tuple[str, ...]:
    """The readers' codes that lie in any of the territories, in the readers' order."""
    wanted = tuple(territories)
    return tuple(place for place in readers if any(covers(territory, place) for territory in wanted))
