"""Offsets as people read them: lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right


def line_of(source: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset."""
    lines = [0, *(match.end() for match in re.finditer("\n", source))]
    line = bisect_right(lines, offset)
    return line, offset - lines[line - 1] + 1
