"""Territories, rule files, registers: the law as data."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from classifier.errors import RegisterError, RuleError, UsageError
from classifier.law import catalogue, helplines, registers
from classifier.law.schema import parse_rule
from classifier.law.territory import covers, depth, is_code, reached


@pytest.mark.parametrize(
    ("territory", "place", "inside"),
    [
        ("WORLD", "RU", True),
        ("EU", "DE", True),
        ("EU", "GB", False),
        ("US", "US-NJ", True),
        ("US-NJ", "US", False),
        ("DE", "EU", False),
        ("EU", "EU", True),
    ],
)
def test_covers(territory: str, place: str, inside: bool) -> None:
    assert covers(territory, place) is inside


def test_codes_and_depth() -> None:
    assert [is_code(c) for c in ("RU", "US-NJ", "EU", "WORLD", "ru", "Russia", "")] == [
        True,
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    assert [depth(c) for c in ("WORLD", "EU", "DE", "US-NJ")] == [0, 1, 2, 3]
    assert reached(("EU", "US"), ("DE", "RU", "US-NJ")) == ("DE", "US-NJ")


RULE = """
id = "XX-TEST"
title = "A test"
jurisdiction = "DE"
family = "advertising"
force = "mandatory"
summary = "For the test."
law = "None s. 1"
verified = "memory"
checked_on = 2026-11-23
from = 2020-01-01
until = 2027-01-01
[[sources]]
name = "The test"
[[when]]
commercial = ["paid"]
[wording.de]
text = "Anzeige"
"""


def test_rule_reads() -> None:
    rule = parse_rule(RULE, "xx.toml")
    assert (rule.audience, rule.fallback, rule.kind, rule.place) == (("DE",), "de", "advertising", "end")
    assert [rule.in_force(date(y, 1, 1)) for y in (2019, 2020, 2026, 2027)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("title = ", "titel = "), "unknown key 'titel'"),
        (('"DE"', '"Germany"'), "jurisdiction"),
        (('commercial = ["paid"]', 'commercial = ["bought"]'), "commercial"),
        (('commercial = ["paid"]', ""), "empty table"),
        (('[[sources]]\nname = "The test"', ""), "'sources' is missing"),
        (("checked_on = 2026-11-23", 'checked_on = "today"'), "checked_on"),
        (('"Anzeige"', '"Anzeige {name}"'), "unknown placeholder"),
        (('"Anzeige"', '"Anzeige {sponsor"'), "broken braces"),
        (("until = 2027-01-01", "until = 2019-01-01"), "until must come after from"),
        (("[wording.de]", "[wording.german language]"), "not TOML"),
        (('force = "mandatory"', 'force = "mandatory"\naction = "hold"'), "hold inserts nothing"),
        (('force = "mandatory"', 'force = "mandatory"\nfallback = "fr"'), "fallback"),
        (('commercial = ["paid"]', 'roles = ["quote"]'), "roles needs"),
    ],
)
def test_rule_faults_name_file_and_key(change: tuple[str, str], fault: str) -> None:
    with pytest.raises(RuleError, match=fault) as caught:
        parse_rule(RULE.replace(*change), "xx.toml")
    assert caught.value.path == "xx.toml"


def test_house_folder_overrides_by_id(tmp_path: Path) -> None:
    (tmp_path / "de-anzeige.toml").write_text(RULE.replace("XX-TEST", "DE-ANZEIGE"))
    rules = catalogue.load([tmp_path])
    assert catalogue.find(rules, "de-anzeige").title == "A test"


def test_selection() -> None:
    rules = catalogue.load()
    assert all(rule.id.startswith("RU-UND-") for rule in catalogue.select(rules, ("RU-UND",)))
    assert "RU-UND-READ" not in {rule.id for rule in catalogue.select(rules, (), ("RU-UND-READ",))}
    with pytest.raises(UsageError, match="no rule 'ZZ'"):
        catalogue.select(rules, ("ZZ",))
    with pytest.raises(UsageError, match="did you mean RU-UND"):
        catalogue.find(rules, "RU-UND")


def test_rules_for_readers_are_a_part_of_all_rules() -> None:
    everything = {rule.id: rule for rule in catalogue.load()}
    for rule in catalogue.load(readers=("AT",)):
        assert rule.wording == everything[rule.id].wording
        assert reached(rule.audience, ("AT",))


def test_status_is_asked_for_a_day() -> None:
    loaded = registers.load()
    before, after = (loaded.entries("dw", day, ["ru-undesirable"]) for day in (date(2025, 12, 14), date(2025, 12, 20)))
    assert not before
    assert [row.id for row in after] == ["RU-UND-290"]
    assert {row.register for row in loaded.entries("rferl", date(2026, 1, 1))} == {"ru-undesirable", "ru-foreign-agent"}
    assert not loaded.entries("taliban", date(2026, 1, 1))
    assert not loaded.entries("nobody-knows", date(2026, 1, 1))


def test_every_brand_and_row_can_be_made() -> None:
    loaded = registers.load()
    for brand in loaded.brands.values():
        assert brand.label
        assert all(loaded.rows[row].name for row in brand.rows)


def test_age_and_freshness() -> None:
    register = registers.load().lists["ru-foreign-agent"]
    assert register.age(register.as_of) == 0
    assert not register.is_stale(register.as_of)
    assert register.is_stale(date(2027, 1, 1))


def test_find_by_any_name() -> None:
    loaded = registers.load()
    for name in ("RFE/RL", "svoboda.org", "Радио Свобода", "rferl"):
        assert registers.find(loaded, name)[0].id == "rferl"
    with pytest.raises(UsageError):
        registers.find(loaded, "  ")


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda text: text.replace("id,number,", "id,no,", 1), "columns"),
        (lambda text: text[: len(text) // 2], "cells|damaged|end"),
        (lambda text: text.replace(",active,", ",maybe,", 1), "status"),
        (lambda text: text + text.splitlines()[1] + "\n", "twice"),
    ],
)
def test_half_written_register_is_refused(tmp_path: Path, damage, fault: str) -> None:
    folder = tmp_path / "registers"
    shutil.copytree(registers.shipped(), folder)
    path = folder / "kg-extremist.csv"
    path.write_text(damage(path.read_text()))
    with pytest.raises(RegisterError, match=fault) as caught:
        registers.load(folder)
    assert str(path) in str(caught.value)


def test_helplines_follow_the_reader() -> None:
    assert [line.country for line in helplines.best("suicide", ("US", "GB", "US-NJ"))] == ["US", "GB"]
    assert all(line.number and line.checked_on for line in helplines.load())
