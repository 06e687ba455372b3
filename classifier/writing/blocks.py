"""How a notice looks in each format, and how it is set off from what stands around it.

A block of ours carries a marker so that it can be found again; the marker proves nothing, its visible words do.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping

from classifier.types import Notice

_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~])")
_MARKDOWN_START = re.compile(r"^(\s*)([-+]\s|\d+[.)]\s|=+\s*$)")


def _paragraphs(notice: Notice) -> list[str]:
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", notice.text) if part.strip()]


def escape_html(text: str) -> str:
    """Text for an HTML text node."""
    return html.escape(text, quote=False)


def escape_markdown(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MARKDOWN_START.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\1", text))


def html_block(notice: Notice, newline: str, indent: str) -> str:
    """A label is one marked paragraph, everything else a marked aside."""
    attributes = f'class="notice" data-notice="{notice.rule}" lang="{html.escape(notice.language)}"'
    if notice.label:
        return f"<p {attributes}>{escape_html(notice.text)}</p>"
    inner = "".join(f"{newline}{indent}  <p>{escape_html(part)}</p>" for part in _paragraphs(notice))
    return f'<aside {attributes} role="note">{inner}{newline}{indent}</aside>'


def markdown_block(notice: Notice, newline: str, indent: str) -> str:
    """Paragraphs between two comments; no renderer shows the comments."""
    parts = f"{newline}{newline}".join(escape_markdown(part) for part in _paragraphs(notice))
    text = f"**{parts}**" if notice.label else parts
    return f"<!-- notice {notice.rule} -->{newline}{text}{newline}<!-- /notice -->"


def text_block(notice: Notice, newline: str, indent: str) -> str:
    """Plain paragraphs; their words are all there is to know them by."""
    return f"{newline}{newline}".join(_paragraphs(notice))


BLOCKS: Mapping[str, Callable[[Notice, str, str], str]] = {
    "html": html_block,
    "markdown": markdown_block,
    "text": text_block,
}
GAPS = {"html": 1, "markdown": 2, "text": 2}  # line ends between a block and its neighbour
ESCAPES: Mapping[str, Callable[[str], str]] = {"html": escape_html, "markdown": escape_markdown, "text": str}


def newline_of(source: str) -> str:
    """The line end most lines of a text have."""
    return "\r\n" if source.count("\r\n") * 2 > source.count("\n") else "\n"
