"""One form for all spellings of the same letters: case, quotes, dashes, blanks, ё, stress marks, lookalike letters.

Both sides of every comparison are folded: the registers themselves mix Latin and Cyrillic letters in one word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_DROPPED = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u0301\u0300]")
_TABLE = str.maketrans(
    {
        **dict.fromkeys("«»“”„‟″＂❝❞", '"'),
        **dict.fromkeys("‘’‚‛′ʼʹ`´", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\n\r", " "),
        "ё": "е", "Ё": "Е", "İ": "I", "…": ".",
    }
)  # fmt: skip
_MIXED = re.compile(r"[^\W\d_]*(?:[A-Za-z][А-Яа-яЁёІіЎў]|[А-Яа-яЁёІіЎў][A-Za-z])[^\W\d_]*")
_MEETING = re.compile("[A-Za-z][А-Яа-яЁёІіЎў]|[А-Яа-яЁёІіЎў][A-Za-z]")
_LATIN = "AaBCcEeHIiKMOoPpTXxyYSsJj"
_CYRILLIC = "АаВСсЕеНІіКМОоРрТХхуУЅѕЈј"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_IS_CYRILLIC = re.compile("[А-Яа-яЁёІіЎў]")
_IS_LATIN = re.compile("[A-Za-z]")


def _one_script(match: re.Match[str]) -> str:
    """A word in two scripts, written in the one in which all its letters exist, else in the commoner one."""
    word = match.group()
    cyrillic, latin = word.translate(_TO_CYRILLIC), word.translate(_TO_LATIN)
    if not _IS_LATIN.search(cyrillic):
        return cyrillic
    if not _IS_CYRILLIC.search(latin):
        return latin
    return word


def fold(text: str) -> str:
    """The folded text; one character out for each kept character in, so offsets only shift at dropped marks."""
    kept = _DROPPED.sub("", text) if _DROPPED.search(text) else text
    if not kept.isascii():
        kept = kept.translate(_TABLE)
        if _MEETING.search(kept):
            kept = _MIXED.sub(_one_script, kept)
        lowered = kept.lower()
        return lowered if len(lowered) == len(kept) else "".join(c.lower() if len(c.lower()) == 1 else c for c in kept)
    return kept.translate(_TABLE).lower()


@lru_cache(maxsize=16384)
def fold_word(text: str) -> str:
    """`fold` for the words of rules, which come back with every document."""
    return fold(text)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text with the way back: `back(i)` is the offset in the original of folded character i."""

    text: str
    original: str
    kept: tuple[int, ...] | None = None

    def back(self, index: int) -> int:
        """The original offset of a folded offset (an end offset maps to just after its last character)."""
        if self.kept is None:
            return index
        return self.kept[index] if index < len(self.kept) else len(self.original)

    def slice(self, start: int, end: int) -> str:
        """The original characters of folded[start:end]."""
        return self.original[self.back(start) : self.back(end - 1) + 1] if end > start else ""


def fold_with_offsets(text: str) -> Folded:
    """Fold a text and keep its offsets."""
    if not _DROPPED.search(text):
        return Folded(fold(text), text)
    kept = tuple(i for i, character in enumerate(text) if not _DROPPED.match(character))
    return Folded(fold(text), text, kept)
