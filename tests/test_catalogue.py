"""The shipped law: every rule loads, says where it comes from, and knows its own words again in every format."""

from pathlib import Path

import pytest

from classifier.knowing.recogniser import Recogniser
from classifier.law import catalogue, registers
from classifier.law.rule import Rule
from classifier.law.schema import placeholders
from classifier.reading.document import parse
from classifier.types import Notice
from classifier.writing.blocks import BLOCKS

RULES = catalogue.load()
INSERTING = [(rule, wording) for rule in RULES for wording in rule.wording]
FILLED = {
    "publisher": "Example Daily",
    "entity": "RFE/RL",
    "entities": "RFE/RL",
    "sponsor": "Nordlicht GmbH",
    "helplines": "Example Line: 116 123.",
    "owner": "Example Holding",
    "author": "Vera Example",
}
AROUND = {
    "html": "<html><body><article><h1>A heading of the day</h1>\n{}\n<p>The first paragraph of the text, which goes on for a while.</p></article></body></html>",
    "markdown": "# A heading of the day\n\n{}\n\nThe first paragraph of the text, which goes on for a while.\n",
    "text": "A heading of the day\n\n{}\n\nThe first paragraph of the text, which goes on for a while.\n",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_stands_in_its_place_and_names_what_exists(rule: Rule) -> None:
    path = Path(rule.path)
    assert path.stem == rule.id.lower()
    assert path.parent.name == rule.jurisdiction.lower()
    assert rule.sources
    lists = {name for c in (*rule.when, *rule.unless) for name in (*c.publisher_on, *c.publisher_not_on, *c.mention_on)}
    assert lists <= registers.load().lists.keys()
    entities = {name for c in (*rule.when, *rule.unless) for name in c.mention_of}
    assert entities <= registers.load().brands.keys()


@pytest.mark.parametrize("format", ["html", "markdown", "text"])
@pytest.mark.parametrize(
    ("rule", "wording"), INSERTING, ids=lambda value: getattr(value, "id", getattr(value, "language", ""))
)
def test_own_words_are_recognised(rule: Rule, wording, format: str) -> None:
    recogniser = Recogniser([rule])
    texts = [wording.text] + ([wording.bare] if wording.bare else [])
    for text in texts:
        filled = text.format_map(FILLED) if placeholders(text) else text
        notice = Notice(
            rule.id, filled, wording.language, rule.place, rule.kind, label=len(filled) <= 40 and "\n" not in filled
        )
        block = BLOCKS[format](notice, "\n", "")
        document = parse(AROUND[format].format(block), format)
        worths = [s.worth for s in recogniser.sightings(document)]
        assert "current" in worths, (worths, filled)
        assert not {"insufficient", "partial"} & set(worths)


def test_ids_are_unique_and_sorted() -> None:
    ids = [rule.id for rule in RULES]
    assert ids == sorted(set(ids))
