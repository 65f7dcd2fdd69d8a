"""Sentences about what is published about one country, and what is not known."""

from collections.abc import Iterator

import pandas as pd

from liberterra_analysis import places
from liberterra_analysis.analysis.country import find_silent_operations
from liberterra_analysis.analysis.figures import Figure, list_rivals, shorten_publisher
from liberterra_analysis.analysis.headline import PEOPLE_UNITS, select_lead
from liberterra_analysis.wording.operation import link_dates
from liberterra_analysis.wording.results import LEADS, cite_rival, phrase_cases, phrase_main_result, phrase_parts
from liberterra_analysis.wording.sentences import (
    UNTIED,
    Sentence,
    cite_figure,
    cite_number,
    claim_anchor,
    describe_beside_number,
    describe_case,
    describe_result,
    join_parts,
    join_words,
    link_index,
    link_number,
    mark_name,
    phrase,
)


def summarise_country(
    country: str, about: pd.DataFrame, operations: pd.DataFrame, sources: pd.DataFrame
) -> list[Sentence]:
    """Return sentences on the newest result in a country, or else on its nationals, or else how much is recorded.

    >>> print(*summarise_country("LUX", pd.DataFrame({"about": []}), pd.DataFrame(), pd.DataFrame()))
    We have recorded no figure about Luxembourg. That is no sign that nothing happened there.
    """
    place = mark_name(places.country_in_prose(country))
    if about.empty:
        return [phrase("We have recorded no figure about {}. That is no sign that nothing happened there.", place)]
    newest = [*_phrase_newest(about, operations, sources)] or [*_phrase_nationals(about, operations)]
    claims = about["claim_id"].nunique()
    count = "We have recorded {} claim about {}." if claims == 1 else "We have recorded {} claims about {}."
    return newest or [phrase(count, link_number(claims, "claims"), place)]


def _phrase_newest(about: pd.DataFrame, operations: pd.DataFrame, sources: pd.DataFrame) -> Iterator[Sentence]:
    """Yield the newest count of people in the country as a whole, and newer single cases, or else these alone."""
    about = about.assign(rivals=list_rivals(about))
    territory = about[(about["about"] == "territory") & about["unit"].isin(PEOPLE_UNITS)]
    there = territory[territory["quoted"] & (territory["scope"] != "case")].sort_values("order")
    # A part of what is counted elsewhere, such as in the operation as a whole, is a count of the country all the same.
    there = there.assign(subset_of=there["subset_of"].where(there["subset_of"].isin(there["claim_id"])))
    counted = there[there["scope"] != "context"]
    dated = operations.dropna(subset=["starts"]).sort_values("starts", ascending=False)
    for at, (_, operation) in enumerate(dated.iterrows()):
        found = counted[counted["operation_id"] == operation["operation_id"]]
        newest = "" if _has_undated(there, operations, sources, str(operation["starts"])) else "newest recorded "
        opening = _open_with(operation, f"{newest}countrywide count of people found or arrested")
        if said := [*phrase_main_result(found, opening)]:
            yield from said
            arrests = found[found["metric"] == "arrests"].sort_values("lower", ascending=False, kind="stable")
            # Who reads of arrests in a report on trafficking and smuggling takes them for arrests for that.
            if (arrests.loc[arrests["subset_of"].notna(), "offence"] == "other").any():
                yield from phrase_parts(arrests)
            yield from _phrase_newest_cases(territory, dated.head(at), "single cases")
            return
    is_counted = _has_undated(there, operations, sources, "")
    which = "single cases" if is_counted else "single cases, no recorded countrywide count of people found or arrested"
    yield from _phrase_newest_cases(territory, dated, which)


def _phrase_newest_cases(territory: pd.DataFrame, dated: pd.DataFrame, which: str) -> Iterator[Sentence]:
    """Yield the single cases in a country of the first of some operations that has any of people."""
    cases = territory[(territory["scope"] == "case") & (territory["kind"] == "outcome")]
    for _, operation in dated[dated["operation_id"].isin(cases["operation_id"])].iterrows():
        if cited := phrase_cases(cases[cases["operation_id"] == operation["operation_id"]]):
            yield phrase("{}{}.", _open_with(operation, which), cited)
            return


def _phrase_nationals(about: pd.DataFrame, operations: pd.DataFrame) -> Iterator[Sentence]:
    """Yield the newest figures of nationals of a country, a sentence for each place where they were counted."""
    # What is outside an operation is not said to be of it.
    about = about[(about["about"] == "nationals") & (about["scope"] != "context")]
    for _, operation in operations.dropna(subset=["starts"]).sort_values("starts", ascending=False).iterrows():
        nationals = about[about["operation_id"] == operation["operation_id"]]
        by_place = nationals.groupby("country_iso3", dropna=False, sort=False)
        cited = {code: said for code, there in by_place if (said := phrase_cases(there))}
        for code, said in cited.items():
            place = ", place not recorded" if pd.isna(code) else f" in {places.country_in_prose(str(code))}"
            yield phrase("{}{}.", _open_with(operation, f"its nationals{place}"), said)
        if cited:
            return


def _open_with(operation: pd.Series, which: str) -> Sentence:
    """Return what stands before figures: an operation, its dates, unless its name has them, and which figures."""
    name, dates = str(operation["name"]), link_dates(operation)
    noted = join_words([*([] if str(dates) in name else [dates]), mark_name(which)], by="; ")
    return phrase("{} ({}): ", mark_name(name), noted)


def _has_undated(there: pd.DataFrame, operations: pd.DataFrame, sources: pd.DataFrame, day: str) -> bool:
    """Return whether other such figures may be newer than a day: of a year or month, or outside any operation.

    What is outside any operation is no newer than its source.
    """
    imprecise = [pd.isna(starts) or (starts != day and day.startswith(starts)) for starts in operations["starts"]]
    late = [pd.isna(date) or date > day or day.startswith(date) for date in sources["published"]]
    of, by = there["operation_id"], there["source_id"]
    is_outside = (there["scope"] == "context") & by.isin(sources.loc[late, "source_id"])
    others = there[is_outside | of.isin(operations.loc[imprecise, "operation_id"])]
    groups = (Figure.rows(group) for _, group in others.groupby("operation_id", dropna=False))
    return any(select_lead(group, *LEADS[0]) for group in groups)


def summarise_countries(countries: pd.DataFrame, at_least: int, *, table: str) -> list[Sentence]:
    """Return a sentence on about how many countries claims are recorded, and about how many only a few.

    >>> print(*summarise_countries(pd.DataFrame({"claims": [1, 7]}), 3, table="countries"))
    We have recorded claims about 2 countries, and fewer than 3 claims about 1 of them, routes apart.
    """
    counts = len(countries), at_least, int((countries["claims"] < at_least).sum())
    said = "We have recorded claims about {} countries, and fewer than {} claims about {} of them, routes apart."
    return [phrase(said, *(link_number(count, table) for count in counts))]


def tabulate_claims(
    claims: pd.DataFrame, figures: pd.DataFrame, operations: pd.DataFrame, *, shares: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return a table of claims, from the newest operation to the oldest, of each single cases last and people first.

    `figures` holds them, their wholes, and other claims about the same; `shares` comes from `measure_shares`. Wholes
    stand before parts. The index is that of `claims`. Columns: `operation`, `began` (the month), `where` (the country),
    `cited` (with its whole, its share of that, and what other sources print instead), `publisher`, `lower`, `upper`.
    """
    starts = claims["operation_id"].map(operations.set_index("operation_id")["starts"])
    # A whole such as "nearly 19" may be read as less than its part of 18.
    part = claims["claim_id"].map(claims.groupby("subset_of")["lower"].max())
    least = claims["lower"].mask(part > claims["lower"], part)
    newest = ["starts", "operation_id", "is_case", "order", "least", "upper"]
    claims = claims.assign(starts=starts, least=least, is_case=claims["scope"] == "case")
    claims = claims.sort_values(newest, ascending=[False, True, True, True, False, False], kind="stable")
    links = {row["operation_id"]: link_index(row["name"], row["operation_id"]) for _, row in operations.iterrows()}
    months = operations.assign(starts=operations["starts"].str[: len("2024-09")], ends=None)
    began = {row["operation_id"]: link_dates(row) for _, row in months.iterrows()}
    table = claims.assign(
        operation=claims["operation_id"].map(links).fillna(UNTIED),
        began=claims["operation_id"].map(began).fillna(""),
        where=[places.country_name(code) if pd.notna(code) else "not recorded" for code in claims["country_iso3"]],
        cited=pd.Series(_cite_cases(claims, figures, shares), index=claims.index, dtype="object"),
        publisher=claims["publisher"].map(shorten_publisher),
    )
    return table[["claim_id", "operation", "began", "where", "cited", "publisher", "lower", "upper"]]


def _cite_cases(claims: pd.DataFrame, figures: pd.DataFrame, shares: pd.DataFrame | None) -> Iterator[Sentence]:
    shown, by_id = Figure.by_id(claims), Figure.by_id(figures.assign(rivals=list_rivals(figures)))
    percent = {} if shares is None else shares.set_index(["claim_id", "whole_claim_id"])["words"].to_dict()
    for one in Figure.rows(claims):
        said = [cite_rival(two, one) for two in by_id[one.claim_id].rivals if one.quoted]
        outside = "; outside the operation" if one.scope == "context" and one.operation_id else ""
        words = percent.get((one.claim_id, one.subset_of))
        share = phrase(" ({})", link_number(words, claim_anchor(one.claim_id))) if words else ""
        yield join_parts([_cite(one), *said, describe_case(one, shown, by_id), share, outside])


def _cite(figure: Figure) -> Sentence:
    """Cite a figure with what was done: "US$35,000 seized in cash"."""
    if figure.is_money:
        return phrase("{} {}", cite_number(figure), mark_name(describe_beside_number(figure)))
    return cite_figure(figure, describe_result(figure))


def phrase_unknown(country: str, about: pd.DataFrame, operations: pd.DataFrame) -> Iterator[Sentence]:
    """Yield sentences on what happened in a country and is not counted."""
    if not (about["about"] == "territory").any():
        yield phrase("We have recorded no figure about what happened in the country.")
    for _, operation in find_silent_operations(country, about, operations).iterrows():
        alone = "{} ({}) took place there, but no figure for the country alone is recorded here."
        yield phrase(alone, mark_name(operation["name"]), link_dates(operation))
