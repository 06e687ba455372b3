"""Names are found in any form, and words that only look like names are not."""

from __future__ import annotations

import pytest

from classifier.folding import fold, fold_with_offsets
from classifier.knowing import names
from classifier.law import registers

INDEX = names.load()


def found(text: str) -> set[str]:
    return {hit.entity for hit in INDEX.search(fold_with_offsets(text)) if hit.probability >= 0.5}


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("Об этом сообщило Радио Свобода.", {"rferl"}),
        ("Корреспонденты Радио Свободы были на месте.", {"rferl"}),
        ("as RFE/RL reported on Tuesday", {"rferl"}),
        ("издание «Медуза» выпустило подкаст", {"meduza"}),
        ("«Медузы» не было на рынке, а журналисты издания были", {"meduza"}),
        ("На пляж вынесло медузу.", set()),
        ("Дождь шёл весь день.", set()),
        ("Журналист телеканала «Дождь» задал вопрос.", {"tvrain"}),
        ("В настоящее время дорога закрыта.", set()),
        ("Юрий Дудь снял фильм; интервью Дудя вышло в среду.", {"p-dud"}),
        ("Дудя играла на дудке.", set()),
        ("He traded on insider information.", set()),
        ("The Insider and Bellingcat published a joint report.", {"the-insider", "bellingcat"}),
        ("Business Insider ranked the banks.", set()),
        ("Меду\u00adза сообщила со ссылкой на источник, издание Медуза.", {"meduza"}),
        ("Transpar\u0435ncy International published its index.", {"ti"}),
        ("Новая газета Европа написала об этом.", {"novaya-gazeta-europe"}),
        ("Deutsche Welle hat berichtet.", {"dw"}),
        ("Опрос «Левада-центра» показал рост.", {"levada"}),
    ],
)
def test_found(text: str, entities: set[str]) -> None:
    assert found(text) == entities


def test_few_and_many_texts_are_searched_alike() -> None:
    texts = [
        "Радио Свобода и «Медуза»",
        "Левада-центр",
        "Amnesty International",
        "Deutsche Welle",
        "nothing",
        "Голос Америки",
        "RFE/RL",
    ]
    fresh = [sorted(h.entity for h in names.load().search(fold_with_offsets(text))) for text in texts]
    index = names.load()
    for _ in range(10):
        index.search(fold_with_offsets("warm up"))
    assert [sorted(h.entity for h in index.search(fold_with_offsets(text))) for text in texts] == fresh


def test_forms_are_what_the_first_word_lookup_expects() -> None:
    lines = (registers.shipped() / "forms.tsv").read_text(encoding="utf-8").splitlines()
    assert lines == sorted(lines)
    brands = registers.load().brands
    for line in lines:
        form, kind, entities, _ = line.split("\t")
        assert form == fold(form)
        assert kind in "nwaps"
        assert form[0].isalnum()
        after = next((c for c in form + "\t" if not (c.isalnum() or c == "_")), "\t")
        assert after in names._AFTER_WORD, form
        assert all(entity in brands for entity in entities.split("|"))


@pytest.mark.parametrize(
    ("address", "entity"),
    [
        ("https://www.svoboda.org/a/1.html", "rferl"),
        ("https://m.meduza.io/feature", "meduza"),
        ("https://notsvoboda.org/", None),
        ("https://svoboda.org.example.com/", None),
        ("https://t.me/currenttime", "current-time"),
        ("https://t.me/s/currenttime/12", "current-time"),
        ("https://www.facebook.com/groups/1", "meta"),
        ("https://rt.com/uk/1", "rt"),
        ("mailto:x@svoboda.org", None),
        ("", None),
    ],
)
def test_addresses(address: str, entity: str | None) -> None:
    loaded = registers.load()
    assert names.entity_of_address(address, loaded.domains, loaded.handles) == entity


def test_folding_keeps_offsets() -> None:
    folded = fold_with_offsets("Ме\u00adдуза Ё")
    assert folded.text == "медуза е"
    assert folded.slice(0, 6) == "Ме\u00adдуза"
    assert fold("«Ёлка» — PCE") == '"елка" - pce'


def test_forms_file_is_what_the_brands_give() -> None:
    from classifier.training import forms
    from classifier.training.passages import read

    common = forms.common_words([p.text for p in read() if p.language == "en"])
    assert forms.build(common) == (registers.shipped() / "forms.tsv").read_text(encoding="utf-8")
