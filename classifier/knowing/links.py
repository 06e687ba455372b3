"""What an address gives away: an affiliate deal, a paid link, a way to pay, a referral."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from classifier.types import Document, Link, Span

_CLASSES: Mapping[str, str] = {
    "amazon": (r"^https?://(?:www\.|smile\.)?(?:amzn\.(?:to|eu|asia)/|amazon\.[a-z.]{2,6}/.*[?&]tag=[\w-]+-\d{2}\b)"),
    "affiliate": (
        r"[?&](?:aff|affid|aff_id|affiliate\w*|a_aid|a_bid|btag|clickid|irclickid|irgwc|awc|awinaffid|subid|sub_id|partner_?id"
        r"|pid=\w+&af|utm_medium=affiliate|tag=[\w-]+-2[01])(?:=|\b)"
        r"|^https?://(?:www\.)?(?:amzn\.to|go\.skimresources\.com|shareasale\.com|awin1\.com|anrdoezrs\.net|prf\.hn"
        r"|tradedoubler\.com|click\.linksynergy\.com|fave\.co|rstyle\.me|shopstyle\.it|ad\.admitad\.com|tidd\.ly)/"
    ),
    "referral": (
        r"[?&](?:ref|refid|ref_id|refcode|referral\w*|referrer|invite\w*|promo\w*|bonus\w*|coupon|via|rcode)="
        r"|/(?:ref|referral|invite|join|r|i)/[A-Za-z0-9]{4,}"
    ),
    "tracking": r"[?&]utm_(?:source|campaign|medium)=",
    "payment": (
        r"^https?://(?:[\w-]+\.)*(?:patreon\.com|boosty\.to|ko-fi\.com|buymeacoffee\.com|paypal\.(?:com|me)|gofundme\.com"
        r"|donorbox\.org|donate\.[\w.-]+|steadyhq\.com|opencollective\.com|liberapay\.com|kickstarter\.com|send\.monobank\.ua)"
        r"|/(?:donate|donation|support-us|contribute|spenden|soutenir|donar|pozhertvovat|donat)(?:[/?#]|$)"
    ),
}


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """The pattern of a class, compiled when a document first has links."""
    return re.compile(_CLASSES[name], re.IGNORECASE)


def classes_of(link: Link) -> tuple[str, ...]:
    """The classes of one link; `sponsored` comes from its rel attribute."""
    found = [name for name in _CLASSES if _pattern(name).search(link.href)]
    if "sponsored" in link.rel:
        found.append("sponsored")
    return tuple(found)


def link_classes(document: Document) -> Mapping[str, tuple[Span, ...]]:
    """The classes of all links that stand in the text itself, with their places."""
    found: dict[str, list[Span]] = {}
    for link in document.links:
        if link.kind != "a" or link.passage is None or document.passages[link.passage].zone == "furniture":
            continue
        for name in classes_of(link):
            found.setdefault(name, []).append(link.span)
    return {name: tuple(spans) for name, spans in found.items()}
