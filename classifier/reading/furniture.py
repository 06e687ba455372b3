"""Tell the article from what stands around it: navigation, teasers, share bars, comments, hidden text.

Judged by what the markup says of itself (tag, role, class and id words), then by where most of the prose stands.
"""

from __future__ import annotations

import re
from functools import lru_cache

from classifier.reading.tree import Element

_FURNITURE_TAGS = frozenset("nav footer form button select label menu input dialog".split())
_UNSEEN_TAGS = frozenset(
    """script style template noscript head object audio video canvas svg math textarea iframe noembed noframes datalist
    param source track map area title xmp""".split()
)
_FURNITURE_ROLES = frozenset("navigation search menu menubar toolbar banner dialog tablist contentinfo".split())

# Words of class and id values, split at hyphens, underscores, blanks and changes of case.
_FURNITURE = frozenset(
    """nav navbar navigation menu submenu breadcrumb breadcrumbs share sharing social sociallinks sharedaddy related
    relateds recommend recommended recommendation recommendations recirculation sidebar widget widgets comment comments
    disqus cookie cookies consent gdpr newsletter subscribe subscription signup banner advert adverts adslot dfp teaser
    teasers outbrain taboola mgid paywall login pagination pager prevnext skip access tags taglist tagcloud readmore
    readnext toolbar masthead topbar search modal popup overlay tooltip carousel slider jp relatedposts crosslink
    footer mostread trending popular ticker toc rating printfriendly audioplayer player""".split()
)  # fmt: skip
_FURNITURE_PAIRS = frozenset(
    """read-more read-also more-on read-next most-read top-bar site-header page-header site-footer page-footer access-
    links skip-link skip-links sign-up back-to back-top also-read see-also more-from you-may keep-reading next-
    article prev-article entry-footer post-navigation in-related ad-slot ad-container ad-wrapper ad-label ad-unit
    ad-banner google-ad""".split()
)
_ASIDE = frozenset(
    """support donate donation donations donor contribute appeal membership member bio authorbio disclaimer notice
    disclosure infobox factbox correction corrections editorsnote pullquote credits imprint callout""".split()
)
_BYLINE = frozenset("byline author authors dateline byl vcard contributor contributors".split())
_META = frozenset(
    """meta publishing details info posted entrymeta timestamp date datetime kicker category eyebrow""".split()
)
_UNSEEN = frozenset("sr-only screen-reader visually-hidden screen-reader-text a11y-hidden is-hidden u-hidden".split())

_SPLIT = re.compile(r"[^a-zA-Z0-9]+|(?<=[a-z0-9])(?=[A-Z])")
_DISPLAY_NONE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?\s*(?:;|!|$)"
    r"|font-size\s*:\s*0(?:px|em|rem|%|pt)?\s*(?:;|!|$)|content-visibility\s*:\s*hidden)",
    re.IGNORECASE,
)
_WHOLE_PAGE = frozenset(["html", "body", "main", "article", "#document"])


@lru_cache(maxsize=4096)
def _words(value: str) -> frozenset[str]:
    """Single words and pairs of neighbouring words of a class or id value."""
    found: set[str] = set()
    for name in value.split():
        parts = [part.lower() for part in _SPLIT.split(name) if part]
        found.update(parts)
        found.update(f"{a}-{b}" for a, b in zip(parts, parts[1:], strict=False))
        found.add("".join(parts))
    return frozenset(found)


def names(element: Element) -> frozenset[str]:
    """The words in an element's class and id."""
    return _words(element.get("class")) | _words(element.get("id"))


def unseen(element: Element) -> bool:
    """True if no reader sees the element: by tag, hidden attribute, inline style or a screen-reader class."""
    if element.tag in _UNSEEN_TAGS:
        return True
    attributes = element.attributes
    if not attributes:
        return False
    if "hidden" in attributes and attributes["hidden"].lower() != "until-found":
        return True
    if element.tag == "dialog" and "open" not in attributes:
        return True
    style = attributes.get("style")
    if style and _DISPLAY_NONE.search(style):
        return True
    return bool(names(element) & _UNSEEN) if "class" in attributes else False


def is_furniture(element: Element, *, by_class: bool = True) -> bool:
    """True if the element says of itself that it is no part of an article."""
    if element.tag in _FURNITURE_TAGS or element.get("role") in _FURNITURE_ROLES:
        return True
    if element.tag in _WHOLE_PAGE or not by_class:
        return False
    found = names(element)
    if element.tag == "header":
        return bool(found & {"site-header", "page-header", "masthead", "topbar", "top-bar"})
    return bool(found & _FURNITURE or found & _FURNITURE_PAIRS)


def is_aside(element: Element) -> bool:
    """True for boxes that belong to the article but are not its running text: support, author, disclosure."""
    return element.tag == "aside" or (element.tag not in _WHOLE_PAGE and bool(names(element) & _ASIDE))


def is_byline(element: Element) -> bool:
    """True where the author's or the agency's name stands."""
    if element.get("rel") == "author" or element.get("itemprop") == "author" or element.tag == "address":
        return True
    return element.tag not in _WHOLE_PAGE and bool(names(element) & _BYLINE)


def is_meta(element: Element) -> bool:
    """True for dates, sections and other small print above the text."""
    return element.tag == "time" or (element.tag not in _WHOLE_PAGE and bool(names(element) & _META))
