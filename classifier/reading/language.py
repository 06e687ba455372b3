"""The language of a text, by its letters first and its commonest small words second.

Good for passages of a few sentences upwards; says nothing ("") where it cannot tell.
"""

from __future__ import annotations

import re
from collections import Counter

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)?")

# Small words that are common in one language and rare in its neighbours.
_SMALL = {
    "en": "the and of to in that is was for it with as his on be at by this had not are but from or have an they",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat",
    "fr": "le la les de des et en un une du que qui dans pour au sur pas par plus avec est sont ce cette il elle ont aux",
    "es": "el la los las de que y en un una por con para del se su al lo como más pero sus le ya este fue han sin sobre",
    "it": "il la di che e un una per con del della non sono si da in le gli nel alla anche dei più come è ha dal questo",
    "pt": "o a os as de que e em um uma para com não do da dos das no na por mais ao se foi como também são pelo pela",
    "nl": "de het een en van in is dat op te zijn met voor niet aan er om ook als maar bij door naar uit heeft werd wordt",
    "pl": "w i na z się do że nie o jest jak od po za to przez dla są ale tym tego który które jego oraz czy był była",
    "cs": "a v se na je že s z do o i k pro jako by ale po za podle který která jsou byl byla aby nebo již také jeho",
    "sk": "a v sa na je že s z do o i k pre ako by ale po za podľa ktorý ktorá sú bol bola aby alebo už tiež jeho",
    "sv": "och att det i som en på är av för med den till inte har de ett om var men sig så från kan vid också han hon",
    "da": "og i at det en den til er som på de med han af for ikke der var et har om vi havde men blev også fra efter",
    "no": "og i det at en er til som på de med han av for ikke der var et har om vi hadde men ble også fra etter seg",
    "fi": "ja on ei että se oli hän mutta ovat myös kuin jos sen joka ole tai niin kun mukaan vuoden jo sekä jotka",
    "hu": "a az és hogy nem is egy ez van volt csak meg már azt vagy mint de ha el még lehet kell után szerint",
    "ro": "și de la în a cu că pe nu un o este din pentru care mai sunt ce au fost prin sau dar după ale lui",
    "tr": "ve bir bu da de için ile olarak çok daha en gibi ancak sonra kadar olan ne var ama değil ya olduğu",
    "lt": "ir kad iš yra su į tai ne kaip bet už apie nuo buvo jis tik jau po ar dar metų taip savo",
    "lv": "un ir ka no ar par uz kas bet arī kā tas ne pēc gan vai tika lai gadā viņš savu",
    "et": "ja on ei et see oli ka kui ta aga oma mis või siis nii kes välja aasta pärast ning",
    "ru": "и в не на что с как это по но из к у за от так о же для был быть его еще уже или он она они при",
    "uk": "і в не на що з як це та але до за у від також для був бути його ще вже або він вона вони при який щоб є",
    "be": "і ў не на што з як гэта та але да за у ад таксама для быў быць яго яшчэ ўжо або ён яна яны які каб ёсць",
    "bg": "и в не на че с как това по но от за до се са е да ще като му със които при беше той тя те който",
    "sr": "и у не на да се је за са од као то су али или који која што би није само после већ који",
    "kk": "және мен бұл үшін бір де да деп бойынша туралы болып қазақстан кейін жылы осы бар жоқ ол емес",
    "ky": "жана менен бул үчүн бир да деп боюнча тууралуу болуп кыргызстан кийин жылы ушул бар жок ал эмес",
    "tg": "ва дар бо аз ба ки ин барои аст шуд буд ҳам он низ кард кардааст тоҷикистон соли ё",
}
_BY_WORD: dict[str, list[str]] = {}
for _language, _words in _SMALL.items():
    for _word in set(_words.split()):
        _BY_WORD.setdefault(_word, []).append(_language)

# A letter that settles or nearly settles the language, counted double for each hundred letters.
_LETTER = {
    "ў": "be", "ї": "uk", "є": "uk", "ґ": "uk", "ё": "ru", "ы": "ru", "э": "ru", "ъ": "bg", "ә": "kk", "ұ": "kk",
    "қ": "kk", "ғ": "kk", "ң": "ky", "ү": "ky", "ҳ": "tg", "ҷ": "tg", "ӣ": "tg", "ј": "sr", "ђ": "sr", "ћ": "sr",
    "љ": "sr", "њ": "sr", "ß": "de", "ł": "pl", "ą": "pl", "ę": "pl", "ř": "cs", "ě": "cs", "ů": "cs", "ľ": "sk",
    "ő": "hu", "ű": "hu", "ș": "ro", "ț": "ro", "ă": "ro", "ğ": "tr", "ı": "tr", "ñ": "es", "ã": "pt", "õ": "pt",
    "ø": "da", "ė": "lt", "ų": "lt", "ļ": "lv", "ņ": "lv", "õu": "et",
}  # fmt: skip
_SCRIPTS = (  # first and last letter of a script's block; Persian letters stand inside the Arabic block
    ("\u3040", "\u30ff", "ja"),
    ("\uac00", "\ud7af", "ko"),
    ("\u4e00", "\u9fff", "zh"),
    ("\u0590", "\u05ff", "he"),
    ("\u0600", "\u06ff", "ar"),
    ("\u0900", "\u097f", "hi"),
    ("\u0370", "\u03ff", "el"),
    ("\u10a0", "\u10ff", "ka"),
    ("\u0530", "\u058f", "hy"),
    ("\u0e00", "\u0e7f", "th"),
)
_PERSIAN = "پچژگک"


def _by_script(sample: str, letters: int) -> str:
    """The language of a script of its own, if a fifth of the letters are written in it."""
    strange = [c for c in set(sample) if c > "\u0370" and not "\u0400" <= c <= "\u052f" and c.isalpha()]
    for first, last, language in _SCRIPTS if strange else ():
        if sum(sample.count(c) for c in strange if first <= c <= last) > 0.2 * letters:
            persian = language == "ar" and sum(map(sample.count, _PERSIAN)) > 0.02 * letters
            return "fa" if persian else language
    return ""


def detect(text: str) -> str:
    """The ISO 639-1 code of a text's language, or "" where it is too short or mixed to say."""
    sample = text[:6000].lower()
    letters = sum(map(str.isalpha, sample)) or 1
    scripted = _by_script(sample, letters)
    if scripted:
        return scripted
    cyrillic = _cyrillic(sample, letters)
    if cyrillic:
        return cyrillic
    scores: Counter[str] = Counter()
    for word in _WORD.findall(sample):
        owners = _BY_WORD.get(word, ())
        for language in owners:
            scores[language] += 1 / len(owners)  # type: ignore[assignment]
    for letter, language in _LETTER.items():
        if letter in sample:
            scores[language] += 2 * sample.count(letter) * 100 / letters  # type: ignore[assignment]
    if not scores:
        return ""
    (first, best), *rest = scores.most_common(2)
    second = rest[0][1] if rest else 0
    return first if best >= 1.5 and best > 1.15 * second else ""


def _cyrillic(sample: str, letters: int) -> str:
    """Ukrainian and Belarusian share most small words with Russian, but not their letters."""
    share = {letter: sample.count(letter) / letters for letter in "іиыўїє"}
    if letters < 20 or share["і"] < 0.01:
        return ""
    if share["ў"] > 0.002 or (share["ы"] > 0.01 and share["и"] < 0.005):
        return "be"
    return "uk" if share["и"] > 0.01 and share["ы"] < 0.005 else ""


def primary(tag: str) -> str:
    """The primary subtag of a BCP 47 tag: en for en-GB."""
    return tag.replace("_", "-").split("-")[0].lower()
