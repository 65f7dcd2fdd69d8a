"""Sentences about what an operation led to: who was found and arrested, what was seized and checked."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, compress, islice
from math import inf
from typing import NamedTuple

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis.coverage import SEEN
from liberterra_analysis.analysis.figures import (
    APART,
    LISTED,
    NEAR,
    Figure,
    contests,
    follow_wholes,
    group_rows,
    list_differences,
    list_rivals,
    shorten_publisher,
)
from liberterra_analysis.analysis.headline import select_lead
from liberterra_analysis.analysis.nouns import bracket
from liberterra_analysis.vocabulary import VERBS
from liberterra_analysis.wording.sentences import (
    Sentence,
    capitalise,
    cite_figure,
    cite_number,
    describe_result,
    find_deed,
    is_copied_title,
    join_parts,
    join_words,
    mark_name,
    name_beside,
    name_publisher,
    phrase,
)

MAX_WORDS = 35
"""The longest sentence of a summary."""

MAX_FIGURES = 5
"""Figures that a sentence names."""

MAX_SENTENCES = 2
"""Sentences of a summary on one of `LEADS`."""

MAX_PARTS = 3
"""Parts of a whole that a sentence names; all stand in the tables."""

LEADS = (("found", "arrested"), ("seized",), ("checked",))
"""What the first sentences are about, each: values of the column `lead` of `metrics`."""


class _Clause(NamedTuple):
    """A figure in the parts of a sentence: "39 migrants", "were", "rescued", " (unaccompanied)"."""

    subject: Sentence
    auxiliary: str
    deed: str
    rest: str


def phrase_results(headline: pd.DataFrame) -> Iterator[Sentence]:
    """Yield a text each on the people found and arrested, on what was seized, and on what was checked."""
    figures = Figure.rows(headline)
    said = [_phrase_together(select_lead(figures, *leads)) for leads in LEADS]
    if not any(said):
        said = [_phrase_together([one for one in figures if not one.subset_of][:MAX_PARTS])]
    yield from filter(None, said)


def phrase_main_result(headline: pd.DataFrame, opening: Sentence) -> Iterator[Sentence]:
    """Yield sentences on the people found and arrested, the first behind its opening; none where none are recorded."""
    for said in _fill_sentences(select_lead(Figure.rows(headline), *LEADS[0])):
        yield phrase("{}{}", opening, said)
        opening = Sentence()


def phrase_cases(cases: pd.DataFrame) -> Sentence | None:
    """Phrase the first figures of single cases, but no money and no part of the same metric; None if there is none.

    "17 victims and 5 arrests in the case “blanket factory”, according to defenceWeb".
    """
    figures = Figure.rows(cases.assign(rivals=list_rivals(cases)))
    counted = [one for one in figures if one.quoted and one.hedge and one.upper and not one.is_money]
    metric_of = {one.claim_id: one.metric for one in counted}
    apart = [one for one in counted if metric_of.get(one.subset_of or "") != one.metric]
    first = sorted(apart, key=lambda one: (one.order, -one.lower))[:MAX_PARTS]
    said = []
    for publisher, group in group_rows(first, lambda one: one.publisher).items():
        listed = []
        for case, figures in group_rows(group, lambda one: one.detail_words).items():
            where = "" if case in publisher else phrase(" in the case “{}”", mark_name(case))
            listed.append(phrase("{}{}", _cite_cases(figures), where))
        said.append(phrase("{}, according to {}", join_words(listed, last=" and "), name_publisher(publisher)))
    return join_words(said, by="; ") if said else None


def _cite_cases(figures: Sequence[Figure]) -> Sentence:
    """Cite the figures of a case, a part behind its whole, lest a reader add them: "9 people, among them 4 victims"."""
    by_id = {one.claim_id: one for one in figures}
    families, said = group_rows(figures, lambda one: [one, *follow_wholes(one, by_id)][-1].claim_id), []
    for key, family in families.items():
        within = [one for one in family if one.claim_id != key]
        parts = join_words((_cite_case(one, by_id[key]) for one in within), last=" and ")
        among = phrase(", among them {}", parts) if within else ""
        said.append(phrase("{}{}", _cite_case(by_id[key]), among))
    goes_on = any(len(family) > 1 for family in [*families.values()][:-1])  # what follows is none of them
    return join_words(said, last=", and " if goes_on else " and ")


def _cite_case(figure: Figure, whole: Figure | None = None) -> Sentence:
    noun, (_, after) = bracket(describe_result(figure)), _split_noun(figure)
    if whole and not list_differences(figure, whole):
        noun = noun.replace(after, "", 1)  # the whole has it
    cited = cite_figure(figure, noun)
    return join_parts([cited, *(cite_rival(two, figure) for two in figure.rivals)])


def _phrase_together(figures: Sequence[Figure]) -> Sentence | None:
    return join_words(islice(_fill_sentences(figures), MAX_SENTENCES), by=" ") if figures else None


def _fill_sentences(figures: Sequence[Figure]) -> Iterator[Sentence]:
    """Yield sentences of at most `MAX_WORDS`, if one figure has room, with publishers and who contests them."""
    rest = figures[:MAX_FIGURES]
    while rest:
        for most in range(len(rest), 0, -1):
            groups = group_rows(rest[:most], lambda one: (shorten_publisher(one.publisher), _choose_opening(one)))
            stated = join_words(map(phrase_said, groups.values()), by="; ")
            contested = (_phrase_contest(one, alone=most == 1) for one in rest[:most])
            but = join_words(filter(None, contested), by="; ")
            said = phrase("{}{}.", stated, phrase("; but {}", but) if str(but) else "")
            if len(str(said).split()) <= MAX_WORDS:
                break
        yield capitalise(said)
        rest = rest[most:]


def _phrase_contest(figure: Figure, *, alone: bool) -> Sentence | None:
    """Phrase who contests a figure of people found or arrested: "C has 68 victims and D has 80"; None if nobody.

    What follows the noun of both, such as an offence, is not repeated, nor the noun of a figure that is `alone`.
    """
    against = [two for two in figure.rivals if contests(two, figure)] if figure.lead in LEADS[0] else []
    is_brief = alone and all(two.noun == figure.noun and two.hedge != "order_of_magnitude" for two in against)
    said = []
    for two in against:
        number = cite_number(two) if is_brief else cite_figure(two, two.head)
        said.append(phrase("{} has {}", name_beside(two, figure), number))
    return join_words(said, last=" and ") if said else None


def phrase_said(figures: Sequence[Figure]) -> Sentence:
    """Phrase figures with their publisher, as a clause: "the FBI said 2 people were charged"."""
    return phrase(_choose_opening(figures[0]), name_publisher(figures[0].publisher), phrase_deeds(figures))


def _choose_opening(figure: Figure) -> str:
    if figure.derived:  # the source prints its parts
        return "by the figures of {}, {}"
    if figure.rank in NEAR:
        return "{}, in the headline of a copy, said {}" if is_copied_title(figure) else "{} said {}"
    return "{}, which retells other reports, reported that {}" if figure.rank == "retelling" else "{} reported that {}"


def phrase_deeds(figures: Sequence[Figure]) -> Sentence:
    """Return what was done to whom: "officers seized US$20,000", "2 victims were rescued and 14 arrests made"."""
    deeds = group_rows((one for one in figures if find_deed(one)), find_deed)
    done = [phrase(f"{deed} {{}}", join_words(map(_cite_object, group), last=" and ")) for deed, group in deeds.items()]
    said = [phrase("officers {}", join_words(done, last=" and "))] if done else []
    if clauses := [_make_clause(one) for one in figures if not find_deed(one)]:
        said.append(_join_clauses(clauses))
    return join_words(said, last=", and ")


def _cite_object(figure: Figure) -> Sentence:
    subject, after = _split_noun(figure)
    return phrase("{}{}", cite_figure(figure, subject), "" if figure.is_money else mark_name(after))


def _split_noun(figure: Figure) -> tuple[str, str]:
    """Return what is counted without what was done to it, and what follows the verb: ("arrests", " for fraud")."""
    before, _, after = figure.noun.partition(figure.head)
    return f"{before}{figure.head.removesuffix(f' {figure.deed}')}", bracket(after)


def _make_clause(figure: Figure) -> _Clause:
    subject, after = _split_noun(figure)
    deed = VERBS[figure.verb].words if figure.verb else figure.deed
    # Victims of what, and not rescued of what; people found (migrants), and not found (migrants); but why, at the end.
    is_whom = figure.lead and after.startswith(" (") and not after.startswith((" (for ", " (on suspicion "))
    if figure.takes_offence == "of" or after.startswith(" of ") or is_whom:
        subject, after = f"{subject}{after}", ""
    after += f" ({figure.all_of})" if figure.all_of else ""
    be = "was" if figure.upper == 1 or figure.is_money else "were"
    auxiliary = be if figure.passive.startswith("were ") else figure.passive.partition(" ")[0]
    return _Clause(cite_figure(figure, subject), auxiliary, deed, after)


def _join_clauses(clauses: Sequence[_Clause]) -> Sentence:
    """Join clauses; a verb is not repeated: "2 victims were rescued and 14 arrests made"."""
    said: list[Sentence] = []
    groups = group_rows(clauses, lambda one: one if one.rest else (one.deed, one.auxiliary.replace("was", "were")))
    first = ""
    for group in groups.values():
        auxiliary = "were" if len(group) > 1 and group[0].auxiliary == "was" else group[0].auxiliary
        verb = group[0].deed if first == auxiliary else f"{auxiliary} {group[0].deed}"
        first = first or auxiliary
        subjects = join_words((one.subject for one in group), last=" and ")
        said.append(phrase(f"{{}} {verb}{{}}", subjects, mark_name(group[0].rest)))
    return join_words(said, last=" and ")


def phrase_parts(headline: pd.DataFrame) -> Iterator[Sentence]:
    """Yield a sentence on each result of which parts are stated: "Of the 2,517 arrests, 850 were for …".

    Its parts are of one publisher, if possible the whole's: parts by two may overlap or leave a gap. Another one is
    named, and so is who contradicts a part.
    """
    figures = Figure.rows(headline)
    parts_of = group_rows((one for one in figures if one.hedge), lambda one: one.subset_of)
    for whole in compress(figures, (headline["kind"] == "outcome") & headline["subset_of"].isna()):
        by_publisher = group_rows(parts_of.get(whole.claim_id, []), lambda one: shorten_publisher(one.publisher))
        first = next(iter(by_publisher.values()), [])
        parts = by_publisher.get(shorten_publisher(whole.publisher), first)[:MAX_PARTS]
        if not parts:
            continue
        sums = accumulate(one.lower if one.lower == one.upper else inf for one in parts)
        parts = parts[: next((at for at, total in enumerate(sums, 1) if total == whole.lower == whole.upper), None)]
        by, other, of = name_publisher(parts[0].publisher), name_publisher(whole.publisher), cite_total(whole)
        stated = [
            join_parts([said, *(cite_rival(two, one) for two in one.rivals)])
            for one, said in zip(parts, list_parts(parts, whole), strict=True)
        ]
        listed = join_words(stated, last=" and ")
        are_few = sum(one.upper for one in parts) <= SEEN * whole.lower
        if are_few and all({"girls", "boys", "women", "men"} & {one.population, one.detail} for one in parts):
            # Three boys of 191 children leave no 188 girls.
            listed = phrase("{} (the sex of the others is not recorded here)", listed)
        if by == other:
            yield phrase("Of {}, {}.", of, listed)
        else:
            yield phrase("Of {} ({}), {}, according to {}.", of, other, listed, by)


def cite_rival(rival: Figure, figure: Figure) -> Sentence:
    """Cite what another source prints for a figure: " (50 according to Frontex)"."""
    return phrase(" ({} according to {})", cite_number(rival), name_beside(rival, figure))


def cite_total(figure: Figure) -> Sentence:
    """Format a figure that was named before, and its case: "the 4 arrests (Kent Police)", "more than 2,700 victims"."""
    case = mark_name(f" ({figure.case})") if figure.case else ""
    article = "the " if figure.hedge == "exact" else ""
    return phrase(f"{article}{{}}{{}}", cite_figure(figure, bracket(figure.noun)), case)


def list_parts(parts: Iterable[Figure], whole: Figure) -> Iterator[Sentence]:
    """Yield what each part of a figure is: "21 were listed here under “Phoenix”", then "19 under “Jackson”"."""
    opening = ""
    for one in parts:
        number, *rest = (said := _phrase_part(one, whole)).parts
        before, words = opening, rest[-1].text
        opening = next((start for start in (f" {LISTED}", " for ", " in ") if words.startswith(start)), "")
        going_on = rest[-1].model_copy(update={"text": words.removeprefix(f" {LISTED}")})
        yield Sentence((number, going_on)) if opening and opening == before else said


def _phrase_part(part: Figure, whole: Figure) -> Sentence:
    """Return what the part of a figure is, and where: "850 were for migrant smuggling"."""
    where = ""
    if part.country_iso3 and part.country_iso3 != whole.country_iso3:
        where = f" in {places.country_in_prose(part.country_iso3)}"
    if part.detail and part.scope == "case" and part.detail != whole.detail:
        is_alone = not where and not list_differences(part, whole)
        where += f" here under “{part.detail_words}”" if is_alone else f" ({part.detail_words})"
    return phrase("{}{}", _phrase_predicate(part, whole, where), mark_name(where))


def _phrase_predicate(part: Figure, whole: Figure, where: str) -> Sentence:
    subject, after = _split_noun(part)
    is_same, words = part.metric == whole.metric, ""
    if is_same:
        words = ", ".join(list_differences(part, whole))
    elif part.metric == "arrests" and whole.unit == "persons":
        words = f"arrested{after}"
    elif part.passive == whole.passive and part.upper != 1:  # "18 were found" of victims found says nothing
        words = f"{subject}{after}"
    elif part.unit == whole.unit == "persons":
        words = bracket(part.noun) if subject.endswith(part.head) else f"{_make_clause(part).deed}{after}"
    if is_same and not words and where:
        words = "listed" if where.startswith(" here") else ""
    elif is_same and not words and part.hedge and part.verb == whole.verb:
        words = APART
    elif not words or part.hedge is None:
        return _join_clauses([_make_clause(part)])
    return phrase("{} {}{}", cite_number(part), "was" if part.upper == 1 else "were", mark_name(words and f" {words}"))
