"""Passages in their surroundings: what beside a number makes it another one, and what does not."""

import pytest

from liberterra_analysis.hedges import parse
from liberterra_analysis.ledger.passages import find_misreading_around


def read_around(text: str, language: str) -> str:
    """Return what is wrong with the passage between brackets, read by itself."""
    start, end = text.index("["), text.index("]") - 1
    plain = text.replace("[", "").replace("]", "")
    return find_misreading_around(plain, start, end, language, parse(plain[start:end], language))


@pytest.mark.parametrize(
    ("text", "language", "whole"),
    [
        ("Police rescued nearly [340] victims.", "en", "nearly 340"),
        ("Police in Spain rescued nearly\n[340] victims of a ring.", "en", "nearly 340"),
        ("On these days officers seized [USD 1.2]\nmillion in cash.", "en", "USD 1.2 million"),
        ("paid [US$1.2] million", "en", "US$1.2 million"),
        ("arrest of [more than 1],\n200 suspects", "en", "more than 1, 200"),
        ("ap-\nproximately [€ 35 000]", "en", "ap- proximately € 35 000"),
        ("more than an estimated [20] cars", "en", "more than an estimated 20"),
        ("[40] people or more", "en", "40 people or more"),
        ("[340] women or more", "en", "340 women or more"),
        ("[40] children or so were freed", "en", "40 children or so"),
        ("arrest of [12] men at least", "en", "12 men at least"),
        ("between [20] and 30 cars", "en", "between 20 and 30"),
        ("más de US$ [30.000] en efectivo", "es", "más de US$ 30.000"),
        ("et près de US$ [5 000]", "fr", "près de US$ 5 000"),
        ("tra 20 e [30] auto", "it", "tra 20 e 30"),
        ("They held ca. [40] men.", "en", "ca. 40"),
        ("They held c. [40] men.", "en", "c. 40"),
        ("an est. [40] men", "en", "est. 40"),
        ("Approx. [40] men", "en", "Approx. 40"),
        ("Dort wurden ca. [40] Personen befreit.", "de", "ca. 40"),
        ("sequestrati ca. [40] kg", "it", "ca. 40"),
    ],
)
def test_words_beside_a_passage_that_change_its_number_are_found(text: str, language: str, whole: str) -> None:
    assert f" stands in {whole!r}, which is read as " in read_around(text, language)


@pytest.mark.parametrize(
    ("text", "language", "other"),
    [
        ("Authorities froze $[1.2m and more] than 40 accounts.", "en", "more than 40"),
        ("incautó [5 millones y más] de 30 teléfonos", "es", "más de 30"),
        ("[5 millions et plus] de 30 téléphones", "fr", "plus de 30"),
    ],
)
def test_a_passage_that_takes_the_hedge_of_another_number_is_found(text: str, language: str, other: str) -> None:
    assert read_around(text, language).endswith(f"ends in another number, {other!r}")


@pytest.mark.parametrize(
    "text",
    [
        "128 women and [two] men",
        "[128] women and two men",
        "rescued [12] women and more than 40 men",
        "[12] men, at least 3 of them from Peru",
        "They handed over [31] men.",
        "raids over [10] days",
        "Charges rose from 410 to [562].",
        "9 men plus [2] boys",
        "[nine] men plus 2 boys",
        "Boats  12  [341]  2",
        "Arrests: 12\n[345] victims",
        "The raid was over. [40] people were freed",
        "It flew from Washington, D.C. [40] people were freed",
        "17 persons ([5] M, 12 F)",
        "[more than 40] phones and at least 20 cars",
        "[12] arrests and more than 40 charges",
        "Seized [US$1.2 million] and more than 40 cars.",
        "[12] arrests plus several charges",
    ],
)
def test_what_stands_beside_a_number_and_does_not_change_it_is_none(text: str) -> None:
    assert read_around(text, "en") == ""


def test_a_claim_may_print_less_than_it_says() -> None:
    assert find_misreading_around("nearly an estimated 20", 7, 22, "en", parse("nearly 20")) == ""
