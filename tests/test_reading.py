"""Passages stand where they say they stand, and furniture is not the article."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.errors import InputError
from classifier.reading.document import READERS, decode, parse, sniff
from classifier.reading.lines import line_of

PAGE = """<!doctype html><html lang="en"><head><title>T</title><meta name="notices:commercial" content="paid"></head><body>
<header class="site-header"><nav><a href="/">Home</a></nav></header>
<main><article><h1>Of bridges &amp; ferries</h1><p class="byline">By Vera Example</p>
<div class="body"><p>The ferry &mdash; blue, flat &ndash; crossed the <b>lake</b> twice on Monday, and nobody was on it.</p>
<p>On Tuesday it carried a cow, two bicycles and the mayor, who did not pay for any of them.</p>
<p hidden>This nobody sees, however long the sentence goes on and on.</p>
<p style="display: none">Nor this, although it is a paragraph of the usual length, too.</p>
<template><p>Nor this one, which waits in a template for a script to come.</p></template>
<script>var a = "<p>not this</p></body>";</script>
<p>On Wednesday the ferry rested, as ferries should, under a cover of green canvas and gulls.</p></div>
<div class="share-bar"><a href="#">Share</a></div></article>
<aside class="related"><ul><li><a href="/x">Another story about something else entirely</a></li></ul></aside></main>
<footer><p>All rights reserved by the Example, and this line is rather long to be a footer.</p></footer></body></html>"""


def body(document) -> list[str]:
    return [p.text for p in document.passages if p.zone == "body"]


def test_article_is_told_from_furniture_and_hidden_text() -> None:
    document = parse(PAGE, "html")
    assert [text[:12] for text in body(document)] == ["The ferry — ", "On Tuesday i", "On Wednesday"]
    assert document.title == "T"
    assert [p.text for p in document.passages if p.zone == "title"] == ["Of bridges & ferries"]
    assert [p.text for p in document.passages if p.zone == "byline"] == ["By Vera Example"]
    assert document.metadata.commercial == "paid"
    everything = " ".join(p.text for p in document.passages)
    assert "nobody sees" not in everything
    assert "template" not in everything
    assert "not this" not in everything


def test_places_lie_between_blocks() -> None:
    document = parse(PAGE, "html")
    assert document.source[: document.places.start].endswith("</h1>")
    assert document.source[document.places.before_body :].startswith("<p>The ferry")
    assert document.source[: document.places.end].endswith("green canvas and gulls.</p>")


def test_offsets_lead_back_through_references_and_tags() -> None:
    document = parse(PAGE, "html")
    first = next(p for p in document.passages if p.zone == "body")
    at = first.text.index("lake")
    span = first.span(at, at + 4)
    assert document.source[span.start : span.end] == "lake"
    dash = first.text.index("—")
    span = first.span(dash, dash + 1)
    assert document.source[span.start : span.end] == "&mdash;"


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("<p>One<p>Two", ["One", "Two"]),
        ("<div>One<br><br>Two</div>", ["One", "Two"]),
        ("<ul><li>One<li>Two</ul>", ["One", "Two"]),
        ("<p>One</p></div></b><p>Two", ["One", "Two"]),
        ("<textarea></body><p>no</textarea><p>One", ["One"]),
        ("<table><tr><td>One<td>Two</table>", ["One", "Two"]),
        ("<p>One <!-- no --> more", ["One more"]),
    ],
)
def test_broken_markup_reads_as_a_browser_reads_it(source: str, texts: list[str]) -> None:
    assert [p.text for p in parse(source, "html").passages] == texts


MARKDOWN = """---
title: "Of bridges"
language: en
ai: generated
ai_reviewed: false
tags: [a, b]
---

# Of bridges & ferries

The ferry *crossed* the \\*lake\\* twice &amp; [carried a cow](https://example.org/cow).

```
code that nobody reads as prose
```

<div hidden>hidden words</div>

> A quotation stands
> on two lines.

- one item
- another
"""


def test_markdown_knows_front_matter_code_and_raw_html() -> None:
    document = parse(MARKDOWN, "markdown")
    assert document.metadata.ai == "generated"
    assert document.metadata.ai_reviewed is False
    assert document.metadata.tags == ("a", "b")
    assert body(document)[0] == "The ferry crossed the *lake* twice & carried a cow."
    assert "A quotation stands on two lines." in body(document)
    everything = " ".join(p.text for p in document.passages)
    assert "code" not in everything
    assert "hidden" not in everything
    assert document.links[0].href == "https://example.org/cow"
    assert document.source[: document.places.end].endswith("- another")


def test_toml_front_matter() -> None:
    document = parse('+++\ntitle = "A"\ndate = 2026-01-02\n+++\nThe text.\n', "markdown")
    assert (document.metadata.title, document.metadata.published) == ("A", "2026-01-02")


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("---\ntitle: [\n---\nx", "not YAML"),
        ("---\ntitle: a\nx", "never closed"),
        ("+++\na = \n+++\nx", "not TOML"),
        ("---\ncommercial: maybe\n---\nx", "commercial"),
        ("---\n- a\n---\nx", "not a table"),
    ],
)
def test_broken_front_matter_is_named(source: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault) as caught:
        parse(source, "markdown", path="a.md")
    assert caught.value.path == "a.md"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_text_paragraphs(newline: str) -> None:
    wrapped = newline.join(["A heading", "", "First line of a", "wrapped paragraph.", "", "Second one."])
    assert [p.text for p in parse(wrapped, "text").passages] == [
        "A heading",
        "First line of a wrapped paragraph.",
        "Second one.",
    ]


@pytest.mark.parametrize(
    ("data", "encoding", "bom"),
    [
        ("Привет".encode(), "utf-8", 0),
        (b"\xef\xbb\xbf" + "Привет".encode(), "utf-8", 3),
        ("\ufeffПривет".encode("utf-16-le"), "utf-16-le", 2),
        ('<meta charset="windows-1251">Привет'.encode("cp1251"), "cp1251", 0),
    ],
)
def test_encodings_come_back_byte_for_byte(data: bytes, encoding: str, bom: int) -> None:
    decoded = decode(data)
    assert (decoded.encoding, len(decoded.bom)) == (encoding, bom)
    assert "Привет" in decoded.text
    assert decoded.encode(decoded.text, references=False) == data


@pytest.mark.parametrize(
    ("data", "fault"),
    [(b"a\0b", "binary"), ("Ж".encode("cp1251"), "not UTF-8"), (b'<meta charset="x-none">', "unknown charset")],
)
def test_undecodable_bytes_are_an_error(data: bytes, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        decode(data)


def test_letters_an_encoding_lacks() -> None:
    decoded = decode('<meta charset="iso-8859-1"><p>é'.encode("cp1252"))
    assert b"&#1046;" in decoded.encode(decoded.text + "Ж", references=True)
    with pytest.raises(InputError, match="cannot write"):
        decoded.encode(decoded.text + "Ж", references=False)


def test_sniffing() -> None:
    assert sniff("<p>x</p>") == "html"
    assert sniff("---\na: b\n---\nx") == "markdown"
    assert sniff("Just words.\n\nMore words.") == "text"


def test_line_and_column() -> None:
    assert line_of("ab\ncd", 4) == (2, 2)


PIECES = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<div>", "</div>", "text ", "Жук ", "&amp;", "&#x416;", "<br>", "\r\n", "\n\n", "<b>", "</b>", "<!--", "-->",
         "<script>", "</script>", "<ul><li>", "</ul>", "> ", "# ", "- ", "```\n", "*x*", "[a](b)", "<a href='x'>", "</a>", "\\*", "<", "&", "|"]
    ),
    max_size=30,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(parts=PIECES, format=st.sampled_from(sorted(READERS)))
def test_any_text_reads_and_every_passage_knows_its_place(parts: list[str], format: str) -> None:
    source = "".join(parts)
    document = parse(source, format)
    for passage in document.passages:
        assert passage.text.strip()
        span = passage.span()
        assert 0 <= span.start < span.end <= len(source)
        assert 0 <= passage.block.start <= passage.block.end <= len(source)
        for at, offset, length in passage.pieces:
            if source[offset : offset + 1] == passage.text[at] and length == 1:
                assert source[passage.span(at, at + 1).start] == passage.text[at]
    assert 0 <= document.places.start <= len(source)
    assert document.places.before_body <= document.places.end <= len(source)
