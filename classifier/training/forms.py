"""Write registers/forms.tsv: every spelling of every brand, inflected, folded and sorted.

Run after a change of brands.csv (`make forms`). Needs pymorphy3 (extra `forms`); the program that judges texts
only reads the result. Columns: folded form, kind, brands (|), and how it is written: the exact spelling of an
acronym, else a digit a word, 1 where it begins with a capital.

Kinds: n name, w weak (also an ordinary word or phrase), a acronym, p full name of a person, s surname.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.folding import fold
from classifier.law import registers
from classifier.law.registers import Brand

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.analyzer import Parse

_CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_PLAIN = re.compile(r"[\w !\"#%&'()*+,./:;@|-]+")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_WORD = re.compile(r"[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")
_ADDRESS = re.compile(r"\S*(?:[./@#_]\w)\S*")
_VARIANTS = {".": (".", " ", "-", ". ")}
_RANK = {"p": 0, "n": 1, "w": 2, "a": 3, "s": 4}


@cache
def _morph() -> MorphAnalyzer:
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru")


def _known_word(word: str) -> bool:
    """True for a word of the dictionary, proper names of people and places too."""
    return any(parse.is_known for parse in _morph().parse(word.lower()))


def _is_place(words: list[str]) -> bool:
    """True for a mere place: Донбасс, Республика Таджикистан. No text that names a place names an organisation."""
    small = ("республика", "область", "край", "город", "регион", "движение")
    places = [w for w in words if w.lower() not in small]
    return bool(places) and all(any("Geox" in p.tag for p in _morph().parse(w.lower())) for w in places)


def _cased(model: str, word: str) -> str:
    if model.isupper() and len(model) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


@cache
def _inflections(word: str, gender: str = "", kind: str = "") -> tuple[str, ...]:
    """The six singular cases of a word; the word itself where it does not inflect."""
    parses = _morph().parse(word.lower())
    fitting = [p for p in parses if (not kind or kind in p.tag) and (not gender or gender in p.tag) and "nomn" in p.tag]
    if not fitting:
        fitting = [p for p in parses if (not gender or gender in p.tag) and "nomn" in p.tag and "plur" not in p.tag]
    if not fitting:
        fitting = [p for p in parses if "nomn" in p.tag]
    if not fitting:
        return (word,) * len(_CASES)
    parse = fitting[0]
    number = {"plur"} if "plur" in parse.tag else {"sing"}
    return tuple(_cased(word, _inflect(parse, {case, *number}) or word.lower()) for case in _CASES)


def _inflect(parse: Parse, grammemes: set[str]) -> str | None:
    form = parse.inflect(grammemes)
    return form.word if form else None


def _is_adjective(word: str) -> bool:
    tag = _morph().parse(word.lower())[0].tag
    return tag.POS in ("ADJF", "PRTF")


def organisation_forms(name: str) -> set[str]:
    """All cases of a name: its adjectives up to the first noun bend with it, the rest stays."""
    words = _WORD.findall(name)
    if not words or not _CYRILLIC.search(name):
        return {name}
    if re.fullmatch(r"\S+\.\S+", name) and len(words) > 1:  # Север.Реалии: only the last word bends
        stem = name[: name.rfind(words[-1])]
        return {stem + form for form in _inflections(words[-1])} | {name}
    head = 0
    while head < len(words) - 1 and (_is_adjective(words[head]) or _is_fixed(words[head])):
        head += 1  # Новая газета bends in both words, Радио Свобода in the second
    noun = next((p for p in _morph().parse(words[head].lower()) if p.tag.POS == "NOUN" and "nomn" in p.tag), None)
    gender = str(noun.tag.gender or "") if noun and "plur" not in noun.tag else ""
    forms = {name}
    bent = [_inflections(word, gender, "ADJF" if n < head else "NOUN") for n, word in enumerate(words[: head + 1])]
    for case in range(len(_CASES)):
        form, position = name, 0
        for n, word in enumerate(words[: head + 1]):
            at = form.find(word, position)
            form = form[:at] + bent[n][case] + form[at + len(word) :]
            position = at + len(bent[n][case])
        forms.add(form)
    return forms


def _is_fixed(word: str) -> bool:
    return "Fixd" in _morph().parse(word.lower())[0].tag


def person_forms(name: str) -> tuple[set[str], set[str]]:
    """Full-name forms (both orders) and surname forms of "Given Surname"."""
    parts = name.split()
    if len(parts) != 2 or not all(_WORD.fullmatch(part) for part in parts):
        return {name}, set()
    given, surname = parts
    if "Surn" in _morph().parse(given.lower())[0].tag and "Name" in _morph().parse(surname.lower())[0].tag:
        given, surname = surname, given
    parse = next((p for p in _morph().parse(given.lower()) if "Name" in p.tag and "nomn" in p.tag), None)
    gender = str(parse.tag.gender) if parse and parse.tag.gender in ("masc", "femn") else "masc"
    givens = _inflections(given, gender, "Name")
    surnames = _surname_forms(surname, gender)
    both = {f"{g} {s}" for g, s in zip(givens, surnames, strict=True)}
    both |= {f"{s} {g}" for g, s in zip(givens, surnames, strict=True)}
    initials = {f"{g[0]}. {s}" for g, s in zip(givens, surnames, strict=True)}
    return both | {name}, set(surnames) | initials


def _surname_forms(surname: str, gender: str) -> tuple[str, ...]:
    """Surname cases; a man's name in -ь bends like конь, a woman's not at all, whatever noun it may look like."""
    known = any("Surn" in p.tag and gender in p.tag and p.is_known for p in _morph().parse(surname.lower()))
    if known or not surname.endswith("ь"):
        return _inflections(surname, gender, "Surn")
    if gender == "femn":
        return (surname,) * len(_CASES)
    stem = surname[:-1]
    return (surname, stem + "я", stem + "ю", stem + "я", stem + "ем", stem + "е")


def _spellings(form: str) -> set[str]:
    """The same name with its dots and hyphens written in the usual other ways."""
    found = {form}
    if re.search(r"\w\.\s?\w", form):
        for other in _VARIANTS["."]:
            found.add(re.sub(r"\.\s?", other, form))
    if "-" in form and _CYRILLIC.search(form):
        found.add(form.replace("-", " "))
    return found


def _entries(brand: Brand, common: frozenset[str]) -> list[tuple[str, str]]:
    """(kind, spelling) of a brand."""
    found: list[tuple[str, str]] = []
    person = brand.kind == "person"
    full_names: set[frozenset[str]] = set()
    for name in brand.names:
        if person and len(name.split()) == 2:
            if frozenset(name.split()) not in full_names:  # the same two words turned round give the same forms
                full_names.add(frozenset(name.split()))
                full, surnames = person_forms(name)
                found += [("p", form) for form in full] + [("s", form) for form in surnames]
            continue
        words = re.findall(r"[^\W\d_]+", name)
        if _is_place(words):
            continue
        plain = (
            all(_known_word(w) for w in words) if _CYRILLIC.search(name) else all(w.lower() in common for w in words)
        )
        introduced = name[:1].islower() and any(word[:1].isupper() for word in words)  # телеканал Дождь
        shaped = re.search(r"\w\.\w", name) or (len(words) > 1 and any(w.isupper() and len(w) > 1 for w in words))
        kind = "w" if plain and not introduced and not shaped else "n"  # Сибирь.Реалии and РИА Новости are no phrases
        found += [(kind, s) for form in organisation_forms(name) for s in _spellings(form)]
    for name in brand.weak:
        found += [("w", s) for form in organisation_forms(name) for s in _spellings(form)]
    found += [("n" if "/" in name else "a", name) for name in brand.acronyms]
    return found


# Names that stay strong although each of their words is in a dictionary: no ordinary text uses them otherwise.
_STRONG = frozenset(
    fold(name)
    for name in (
        "Радио Свобода", "Радио Свободная Европа", "Голос Америки", "Новая газета", "Немецкая волна", "Комитет защиты журналистов",
        "Фонд борьбы с коррупцией", "Фонд по борьбе с коррупцией", "Репортеры без границ", "Всемирный фонд природы", "Исламское государство",
        "Свидетели Иеговы", "Международная амнистия", "Islamic State", "Radio Liberty", "Radio Free Europe", "Voice of America",
        "Новая газета Европа", "движение Голос", "Международный Мемориал", "телеканал Дождь", "телеканал RT", "The Moscow Times", "Moscow Times",
        "The Insider", "The Bell", "Red Army", "Human Rights Watch", "Transparency International", "Anti-Corruption Foundation",
        "Committee to Protect Journalists", "Reporters Without Borders", "Russia Today", "Epoch Times", "The Epoch Times",
    )
)  # fmt: skip


def build(common: frozenset[str]) -> str:
    """The text of forms.tsv; `common` holds lower-case words of ordinary Latin-script text."""
    loaded = registers.load()
    table: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for brand in loaded.brands.values():
        strong = {
            fold(s)
            for name in brand.names
            if fold(name) in _STRONG
            for f in organisation_forms(name)
            for s in _spellings(f)
        }
        for kind, spelling in _entries(brand, common):
            folded = " ".join(fold(spelling).split()).lstrip("\"'(«-–. ")
            if len(folded) < 2 or (kind == "n" and len(folded) < 4) or not _PLAIN.fullmatch(folded):
                continue
            kind = "n" if folded in strong else kind
            table[folded, kind, spelling if kind == "a" else _capitals(spelling)].add(brand.id)
    lines = sorted(f"{form}\t{kind}\t{'|'.join(sorted(ids))}\t{exact}" for (form, kind, exact), ids in table.items())
    return "\n".join(lines) + "\n"


def _capitals(spelling: str) -> str:
    return "".join("1" if word[0].isupper() else "0" for word in re.findall(r"\w+", spelling))


def common_words(texts: list[str], least: int = 1) -> frozenset[str]:
    """Latin-script words that occur in lower case in ordinary texts."""
    counts: dict[str, int] = defaultdict(int)
    for text in texts:
        for word in re.findall(r"\b[a-z]{2,}\b", _ADDRESS.sub(" ", text)):
            counts[word] += 1
    return frozenset(word for word, count in counts.items() if count >= least)


def write(texts: list[str], path: Path | None = None) -> int:
    """Build forms.tsv from the shipped brands; returns the number of forms."""
    text = build(common_words(texts))
    (path or registers.shipped() / "forms.tsv").write_text(text, encoding="utf-8")
    return text.count("\n")


if __name__ == "__main__":
    from classifier.training.passages import read

    print(write([p.text for p in read() if p.language == "en"]), "forms written")
