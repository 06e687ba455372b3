"""What a named entity is doing in a text: reprinted, quoted, linked, embedded, writing, or merely mentioned.

Addresses and embeds are read from the markup. For names the role head of the model reads a window of words round
the name, with the name itself blanked out, and the shape of the line it stands on (short credit line, opening, closing, quotation).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifier.folding import fold
from classifier.knowing.features import cues

if TYPE_CHECKING:
    from classifier.knowing.model import Model

_WORD = re.compile(r"[^\W\d_]+|\d+|[\"(),:.!?—–-]")
_WINDOW = 90


def role_features(text: str, start: int, end: int) -> list[str]:
    """Features of the mention text[start:end]: words on both sides, their order, the line it stands on."""
    before, after = fold(text[max(0, start - _WINDOW) : start]), fold(text[end : end + _WINDOW])
    left, right = _WORD.findall(before)[-9:], _WORD.findall(after)[:9]
    found = [f"L{i}:{w[:7]}" for i, w in enumerate(reversed(left[-4:]))] + [
        f"R{i}:{w[:7]}" for i, w in enumerate(right[:4])
    ]
    found += [f"l:{w[:7]}" for w in left if len(w) > 2] + [f"r:{w[:7]}" for w in right if len(w) > 2]
    found += [f"l:{w[:4]}*" for w in left if len(w) > 4] + [f"r:{w[:4]}*" for w in right if len(w) > 4]
    near_left, near_right = [w[:6] for w in left[-3:]], [w[:6] for w in right[:3]]
    found += [f"ll:{a} {b}" for a, b in zip(near_left, near_left[1:], strict=False)]
    found += [f"rr:{a} {b}" for a, b in zip(near_right, near_right[1:], strict=False)]
    name = text[start:end]
    shape = "url" if "/" in name or re.search(r"\w\.\w{2,}", name) else "handle" if name[:1] in "@#" else "name"
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line = text[line_start : len(text) if line_end < 0 else line_end]
    found.append(f"§shape:{shape}")
    found.append("§line:short" if len(line) < 90 else "§line:long")
    found.append("§opens" if start - line_start < 3 else "§closes" if line_start + len(line) - end < 3 else "§inside")
    if '"' in before[-3:] or '"' in after[:3]:
        found.append("§in-quotes")
    found += [cue for cue in cues(line) if cue in ("§quote", "§dateline", "§url", "§mail", "§list")]
    return found


def chances(model: Model, text: str, start: int, end: int) -> dict[str, float]:
    """The probability of every role of the mention text[start:end]."""
    head = model.role
    shares = head.shares(head.decision(role_features(text, start, end)))
    return dict(zip(head.labels, shares, strict=True))
