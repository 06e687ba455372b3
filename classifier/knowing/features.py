"""What the models see of a text: words, their beginnings, neighbours, letter groups and cues of the page.

One function turns a text into a list of feature names; training and running use the very same one. A change here
needs a new training run: the guard of the model holds `VERSION`.
"""

from __future__ import annotations

import re

from classifier.folding import fold

VERSION = 1

_URL = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|ru|io|co|uk|de|fr|me|tv|info|example|eu|ly)\b(?:/\S*)?"
)
_AFFILIATE = re.compile(
    r"[?&](?:tag|aff\w*|ref\w*|btag|clickid|irclickid|awc|partner|promo\w*|coupon|utm_medium=(?:affiliate|advertorial|cpc)|subid|erid|a_aid|via)="
    r"|amzn\.to|/(?:go|ref|aff|out|recommends)/",
    re.IGNORECASE,
)
_CUES = (
    ("price", re.compile(r"[$€£₽₴₹¥]\s?\d|\d[\d.,\s]*(?:€|£|₽|₴|руб|usd|eur|грн|zł|kr\b)")),
    ("percent", re.compile(r"\d\s?%|\bper cent\b|\bпроцент")),
    ("mail", re.compile(r"\b[\w.+-]+@[\w-]+\.\w+")),
    ("handle", re.compile(r"(?<!\w)@\w{3,}")),
    ("hashtag", re.compile(r"(?<!\w)#\w{3,}")),
    ("phone", re.compile(r"(?<!\d)(?:\+?\d[\s()-]?){9,13}(?!\d)")),
    ("odds", re.compile(r"\b\d{1,2}/\d{1,2}\b|[+-]\d{3}\b|\b\d\.\d{2}\b|\bкэф\b|\bкоэффициент")),
    ("year", re.compile(r"\b(?:19|20)\d\d\b")),
    ("quote", re.compile(r"\"[^\"]{12,}\"")),
    ("exclaim", re.compile(r"!")),
    ("question", re.compile(r"\?")),
    ("ellipsis", re.compile(r"\.\.\.")),
    ("list", re.compile(r"(?:^|\n)\s*(?:[-•*–✓✔✅👉]|\d{1,2}[.)])\s")),
    ("dateline", re.compile(r"^[A-ZА-ЯЁІЇЄЎ][A-ZА-ЯЁІЇЄЎ .,'-]{2,40}(?:\([^)]{2,20}\))?\s?[-–—,.]{1,2}\s")),
    ("emoji", re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")),
    ("code", re.compile(r"\b(?=[A-Z0-9]{4,14}\b)(?=[A-Z0-9]*[A-Z])(?=[A-Z0-9]*\d)[A-Z0-9]+\b")),
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")
_CAPITALS = re.compile(r"\b[A-ZА-ЯЁ]{4,}\b")


def cues(text: str) -> list[str]:
    """Names of the structural cues a text shows, from its original letters."""
    found = [f"§{name}" for name, pattern in _CUES if pattern.search(text)]
    addresses = _URL.findall(text)
    if addresses:
        found.append("§url")
        if any(_AFFILIATE.search(address) for address in addresses):
            found.append("§affiliate")
    if len(_CAPITALS.findall(text)) > 2:
        found.append("§capitals")
    length = len(text)
    found.append("§short" if length < 120 else "§long" if length > 700 else "§middle")
    return found


def features(text: str) -> list[str]:
    """All features of a text, with repetition."""
    folded = fold(_URL.sub(" ", text))
    words = _WORD.findall(folded)
    found = cues(text)
    stems = []
    for word in words:
        if word.isdigit():
            stems.append("0")
            continue
        found.append(word)
        stems.append(word[:6])
        length = len(word)
        if length > 4:
            found.append(word[:4] + "*")
        if length > 6:
            found.append(word[:6] + "*")
        if length > 8:
            found.append("*" + word[-4:])
    found += [a + " " + b for a, b in zip(stems, stems[1:], strict=False)]
    return found
