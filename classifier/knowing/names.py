"""Find listed entities by name: Aho-Corasick over folded forms, then case, boundaries and context decide.

Strong names count wherever they stand as names. Weak ones (Дождь, Current Time) need quotes, a capital inside a
sentence, a word of the trade beside them, or a sure sign of the same brand elsewhere in the text. Acronyms count in
exact case beside other evidence; a surname counts after the full name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from ahocorasick_rs import AhoCorasick, MatchKind

from classifier.errors import RegisterError
from classifier.folding import Folded
from classifier.law import registers

_TOKEN = re.compile(r"\w+")
_SENTENCE_END = frozenset(".!?:;\n•·|")
_OPENING = "\"'([{<*_ "
# Folded beginnings of words that say: the name beside me is an outlet, a movement, a source.
_TRADE = (
    r"\b(?:издани|телеканал|канал|радио|редакц|журнал|корреспонд|главред|репорт|расследоват|наблюдател|движени|проект|сайт|портал|"
    r"медиа|газет|агентств|организац|ассоциац|правозащит|опрос|центр|фонд|сообща|сообщил|пиш|написал|рассказал|расскаж|"
    r"заяв|данны|со ссылкой|иноагент|иностранн|нежелательн|экстремист|видання|редакці|повідом|паведам|выданн|"
    r"outlet|channel|newsroom|reporter|journalist|editor|website|news|report|media|publication|broadcaster|according|"
    r"magazine|newspaper|investigat|told|tv|company|platform|owner|parent|"
    r"sender|redaktion|zeitung|portal|journalist|berichtet|medium|chaine|journal|redazione|emittente|medio)"
)
_OTHER_THING = (
    r"\b(?:шоу|фильм|песн|роман|пьес|спектак|альбом|ресторан|кафе|кинотеатр|завод|улиц|проспект|санатори|магазин|группа|"
    r"show|film|movie|song|album|novel|restaurant|cafe|band|street)"
)
_pattern = cache(re.compile)  # compiled when a weak name first asks for them
_NEAR = 60
_FEW = 4
_AFTER_WORD = "\t !\"#%&'()*+,-./:;@|"  # what may follow the first word of a form; a test holds this against the forms
_CLOSE = 22


@dataclass(frozen=True, slots=True)
class Form:
    """A folded spelling: kind n, w, a, p or s; the brands it may mean; how it is written."""

    text: str
    kind: str
    entities: tuple[str, ...]
    writing: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found in a text; offsets into the folded text."""

    entity: str
    start: int
    end: int
    probability: float
    why: str


class NameIndex:
    """All forms of all brands, sorted.

    The first texts are searched with an automaton of those forms whose first word they hold (a match needs its first
    word, so nothing is missed); after a few texts more are likely to come, and the whole automaton is built once.
    """

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._texts = 0

    @cached_property
    def _whole(self) -> tuple[AhoCorasick, list[Form]]:
        return _automaton(self._lines)

    def _beginning_with(self, words: Iterable[str]) -> list[str]:
        """The lines whose first word is one of the words."""
        found: list[str] = []
        for word in words:
            for after in _AFTER_WORD:
                beginning = word + after
                at = bisect_left(self._lines, beginning)
                while at < len(self._lines) and self._lines[at].startswith(beginning):
                    found.append(self._lines[at])
                    at += 1
        return found

    def search(self, folded: Folded) -> list[Hit]:
        """Every listed entity the text names, in order, with probability and reason."""
        self._texts += 1
        if self._texts > _FEW:
            automaton, forms = self._whole
        else:
            automaton, forms = _automaton(self._beginning_with(set(_TOKEN.findall(folded.text))))
        if not forms:
            return []
        found = _outermost(automaton.find_matches_as_indexes(folded.text, overlapping=True), forms, folded.text)
        return _decide(found, folded)


def _automaton(lines: list[str]) -> tuple[AhoCorasick, list[Form]]:
    forms = []
    for line in lines:
        text, kind, entities, writing = line.split("\t")
        forms.append(Form(text, kind, tuple(entities.split("|")), writing))
    return AhoCorasick([form.text for form in forms], matchkind=MatchKind.Standard), forms


def load() -> NameIndex:
    """The shipped forms; RegisterError if the file is missing or damaged."""
    path = registers.shipped() / "forms.tsv"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise RegisterError(f"cannot be read: {fault}", str(path)) from None
    if not lines or any(line.count("\t") != 3 for line in (lines[0], lines[-1])):
        raise RegisterError("is damaged", str(path))
    return NameIndex(lines)


def _outermost(
    matches: Iterable[tuple[int, int, int]], forms: list[Form], text: str
) -> list[tuple[int, int, list[Form]]]:
    """Matches with word boundaries, the longest at each place; forms of equal span together."""
    spans: dict[tuple[int, int], list[Form]] = defaultdict(list)
    for number, start, end in matches:
        before, after = text[start - 1 : start], text[end : end + 1]
        if before.isalnum() or after.isalnum() or before == "_" or after == "_":
            continue
        if (before == "." and text[start - 2 : start - 1].isalnum()) or (
            after == "." and text[end + 1 : end + 2].isalnum()
        ):
            continue  # part of an address; links are read from the markup
        if before in ("/", "@", "#"):
            continue
        spans[start, end].append(forms[number])
    found: list[tuple[int, int, list[Form]]] = []
    last = -1
    for (start, end), group in sorted(spans.items(), key=lambda item: (item[0][0], -item[0][1])):
        if start >= last:
            found.append((start, end, group))
            last = end
    return found


def _capitals_fit(form: Form, original: str) -> bool:
    words = _TOKEN.findall(original)
    return all(word[0].isupper() for word, mark in zip(words, form.writing, strict=False) if mark == "1")


def _starts_sentence(text: str, start: int) -> bool:
    at = start - 1
    while at >= 0 and text[at] in _OPENING:
        at -= 1
    return at < 0 or text[at] in _SENTENCE_END


def _quoted(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start] == '"' and text[end : end + 1] in ('"', "")


def _decide(found: list[tuple[int, int, list[Form]]], folded: Folded) -> list[Hit]:
    text = folded.text
    sure: list[Hit] = []
    open_: list[tuple[int, int, Form]] = []
    for start, end, group in found:
        written = folded.slice(start, end)
        fitting = [f for f in group if (written == f.writing if f.kind == "a" else _capitals_fit(f, written))]
        strong = next((f for f in fitting if f.kind in "np"), None)
        if strong is not None and not _other_name_goes_on(text, end, strong):
            common = len(strong.entities) > 1 and strong.kind == "p"
            sure.append(Hit(_best(strong.entities), start, end, 0.6 if common else 0.97, "name"))
        else:
            open_ += [(start, end, form) for form in fitting if form.kind in "was"][:1]
    known = {hit.entity for hit in sure}
    for start, end, form in open_:
        entity = next((e for e in form.entities if e in known), _best(form.entities))
        probability, why = _weigh(form, text, start, end, entity in known)
        if probability >= 0.5:
            sure.append(Hit(entity, start, end, probability, why))
    return sorted(sure, key=lambda hit: hit.start)


def _other_name_goes_on(text: str, end: int, form: Form) -> bool:
    """A short single word with a hyphen is part of another word: "Face" in "face-to-face"."""
    return (
        " " not in form.text and len(form.text) < 8 and text[end : end + 1] == "-" and text[end + 1 : end + 2].isalpha()
    )


def _best(entities: tuple[str, ...]) -> str:
    """Curated brands before single rows."""
    return min(entities, key=lambda entity: (bool(re.fullmatch(r"[a-z]{2,3}-[a-z]{2,3}-\d+|oth-\d+", entity)), entity))


def _weigh(form: Form, text: str, start: int, end: int, known: bool) -> tuple[float, str]:
    if form.kind == "s":
        return (0.9, "surname after the full name") if known else (0.0, "")
    # Paper, Echo, Republic: beside a single Latin word the word of the trade must stand close by.
    reach = _CLOSE if form.text.isascii() and " " not in form.text else _NEAR
    trade = bool(_pattern(_TRADE).search(text[max(0, start - reach) : start] + " " + text[end : end + reach]))
    if form.kind == "a":
        if known:
            return 0.95, "acronym beside the full name"
        return (
            (0.75, "acronym in context") if trade and len(form.text) > 2 else (0.55, "acronym") if trade else (0.0, "")
        )
    if known:
        return 0.93, "named in full elsewhere"
    if _pattern(_OTHER_THING).search(text[max(0, start - 25) : start]):
        return 0.0, ""
    inside = not _starts_sentence(text, start)
    if _quoted(text, start, end):
        return (0.92, "quoted, with a word of the trade") if trade else (0.6, "quoted")
    if " " in form.text:
        return (0.85, "capitals inside a sentence") if inside else (0.6, "word of the trade") if trade else (0.0, "")
    return (0.8, "capital, with a word of the trade") if inside and trade else (0.0, "")


# --- addresses -------------------------------------------------------------------------------------------------

_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//(?:[^/@]*@)?([^/:?#]+)([^?#]*)", re.IGNORECASE)
_HANDLE_HOSTS = {
    "t.me": "t.me", "telegram.me": "t.me", "twitter.com": "x", "x.com": "x", "youtube.com": "yt", "instagram.com": "ig",
    "facebook.com": "fb", "fb.com": "fb", "vk.com": "vk", "tiktok.com": "tiktok", "dzen.ru": "dzen",
}  # fmt: skip


def entity_of_address(address: str, domains: Mapping[str, str], handles: Mapping[str, str]) -> str | None:
    """The brand a web address belongs to: by account on a platform, else by its domain, never by substring."""
    match = _HOST.match(address.strip())
    if not match:
        return None
    host = match.group(1).lower().removeprefix("www.").removeprefix("m.").rstrip(".")
    path = match.group(2)
    platform = _HANDLE_HOSTS.get(host)
    if platform:
        parts = [part for part in path.split("/") if part and part not in ("s", "c", "user", "channel", "p", "@")]
        account = parts[0].lstrip("@").lower() if parts else ""
        if account and f"{platform}:{account}" in handles:
            return handles[f"{platform}:{account}"]
    first = path.split("/")[1].lower() if path.count("/") else ""
    labels = host.split(".")
    for cut in range(len(labels) - 1):
        domain = ".".join(labels[cut:])
        if first and f"{domain}/{first}" in domains:
            return domains[f"{domain}/{first}"]
        if domain in domains:
            return domains[domain]
    return None
