"""Files into Documents and back into bytes: encodings, byte order marks and line ends survive.

A document's format comes from `--format`, its suffix or its first characters.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from classifier.errors import InputError, NoticeError
from classifier.reading import language
from classifier.reading.metadata import read_metadata
from classifier.reading.reading import Reading
from classifier.types import Document

READERS = {
    "text": "classifier.reading.text",
    "markdown": "classifier.reading.markdown",
    "html": "classifier.reading.html",
}
SUFFIXES = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".json": "envelope", ".jsonl": "envelope", ".ndjson": "envelope",
}  # fmt: skip
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]+encoding\s*=\s*["']([\w.:-]+)""", re.I)
_MARKUP = re.compile(
    r"\s*<(?:!doctype|html|head|body|article|section|div|p|h[1-6]|main|ul|ol|table|!--)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text as read and how it was written, so that it can be written the same way."""

    text: str
    encoding: str
    bom: bytes

    def encode(self, changed: str, *, references: bool) -> bytes:
        """The changed text in the old encoding; letters it lacks become references where the markup knows them."""
        try:
            return self.bom + changed.encode(self.encoding, "xmlcharrefreplace" if references else "strict")
        except UnicodeEncodeError as fault:
            letter = changed[fault.start]
            raise InputError(
                f"the notice needs {letter!r}, which {self.encoding} cannot write", hint="save as UTF-8"
            ) from None


def decode(data: bytes) -> Decoded:
    """Bytes to text by byte order mark, declared charset or UTF-8; InputError for binary or undeclared data."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return Decoded(_strictly(data[len(bom) :], encoding), encoding, bom)
    if b"\0" in data[:65536]:
        raise InputError("is a binary file")
    declared = _CHARSET.search(data[:4096])
    if declared:
        name = (declared.group(1) or declared.group(2)).decode("ascii", "replace").lower()
        try:
            encoding = codecs.lookup(name).name
        except LookupError:
            raise InputError(f"declares the unknown charset {name!r}") from None
        if encoding == "iso8859-1":
            encoding = "cp1252"  # what every browser does
        if encoding.startswith("utf-16"):
            encoding = "utf-8"  # a declaration that could be read cannot be UTF-16
        try:
            return Decoded(data.decode(encoding), encoding, b"")
        except UnicodeDecodeError as fault:
            if encoding != "utf-8":
                return Decoded(_strictly(data, "utf-8"), "utf-8", b"")
            raise InputError(f"declares UTF-8 but is not: byte {fault.start}") from None
    return Decoded(_strictly(data, "utf-8"), "utf-8", b"")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        raise InputError(
            f"is not {encoding.upper()}: byte {fault.start}", hint="declare its charset or save it as UTF-8"
        ) from None


def sniff(source: str) -> str:
    """The format of a text that came without a name."""
    if _MARKUP.match(source):
        return "html"
    if re.match(r"(?:---|\+\+\+)[ \t]*\r?\n", source) or re.search(
        r"^#{1,6} \S|^\[.+\]: \S|\]\(https?://", source, re.MULTILINE
    ):
        return "markdown"
    return "text"


def format_of(path: Path, wanted: str = "auto") -> str:
    """The format of a file: as wanted, else by its suffix; "auto" if only the text can tell."""
    return wanted if wanted != "auto" else SUFFIXES.get(path.suffix.lower(), "auto")


def parse(
    source: str,
    format: str = "auto",
    *,
    metadata: Mapping[str, object] | None = None,
    path: str | None = None,
    id: str | None = None,
    default_language: str = "",
) -> Document:
    """A Document from decoded text; metadata given here wins over what the text states.

    Raises InputError for an unknown format, broken front matter or bad metadata, naming `path`.
    """
    format = sniff(source) if format == "auto" else format
    if format not in READERS:
        raise InputError(f"unknown format {format!r}; known: {', '.join(READERS)}", path)
    try:
        reading = _reader(format)(source)
        merged = read_metadata({**reading.metadata, **(metadata or {})})
    except NoticeError as fault:
        fault.path = fault.path or path
        raise
    prose = " ".join(p.text for p in reading.passages if p.zone in ("body", "title"))[:6000]
    detected = language.detect(prose)
    stated = language.primary(reading.language) if reading.language else ""
    spoken = language.primary(merged.language) if merged.language else detected or stated or default_language
    return Document(
        source=source,
        format=format,
        passages=reading.passages,
        places=reading.places,
        language=spoken,
        metadata=merged,
        links=reading.links,
        marked=reading.marked,
        path=path,
        id=id,
    )


def _reader(format: str) -> Callable[[str], Reading]:
    """The reader of a format, imported when a document first needs it."""
    read: Callable[[str], Reading] = import_module(READERS[format]).read
    return read


def must_show_text(document: Document) -> Document:
    """The document, if a reader would see any text in it; InputError if not, for then nothing can be said of it."""
    if not document.passages:
        raise InputError("holds no text that a reader would see", document.path)
    return document


def again(document: Document, source: str) -> Document:
    """The same document with other text, read anew (title and language stay as they were told)."""
    fresh = parse(source, document.format, path=document.path, id=document.id)
    return replace(fresh, metadata=document.metadata, language=document.language)
