from __future__ import annotations

import re
from dataclasses import FrozenInstanceError

import pytest

from liberterra_analysis import vocabulary
from liberterra_analysis.schema.tables import TABLES
from liberterra_analysis.vocabulary import HEDGES, LISTS, Term

TERMS = [(name, term) for name, terms in LISTS.items() for term in terms.values()]
each_term = pytest.mark.parametrize(("name", "term"), TERMS, ids=[f"{name}-{term.name}" for name, term in TERMS])


@each_term
def test_term_is_named_and_defined(name: str, term: Term) -> None:
    assert LISTS[name][term.name] is term
    assert re.fullmatch(r"[a-z][a-z0-9_]*", term.name)
    assert term.definition.endswith(".")
    # Only an exact number is printed without a word for its hedge.
    assert bool(term.words) != (name == "hedge" and term.name == "exact")


@each_term
def test_words_of_a_term_are_one_line_without_spaces_at_its_ends(name: str, term: Term) -> None:
    for text in (term.words, term.definition, term.not_to_be_confused_with, term.code):
        assert text == text.strip()
        assert "\n" not in text


def test_no_two_terms_of_a_list_read_alike() -> None:
    for terms in LISTS.values():
        words = [term.words for term in terms.values()]
        assert len(set(words)) == len(words)


def test_hedges_are_those_of_the_ledger() -> None:
    assert list(HEDGES) == [
        "exact",
        "about",
        "nearly",
        "more_than",
        "at_least",
        "up_to",
        "fewer_than",
        "range",
        "order_of_magnitude",
    ]


def test_warnings_about_hedges_name_terms_or_say_more() -> None:
    for name in ("about", "more_than", "at_least", "up_to", "fewer_than", "nearly"):
        confused = HEDGES[name].not_to_be_confused_with
        assert confused == "" or confused in HEDGES


def test_lists_hold_every_closed_list_of_the_module() -> None:
    closed = [item for name, item in vars(vocabulary).items() if name.isupper() and name != "LISTS"]
    assert [id(item) for item in LISTS.values()] == [id(item) for item in closed]


def test_every_list_that_a_column_names_exists_and_every_list_is_used() -> None:
    named = {column.terms for table in TABLES.values() for column in table.columns if column.terms}
    assert named == set(LISTS)


def test_lists_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        HEDGES["maybe"] = HEDGES["about"]  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        HEDGES["about"].words = "maybe"  # type: ignore[misc]
