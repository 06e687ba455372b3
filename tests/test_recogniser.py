"""Notices of any house are known; news about notices is not taken for one."""

from __future__ import annotations

import pytest

from classifier.knowing.recogniser import Recogniser
from classifier.law import catalogue
from classifier.reading.document import parse

RULES = {rule.id: rule for rule in catalogue.load()}


def worths(rule: str, source: str, format: str = "html") -> list[str]:
    return [s.worth for s in Recogniser([RULES[rule]]).sightings(parse(source, format))]


HEAD = "<article><h1>Of ferries</h1><p>The ferry crossed the lake twice on Monday, and nobody was on it.</p>"


@pytest.mark.parametrize(
    "text",
    [
        "Attention: the Moscow authorities have called us an undesirable organisation. Readers inside Russia risk a fine or prison when they share or comment on this page.",
        "Внимание! Издание признано в России «нежелательной организацией». Если вы находитесь в России, за репост или комментарий вам может грозить штраф.",
        "RFE/RL ist in Russland als „unerwünschte Organisation“ eingestuft. Wenn Sie in Russland leben, drohen Ihnen Geldstrafen, wenn Sie unsere Inhalte teilen.",
    ],
)
def test_other_houses_reader_notices(text: str) -> None:
    assert worths("RU-UND-READ", f"{HEAD}<div class='disclaimer'><p>{text}</p></div></article>") == ["sufficient"]


@pytest.mark.parametrize(
    "text",
    [
        'Russia\'s Prosecutor General has designated our newsroom as an "undesirable" organization, criminalizing our work. Your support makes a difference.',
        "The garden was full of undesirable plants, and of foreign agents of another kind.",
        "On Friday the ministry added two more groups to its list of undesirable organizations.",
    ],
)
def test_no_reader_notice(text: str) -> None:
    assert worths("RU-UND-READ", f"{HEAD}<p>{text}</p></article>") == []


@pytest.mark.parametrize(
    "wrap",
    [
        "<div hidden>{}</div>",
        "<script>'{}'</script>",
        "<template><p>{}</p></template>",
        "<!-- {} -->",
        "<p style='display:none'>{}</p>",
    ],
)
def test_what_nobody_sees_is_no_notice(wrap: str) -> None:
    text = RULES["RU-UND-READ"].wording[0].text.format(entity="RFE/RL").replace("\n\n", " ")
    assert worths("RU-UND-READ", HEAD + wrap.format(text) + "</article>") == []
    assert worths("RU-UND-READ", f"{HEAD}<p>{text}</p></article>") == ["current"]


@pytest.mark.parametrize(
    ("line", "worth"),
    [
        ("Anzeige", ["current"]),
        ("ANZEIGE", ["current"]),
        ("Anzeige: Nordlicht GmbH", ["current"]),
        ("(Werbung)", ["sufficient"]),
        ("sponsored by Nordlicht", ["insufficient"]),
        ("Anzeigenpflicht für Hunde beschlossen", []),
        ("Eine Anzeige gegen Unbekannt", []),
    ],
)
def test_labels_must_be_lines_of_their_own(line: str, worth: list[str]) -> None:
    assert worths("DE-ANZEIGE", f"<article><p class='kicker'>{line}</p>{HEAD[9:]}</article>") == worth


def test_label_far_down_is_a_banner_not_a_label() -> None:
    text = "<p>Ein Absatz über die Fähre und den See, lang genug für einen Absatz.</p>" * 8
    assert worths("DE-ANZEIGE", f"<article><h1>Fähre</h1>{text}<p>Anzeige</p>{text}</article>") == []


def test_superseded_sentence_is_stale() -> None:
    old = "Zu Risiken und Nebenwirkungen lesen Sie die Packungsbeilage und fragen Sie Ihren Arzt oder Apotheker."
    assert worths("DE-HWG", f"{HEAD}<p>{old}</p></article>") == ["outdated"]


def test_folded_letters_quotes_and_blanks() -> None:
    text = (
        RULES["RU-UND-READ"]
        .wording[1]
        .text.format(entity="RFE/RL")
        .replace("«", '"')
        .replace("»", '"')
        .replace(" ", "\u00a0")
        .upper()
    )
    assert worths("RU-UND-READ", f"{HEAD}<p>{text}</p></article>") == ["current"]


def test_helpline_numbers() -> None:
    assert worths("WHO-SUICIDE", f"{HEAD}<p>If you or someone you know needs help, call or text 988.</p></article>")
    assert not worths("WHO-SUICIDE", f"{HEAD}<p>He ran 988 metres.</p></article>")
