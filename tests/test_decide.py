"""Facts and rules into findings: sure, unsure, excepted, most special."""

from __future__ import annotations

from datetime import date

import pytest

from classifier.deciding import Case, decide, readers_of
from classifier.law import registers
from classifier.law.schema import parse_rule
from classifier.reading.document import parse
from classifier.types import Context, Facts, Label, Mention, Publisher, Sighting, Span

HEAD = """
id = "{id}"
title = "A test"
jurisdiction = "{jurisdiction}"
family = "{family}"
kind = "{kind}"
force = "mandatory"
summary = "For the test."
law = "None s. 1"
verified = "memory"
checked_on = 2026-11-23
{more}
[[sources]]
name = "The test"
{body}
"""
WORDS = '[wording.en]\ntext = "A notice of some length for the test of decisions."'


def rule(body: str, *, id="XX-TEST", jurisdiction="DE", family="gambling", kind="test", more="", words=True):
    text = HEAD.format(
        id=id,
        jurisdiction=jurisdiction,
        family=family,
        kind=kind,
        more=more,
        body=body + ("\n" + WORDS if words else ""),
    )
    return parse_rule(text, "test.toml")


def case(*, topics=(), intents=(), mentions=(), sightings=(), publisher=None, audience=("DE",), **metadata) -> Case:
    house = publisher or Publisher(name="Example Daily", established="DE", audiences=("DE",))
    document = parse("Words about something.\n\nMore words about it.", "text", metadata=metadata)
    facts = Facts({x.name: x for x in topics}, {x.name: x for x in intents}, tuple(mentions), tuple(sightings))
    return Case(
        Context(house, audience, date(2026, 11, 20)),
        document,
        facts,
        registers.load(),
        "words about something. more words about it.",
    )


def label(name: str, sure: bool = True, passage: int = 0) -> Label:
    return Label(name, 0.9, sure, ((passage, 0.9),))


def mention(entity: str, role: str = "reprint", sure: bool = True) -> Mention:
    return Mention(entity, role, 0.9, Span(0, 5), entity, sure)


def sighting(worth: str = "current", ours: bool = False, start: int = 0, how: str = "wording") -> Sighting:
    return Sighting("XX-TEST", Span(start, start + 5), "words", worth, how, ours=ours)


PROMO = '[[when]]\ntopic = ["gambling"]\nintent = ["promotional"]'


def one(found) -> str:
    assert len(found) <= 1
    return found[0].status if found else "nothing"


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({}, "nothing"),
        ({"topics": [label("gambling")]}, "nothing"),
        ({"topics": [label("gambling")], "intents": [label("promotional")]}, "missing"),
        ({"topics": [label("gambling", sure=False)], "intents": [label("promotional")]}, "review"),
        ({"topics": [label("gambling", passage=0)], "intents": [label("promotional", passage=1)]}, "nothing"),
        ({"topics": [label("gambling")], "commercial": "affiliate"}, "missing"),
        ({"topics": [label("gambling", sure=False)], "commercial": "affiliate"}, "missing"),
        ({"topics": [label("gambling")], "intents": [label("promotional")], "commercial": "none"}, "nothing"),
        ({"topics": [label("gambling")], "intents": [label("promotional")], "notices_off": ["XX-TEST"]}, "nothing"),
        ({"topics": [label("gambling")], "intents": [label("promotional")], "audience": ("FR",)}, "nothing"),
        ({"topics": [label("gambling")], "intents": [label("promotional")], "sightings": [sighting()]}, "present"),
        (
            {"topics": [label("gambling")], "intents": [label("promotional")], "sightings": [sighting("outdated")]},
            "stale",
        ),
        (
            {
                "topics": [label("gambling")],
                "intents": [label("promotional")],
                "sightings": [sighting(), sighting(start=9)],
            },
            "duplicate",
        ),
        (
            {
                "topics": [label("gambling")],
                "intents": [label("promotional")],
                "sightings": [sighting(), sighting("sufficient", start=9, how="sign")],
            },
            "present",
        ),
        ({"sightings": [sighting(ours=True)]}, "obsolete"),
        ({"sightings": [sighting()]}, "nothing"),
    ],
)
def test_topic_and_intent(facts: dict, status: str) -> None:
    assert one(decide([rule(PROMO)], case(**facts))) == status


def test_dates() -> None:
    facts = {"topics": [label("gambling")], "intents": [label("promotional")]}
    assert not decide([rule(PROMO, more="from = 2027-01-01")], case(**facts))
    assert not decide([rule(PROMO, more="until = 2026-01-01")], case(**facts))
    assert one(decide([rule(PROMO, more="until = 2026-01-01")], case(sightings=[sighting()], **facts))) == "obsolete"


LISTED = '[[when]]\npublisher_on = ["ru-undesirable"]\n[[when]]\nmention_on = ["ru-undesirable"]\nroles = ["reprint", "embed"]'


@pytest.mark.parametrize(
    ("publisher", "mentions", "entity"),
    [
        (Publisher(entity="rferl"), [], "rferl"),
        (Publisher(entity="rferl"), [mention("meduza")], "rferl"),
        (Publisher(), [mention("meduza")], "meduza"),
        (Publisher(), [mention("meduza", "mention")], None),
        (Publisher(), [mention("levada")], None),
    ],
)
def test_reader_notice_follows_publisher_and_reprint(publisher, mentions, entity) -> None:
    found = decide(
        [rule(LISTED, family="reader_risk", jurisdiction="RU")],
        case(publisher=publisher, mentions=mentions, audience=("RU",)),
    )
    assert [f.entity for f in found] == ([entity] if entity else [])


def test_uncertain_mention_is_for_a_person() -> None:
    found = decide(
        [rule(LISTED, family="reader_risk", jurisdiction="RU")],
        case(mentions=[mention("meduza", sure=False)], audience=("RU",)),
    )
    assert one(found) == "review"


def test_exception_for_one_entity_leaves_the_others() -> None:
    body = '[[when]]\nmention_on = ["ru-extremist"]\n[[unless]]\nmention_of = ["meta"]'
    found = decide(
        [rule(body, family="banned_org", jurisdiction="RU")],
        case(mentions=[mention("meta", "mention"), mention("fbk", "mention")], audience=("RU",)),
    )
    assert [f.entity for f in found] == ["fbk"]


def test_status_labels_are_the_houses_choice() -> None:
    body = '[[when]]\nmention_on = ["ru-foreign-agent"]'
    label_rule = rule(body, family="status_label", jurisdiction="RU")
    for choice, count in (("refuse", 0), ("apply", 1)):
        house = Publisher(status_labels=choice)
        assert (
            len(decide([label_rule], case(publisher=house, mentions=[mention("levada", "mention")], audience=("RU",))))
            == count
        )


def test_most_special_rule_of_a_kind_speaks_for_each_reader() -> None:
    facts = {"topics": [label("gambling")], "intents": [label("promotional")]}
    rules = [rule(PROMO, id=f"{j}-X", jurisdiction=j) for j in ("WORLD", "EU", "DE", "US")]
    assert [f.rule for f in decide(rules, case(audience=("DE",), **facts))] == ["DE-X"]
    assert [f.rule for f in decide(rules, case(audience=("DE", "FR", "US-NJ", "JP"), **facts))] == [
        "DE-X",
        "EU-X",
        "US-X",
        "WORLD-X",
    ]


def test_graver_status_wins() -> None:
    und = rule('[[when]]\npublisher_on = ["ru-undesirable"]', id="RU-A", family="reader_risk", jurisdiction="RU")
    ext = rule(
        '[[when]]\npublisher_on = ["ru-terrorist", "ru-extremist"]', id="RU-B", family="reader_risk", jurisdiction="RU"
    )
    assert [f.rule for f in decide([und, ext], case(publisher=Publisher(entity="fbk"), audience=("RU",)))] == ["RU-B"]


def test_hold_and_ask() -> None:
    hold = rule(PROMO, words=False, more='action = "hold"\nadvice = "Take it out."')
    ask = rule(PROMO, words=False, more='action = "ask"\nadvice = "Set commercial."')
    facts = {"topics": [label("gambling")], "intents": [label("promotional")]}
    assert one(decide([hold], case(**facts))) == "hold"
    assert decide([ask], case(**facts))[0].message.endswith("Set commercial.")


def test_world_readers() -> None:
    assert readers_of(rule(PROMO, jurisdiction="WORLD"), ("WORLD",)) == ("WORLD",)
    assert readers_of(rule(PROMO), ("WORLD",)) == ()
    assert readers_of(rule(PROMO, family="reader_risk"), ("WORLD", "DE")) == ("DE", "WORLD")
