import re

from liberterra_analysis.vocabulary import HEDGES, LISTS, Term

TERMS = [(name, term) for name, terms in LISTS.items() for term in terms.values()]


def test_terms_are_named_defined_and_without_stray_spaces() -> None:
    for name, term in TERMS:
        assert LISTS[name][term.name] is term
        assert re.fullmatch(r"[a-z][a-z0-9_]*", term.name)
        assert term.definition.endswith(".")
        # Only an exact number is printed without a word for its hedge.
        assert bool(term.words) != (name == "hedge" and term.name == "exact")
        texts = (term.words, term.definition, term.not_to_be_confused_with, term.code, *term.printed)
        assert all(text == " ".join(text.split()) for text in texts)


def test_no_two_terms_of_a_list_read_alike() -> None:
    def printed(terms: list[Term]) -> list[str]:
        return [words for term in terms for words in term.printed]

    for terms in LISTS.values():
        for words in ([term.words for term in terms.values()], printed(list(terms.values()))):
            assert len(set(words)) == len(words)


def test_warnings_about_hedges_name_terms_or_say_more() -> None:
    for name in ("about", "more_than", "at_least", "up_to", "fewer_than", "nearly"):
        confused = HEDGES[name].not_to_be_confused_with
        assert confused == "" or confused in HEDGES
