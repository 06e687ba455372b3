"""The four laws, on good, broken and hostile documents."""

from __future__ import annotations

from conftest import statuses
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifier.errors import InsertError
from classifier.reading.document import parse
from classifier.writing.insert import apply, undo

NOTICE = "please note that you could face fines"
LINES = [
    "<p>The ferry crossed the lake twice on Monday, and nobody at all was on it.</p>",
    "<p>An unclosed paragraph about the reservoir and the people who live beside it",
    "<div>Loose words without any paragraph</div>",
    "<script>var a = '</body></article>'</script>",
    "<script>unclosed",
    "<style>p { color: red }</style>",
    "<template><p>A paragraph that only waits.</p></template>",
    "<!-- a comment </body> -->",
    "<ul><li>one item of a list<li>another item</ul>",
    "<blockquote><p>A quotation of some length, by somebody.</p></blockquote>",
    "<table><tr><td>a cell<td>another</table>",
    "</div></article>",
    "<article><h1>A headline</h1>",
    "<aside class='notice' data-notice='RU-UND-READ'></aside>",
    '<div hidden><p>RFE/RL has been declared an "undesirable organization".</p></div>',
    "&amp; &lt;p&gt; &#x416;",
    "<p>Кириллица в латинской странице.</p>\r\n",
    "<body>",
    "</body></html>",
    "<textarea></body><p>",
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.sampled_from(LINES), min_size=1, max_size=9))
def test_html_gets_exactly_one_visible_notice_or_stays_as_it_was(fix, lines: list[str]) -> None:
    source = "\n".join(lines)
    try:
        fixed = fix(source, language="en")
    except InsertError:
        return
    after = fixed.after.document
    assert undo(after.source, source, fixed.plan.edits) == source
    shown = " ".join(p.text for p in parse(after.source, "html").passages)
    assert shown.count(NOTICE) == 1
    assert statuses(fixed.after)["RU-UND-READ"] == "present"
    assert not fix(after.source, language="en").plan.edits


BLOCKS = [
    "# A headline",
    "A paragraph about the ferry\nthat goes over two lines.",
    "- one item\n- another item",
    "> A quotation\n> of two lines.",
    "```\ncode </body>\n```",
    "```\nunclosed code",
    "    indented code",
    "<div>raw html</div>",
    "<!-- a comment -->",
    "<!-- notice RU-UND-READ -->",
    "| a | b |\n|---|---|\n| c | d |",
    "1. first\n2. second",
    "***",
    "Кириллица.",
    "[ref]: https://example.org",
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    blocks=st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=8),
    newline=st.sampled_from(["\n", "\r\n"]),
    format=st.sampled_from(["markdown", "text"]),
    end=st.sampled_from(["", "\n", "\n\n\n"]),
)
def test_markdown_and_text_likewise(fix, blocks: list[str], newline: str, format: str, end: str) -> None:
    source = "\n\n".join(blocks).replace("\n", newline) + end.replace("\n", newline)
    try:
        fixed = fix(source, format, language="en")
    except InsertError:
        return
    after = fixed.after.document
    assert undo(after.source, source, fixed.plan.edits) == source
    assert " ".join(p.text for p in parse(after.source, format).passages).count(NOTICE) == 1
    assert not fix(after.source, format, language="en").plan.edits
    if newline == "\r\n" and "\r\n" in source:
        assert "\n" not in after.source.replace("\r\n", "")


def test_notice_stands_after_the_body_and_before_the_furniture(fix) -> None:
    source = (
        "<html><body><article><h1>Of ferries</h1><p>The ferry crossed the lake twice on Monday, empty as a drum.</p>\n"
        "<p>On Tuesday it carried a cow and the mayor across, in that order.</p>\n"
        "<div class='share'>Share</div></article><footer>Imprint</footer></body></html>"
    )
    text = fix(source).after.document.source
    assert text.index("in that order") < text.index(NOTICE) < text.index("class='share'")


def test_empty_marker_is_no_notice(fix) -> None:
    source = '<p>The ferry crossed the lake twice on Monday, empty as a drum.</p>\n<aside class="notice" data-notice="RU-UND-READ"></aside>'
    fixed = fix(source)
    assert statuses(fixed.before)["RU-UND-READ"] == "stale"
    assert fixed.after.document.source.count("data-notice") == 1
    assert NOTICE in fixed.after.document.source


def test_second_copy_of_our_notice_is_removed(fix) -> None:
    source = "<article><p>The ferry crossed the lake twice on Monday, empty as a drum.</p></article>"
    once = fix(source).after.document.source
    block = once[once.index("<aside") : once.index("</aside>") + len("</aside>")]
    doubled = once.replace("</article>", block + "</article>")
    fixed = fix(doubled)
    assert statuses(fixed.before)["RU-UND-READ"] == "duplicate"
    assert fixed.after.document.source.count(NOTICE) == 1


def test_notice_that_is_no_longer_due_is_removed_to_the_byte(fix) -> None:
    from conftest import RFERL

    from classifier.types import Publisher

    source = "<article>\n  <p>The ferry crossed the lake twice on Monday, empty as a drum.</p>\n</article>\n"
    once = fix(source).after.document.source
    other = Publisher(name="Example Daily", established="DE", audiences=RFERL.audiences)
    fixed = fix(once, publisher=other)
    assert statuses(fixed.before)["RU-UND-READ"] == "obsolete"
    assert fixed.after.document.source == source


def test_near_miss_is_replaced_not_doubled(fix) -> None:
    near = (
        'RFE/RL has been declared an "undesirable organization" by the Russian authorities. If you are in Russia or in the '
        "Russia-controlled parts of Ukraine, or if you are a Russian citizen, please note that sharing this content is a bad idea."
    )
    fixed = fix(f"<p>The ferry crossed the lake twice on Monday, empty as a drum.</p>\n<p>{near}</p>")
    assert statuses(fixed.before)["RU-UND-READ"] == "stale"
    assert fixed.after.document.source.count(NOTICE) == 1
    assert "bad idea" not in fixed.after.document.source


def test_apply_and_undo_are_inverse() -> None:
    from classifier.types import Edit, Span

    edits = [Edit(Span(0, 0), "x"), Edit(Span(2, 4), ""), Edit(Span(5, 6), "yz")]
    changed = apply("abcdefg", edits)
    assert changed == "xabeyzg"
    assert undo(changed, "abcdefg", edits) == "abcdefg"


def test_one_label_serves_several_jurisdictions(fix) -> None:
    from classifier.types import Publisher

    house = Publisher(name="Example Daily", established="DE", audiences=("DE", "LV", "AT"), language="de")
    source = (
        "<article><h1>Leiser heizen</h1>\n<p>Als Familie Brandt im Februar in den Keller ging, war es dort sehr still, "
        "und die neue Anlage kam in derselben Woche.</p></article>"
    )
    fixed = fix(source, publisher=house, commercial="paid", language="de")
    labels = [finding for finding in fixed.before.findings if finding.notice is not None and finding.notice.label]
    assert len(labels) > 1
    texts = [notice.text.casefold() for notice in fixed.plan.notices]
    assert len(texts) == len(set(texts))
    assert all(
        finding.status == "present" for finding in fixed.after.findings if finding.rule in {f.rule for f in labels}
    )
