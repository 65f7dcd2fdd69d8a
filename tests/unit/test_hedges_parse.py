from decimal import Decimal

import pytest
from babel import Locale
from babel.numbers import get_currency_name, get_territory_currencies
from hypothesis import given
from hypothesis import strategies as st

from liberterra_analysis.errors import UsageError
from liberterra_analysis.hedges import Hedged, parse
from liberterra_analysis.hedges.currency import CODES, LETTERS, NAMES, SIGNS, UNKNOWN
from liberterra_analysis.hedges.grammar import BEFORE, ENGLISH, LANGUAGES, MAGNITUDES, grammar_of
from liberterra_analysis.vocabulary import HEDGES


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("0", 0),
        ("94", 94),
        ("2517", 2517),
        ("17,793", 17_793),
        ("1,234,567", 1_234_567),
        ("8 300", 8300),
        ("8\u00a0300", 8300),  # no-break space
        ("8\u2009300", 8300),  # thin space
        ("8\u202f300", 8300),  # narrow no-break space
        ("1 200 000", 1_200_000),
        ("2.517", 2517),
        ("2'517", 2517),
        (" 27 ", 27),
        ("8 million", 8_000_000),
        ("1.5 million", 1_500_000),
        ("1.234 million", 1_234_000),
        ("1.500 million", 1_500_000),
        ("1,500 million", 1_500_000_000),
        ("2 bn", 2_000_000_000),
        ("516 thousand", 516_000),
        ("12.5k", 12_500),
        ("3m", 3_000_000),
        ("1.234m", 1_234_000),
        ("three dozen", 36),
        ("a dozen", 12),
        ("half a dozen", 6),
        ("half a million", 500_000),
        ("a hundred", 100),
        ("a million", 1_000_000),
        ("a", 1),
        ("an", 1),
        ("a pair of", 2),
        ("a couple of", 2),
        ("Seven", 7),
        ("zero", 0),
        ("twenty-two", 22),
        ("one hundred and five", 105),
        ("eight million", 8_000_000),
        ("one thousand two hundred", 1200),
        ("five thousand three hundred", 5300),
        ("two million three hundred thousand", 2_300_000),
        ("two thousand five hundred and seventeen", 2517),
        ("128 women, two men and a child", 131),
        ("Seventy-\n    nine", 79),
        ("a hundred and fifty-four", 154),
        ("One point three million", 1_300_000),
        ("thirty-two (32)", 32),
        ("3 M€", 3_000_000),
        ("five million euros", 5_000_000),
    ],
)
def test_number_is_read(phrase: str, value: int) -> None:
    assert parse(phrase) == Hedged(value, "exact")


@pytest.mark.parametrize(("words", "hedge"), BEFORE.items())
def test_hedge_before_the_number(words: str, hedge: str) -> None:
    assert parse(f"{words} 24,000") == Hedged(24_000, hedge)
    assert parse(f"{words.capitalize()}  eight million") == Hedged(8_000_000, hedge)


@pytest.mark.parametrize(("words", "hedge"), ENGLISH.after.items())
def test_hedge_after_the_number(words: str, hedge: str) -> None:
    assert parse(f"250 {words}") == Hedged(250, hedge)


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("more than an estimated 20", Hedged(20, "more_than")),
        ("some 1 200 or more", Hedged(1200, "at_least")),
        ("300 people or more", Hedged(300, "at_least")),
        ("~20", Hedged(20, "about")),
        ("€5", Hedged(5, "exact")),
        ("in excess of $2 million", Hedged(2_000_000, "more_than")),
        ("between USD 20 and USD 30", Hedged(20, "range", 30)),
        ("several hundred", Hedged(100, "order_of_magnitude")),
        ("a quarter of a million", Hedged(250_000, "exact")),
        ("250+", Hedged(250, "at_least")),
        ("about a dozen", Hedged(12, "about")),
        ("more than half a million", Hedged(500_000, "more_than")),
        ("no fewer than 5", Hedged(5, "at_least")),
        ("no more than 5", Hedged(5, "up_to")),
        ("a hundred or so", Hedged(100, "about")),
        ("about 3.5", Hedged(3.5, "about")),
        ("more than 1,234.5", Hedged(1234.5, "more_than")),
        ("0.125", Hedged(0.125, "exact")),
        ("1,234.567", Hedged(1234.567, "exact")),
        ("1.234,5", Hedged(1234.5, "exact")),
        ("60 000,50 or more", Hedged(60_000.5, "at_least")),
        ("nearly 4,6", Hedged(4.6, "nearly")),
        ("1,5 million", Hedged(1_500_000, "exact")),
        ("3.0", Hedged(3, "exact")),
        ("between 3.5 and 4.25", Hedged(3.5, "range", 4.25)),
        ("over 3½", Hedged(3.5, "more_than")),
        ("some 3 1/4", Hedged(3.25, "about")),
        ("three and a half", Hedged(3.5, "exact")),
        ("about two and a half million", Hedged(2_500_000, "about")),
        ("a million and a half", Hedged(1_500_000, "exact")),
        ("at least three point two five", Hedged(3.25, "at_least")),
        ("almost 1,23,456", Hedged(123_456, "nearly")),
    ],
)
def test_hedges_words_decimals_and_currencies_go_together(phrase: str, expected: Hedged) -> None:
    assert parse(phrase) == expected


def test_words_of_the_grammar_give_hedges_of_the_vocabulary() -> None:
    assert {*BEFORE.values(), *ENGLISH.after.values(), "exact", "range", "order_of_magnitude"} == set(HEDGES)


@pytest.mark.parametrize(
    ("phrase", "low", "high"),
    [
        ("between 20 and 30", 20, 30),
        ("from 5 to 9", 5, 9),
        ("20 to 30", 20, 30),
        ("20-30", 20, 30),
        ("1,000–2,000", 1000, 2000),
        ("20 — 30", 20, 30),
        ("two to three", 2, 3),
        ("1 million to 2 million", 1_000_000, 2_000_000),
        # The scale word belongs to both ends, unless the first would then be above the second.
        ("2 to 3 million", 2_000_000, 3_000_000),
        ("1.5 to 2 million", 1_500_000, 2_000_000),
        ("between 20 and 30 thousand", 20_000, 30_000),
        ("five to six hundred", 500, 600),
        ("5-6k", 5000, 6000),
        ("500 to 2 million", 500, 2_000_000),
        ("one hundred to two hundred", 100, 200),
    ],
)
def test_range_is_read(phrase: str, low: int, high: int) -> None:
    assert parse(phrase) == Hedged(low, "range", high)


@pytest.mark.parametrize(
    ("phrase", "unit"),
    [
        ("tens", 10),
        ("dozens of", 12),
        ("Scores of", 20),
        ("hundreds", 100),
        ("Thousands", 1000),
        ("millions of", 1_000_000),
        ("tens of thousands", 10_000),
        ("hundreds of thousands of", 100_000),
        ("tens of millions", 10_000_000),
    ],
)
def test_order_of_magnitude_is_read_as_its_unit(phrase: str, unit: int) -> None:
    assert parse(phrase) == Hedged(unit, "order_of_magnitude")
    assert unit in MAGNITUDES.values()


@pytest.mark.parametrize("phrase", ["a group", "A group of", "several", "many", "some", "a number of", "groups of"])
def test_what_is_not_counted_has_neither_value_nor_hedge(phrase: str) -> None:
    assert parse(phrase) == Hedged(None, None)


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "   ",
        "more than",
        "or more",
        "potential victims",
        "250 people",
        "-5",
        "minus five",
        "5%",
        "1.5.2024",
        "03.09.",
        "1,234,5",
        "1.234.5",
        "1e5",
        "9" * 16,
        "first",
        "12th",
        "one in five",
        "two-thirds",
        "20 to 20",
        "30 to 20",
        "about 20 to 30",
        "between 20 and 30 or so",
        # A word for a magnitude is no number: "up to hundreds" may be 900, and "more than hundreds" says nothing.
        "up to hundreds",
        "more than hundreds",
        "hundreds to thousands",
        "hundreds of hundreds",
        "five of",
        "20 and 30",
        "three point fifty",
        "six (07)",
    ],
)
def test_anything_else_is_refused(phrase: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(phrase)
    assert str(caught.value) == (
        f"{phrase!r} is not read as a number with its hedge, such as 'more than 250' or 'hundreds'."
    )


@given(st.decimals("0.01", "9999.99", places=2), st.sampled_from(["exact", *BEFORE.values()]))
def test_decimal_is_printed_as_it_is_read(number: Decimal, hedge: str) -> None:
    printed = str(Hedged(float(number), hedge))
    assert parse(printed) == Hedged(float(number), hedge)


def test_currency_beside_the_number_hides_no_hedge() -> None:
    cases = [(printed, "more than") for printed in [*CODES, *SIGNS]] + [("BAM", words) for words in BEFORE]
    for printed, words in cases:
        for phrase in (f"{words} {printed} 500,000", f"{words} 500,000 {printed}", f"{words} {printed}2 million"):
            value = 2_000_000 if "million" in phrase else 500_000
            assert parse(phrase) == Hedged(value, BEFORE[words]), phrase
    for words, hedge in ENGLISH.after.items():
        assert parse(f"BAM 500,000 {words}") == Hedged(500_000, hedge)


def test_currencies_are_all_that_are_tender() -> None:
    tender = {code for place in Locale("en").territories if len(place) == 2 for code in get_territory_currencies(place)}
    assert tender <= CODES
    last_words = {code: get_currency_name(code, count=2, locale="en").split()[-1].lower() for code in tender - {"ZWG"}}
    assert [code for code, name in last_words.items() if code not in NAMES.get(name, ())] == []
    assert {code for codes in NAMES.values() for code in codes} | {*SIGNS.values(), *LETTERS.values()} <= CODES | {
        UNKNOWN
    }


def test_phrase_of_any_length_is_refused_in_one_short_line() -> None:
    with pytest.raises(UsageError, match=r"^'9{119}… \(5,002 characters\) is not read as a number[^\n]*$"):
        parse("9" * 5000)


@pytest.mark.parametrize(
    ("language", "phrase", "expected"),
    [
        ("es", "más de 250", Hedged(250, "more_than")),
        ("es", "entre los 30 y los 45", Hedged(30, "range", 45)),
        ("es", "de los 30 a los 45", Hedged(30, "range", 45)),
        ("pt", "dos 30 aos 45", Hedged(30, "range", 45)),
        ("it", "tra i 30 e i 45", Hedged(30, "range", 45)),
        ("de", "ein gutes halbes Dutzend", Hedged(6, "about")),
        ("nl", "tussen de 30 en 45", Hedged(30, "range", 45)),
        ("nl", "ruim tweehonderd", Hedged(200, "more_than")),
        ("nl", "2,3 miljoen euro", Hedged(2_300_000, "exact")),
        ("es", "MAS DE UN CENTENAR", Hedged(100, "more_than")),
        ("es", "cerca de 44 000", Hedged(44_000, "nearly")),
        ("es", "al menos unas 20", Hedged(20, "at_least")),
        ("es", "250 personas o más", Hedged(250, "at_least")),
        ("es", "hasta treinta y un", Hedged(31, "up_to")),
        ("es", "4 mil 419", Hedged(4419, "exact")),
        ("es", "1 millón 200 mil", Hedged(1_200_000, "exact")),
        ("es", "un millón 200 mil", Hedged(1_200_000, "exact")),
        ("es", "cerca de mil 500", Hedged(1500, "nearly")),
        ("es", "treinta y dos mil 300", Hedged(32_300, "exact")),
        ("es", "2 mil 500 millones", Hedged(2_500_000_000, "exact")),
        ("es", "casi dos millones y medio", Hedged(2_500_000, "nearly")),
        ("es", "unos 1.500 millones de dólares", Hedged(1_500_000_000, "about")),
        ("es", "60.000,50 euros", Hedged(60_000.5, "exact")),
        ("es", "entre 20 y 30", Hedged(20, "range", 30)),
        ("es", "varias decenas de miles de", Hedged(10_000, "order_of_magnitude")),
        ("es", "casi dos centenares de", Hedged(200, "nearly")),
        ("es", "dos o tres decenas", Hedged(20, "range", 30)),
        ("es", "aprox 120", Hedged(120, "about")),
        ("es", "+de 300", Hedged(300, "more_than")),
        ("es", "por encima de los 400", Hedged(400, "more_than")),
        ("es-MX", "un grupo de", Hedged(None, None)),
        ("fr", "près de 40", Hedged(40, "nearly")),
        ("fr", "jusqu’à une trentaine", Hedged(30, "up_to")),
        ("fr", "une quarantaine de", Hedged(40, "about")),
        ("fr", "une vingtaine ou plus", Hedged(20, "at_least")),
        ("fr", "60 000,50 euros", Hedged(60_000.5, "exact")),
        ("fr", "plus de 1,234 million", Hedged(1_234_000, "more_than")),
        ("fr", "3 M€", Hedged(3_000_000, "exact")),
        ("fr", "1,5 million d'euros", Hedged(1_500_000, "exact")),
        ("fr", "Six (06)", Hedged(6, "exact")),
        ("fr", "cinq à 20", Hedged(5, "range", 20)),
        ("fr", "quatre-vingt-dix", Hedged(90, "exact")),
        ("fr", "Plusieurs centaines de", Hedged(100, "order_of_magnitude")),
        ("fr", "une à deux dizaines", Hedged(10, "range", 20)),
        ("fr", "non moins de 45", Hedged(45, "at_least")),
        ("pt", "aproximadamente R$ 40 milhões", Hedged(40_000_000, "about")),
        ("pt-BR", "Pelo menos trinta e três", Hedged(33, "at_least")),
        ("pt", "mais de 11 mil", Hedged(11_000, "more_than")),
        ("pt", "perto dos 300", Hedged(300, "nearly")),
        ("pt", "+200", Hedged(200, "at_least")),
        ("pt", "5,94 milhões de reais", Hedged(5_940_000, "exact")),
        ("de-AT", "rund 60.000 Euro", Hedged(60_000, "about")),
        ("de", "Knapp 1,5 Mio. Euro", Hedged(1_500_000, "nearly")),
        ("de", "zwischen 400 und 500", Hedged(400, "range", 500)),
        ("de", "ca 120", Hedged(120, "about")),
        ("de", "50+", Hedged(50, "at_least")),
        ("fr", "env. 50", Hedged(50, "about")),
        ("es", "aprox. 50", Hedged(50, "about")),
        ("es", "≈ 50", Hedged(50, "about")),
        ("pt", "> 50", Hedged(50, "more_than")),
        ("pt", "<5", Hedged(5, "fewer_than")),
        ("it", "circa 30", Hedged(30, "about")),
        ("it", "oltre una trentina di", Hedged(30, "more_than")),
        ("it", "quasi 300mila euro", Hedged(300_000, "nearly")),
        ("it", "tra 20 e 30", Hedged(20, "range", 30)),
        ("it", "fra 20 e 30", Hedged(20, "range", 30)),
        ("es", "nunca menos de 80", Hedged(80, "at_least")),
        ("es", "no menos que 40", Hedged(40, "at_least")),
        ("es", "cuarenta y tantas", Hedged(40, "about")),
        ("fr", "jamais plus de 40", Hedged(40, "up_to")),
        ("pt", "nada menos que 40", Hedged(40, "at_least")),
        ("pt", "mais do que 40", Hedged(40, "more_than")),
        ("de", "niemals mehr als 40", Hedged(40, "up_to")),
        ("de", "knapp über 40", Hedged(40, "more_than")),
        ("de", "kaum mehr als 40", Hedged(40, "about")),  # 41 are not ruled out
        ("es", "no mucho más de 40", Hedged(40, "about")),
        ("fr", "guère plus de 40", Hedged(40, "about")),
        ("de", "größer als 40", Hedged(40, "more_than")),
        ("de", "knapp unter 40", Hedged(40, "nearly")),
        ("de", "mehrere hundert", Hedged(100, "order_of_magnitude")),
        ("de", "Zehntausende", Hedged(10_000, "order_of_magnitude")),
        ("it", "non oltre 40", Hedged(40, "up_to")),
        ("it", "al di sotto delle 40", Hedged(40, "fewer_than")),
    ],
)
def test_other_languages_are_read_by_their_words(language: str, phrase: str, expected: Hedged) -> None:
    assert parse(phrase, language) == expected


def test_every_word_of_a_language_is_read_and_no_other_language() -> None:
    for language in LANGUAGES:
        grammar = grammar_of(language)
        for words, hedge in grammar.before.items():
            assert parse(f"{words.upper()} 24 000", language) == Hedged(24_000, hedge), words
        for words, hedge in grammar.after.items():
            assert parse(f"250 {words}", language) == Hedged(250, hedge), words
        for words, number in {**grammar.rounded, **grammar.numbers}.items():
            assert parse(words, language) == Hedged(number, "about" if words in grammar.rounded else "exact")
        for words, number in grammar.magnitudes.items():
            assert parse(words, language) == Hedged(number, "order_of_magnitude")
        for words, factor in grammar.scales.items():
            assert parse(f"3 {words}", language) == Hedged(3 * factor, "about" if words in grammar.rough else "exact")
        for name in grammar.currencies:
            words = next(words for words, hedge in grammar.before.items() if hedge == "more_than" and words != ">")
            assert parse(f"{words} 5 {name}", language).hedge == "more_than"
    with pytest.raises(
        UsageError, match=r"^language 'sv-FI' is not one of 'de', 'en', 'es', 'fr', 'it', 'nl', 'pt'\.?$"
    ):
        parse("20", "sv-FI")
