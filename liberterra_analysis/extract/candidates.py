"""Extract candidate claims from a text: each is a span of the text, with what speaks for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from liberterra_analysis.extract import context, where
from liberterra_analysis.extract.features import Guess, describe, describe_around, describe_text
from liberterra_analysis.extract.links import PART_OF, link
from liberterra_analysis.extract.mentions import Mention, read_mentions
from liberterra_analysis.extract.model import KINDS, NAMES, Described, Model, explain, guess, load_model, score, weigh
from liberterra_analysis.extract.numbers import measure_of
from liberterra_analysis.extract.sentences import blank
from liberterra_analysis.extract.words import MEASURES, METRICS
from liberterra_analysis.hedges import Hedged
from liberterra_analysis.hedges.currency import CODES
from liberterra_analysis.schema import Metric

MAX_FIGURES = 30_000
"""Number of candidates at which reading stops: a text with more is a data set, not an announcement."""

LEAST = 0.42
"""Probability from which a number is proposed as an outcome: the one with the best F1 in cross-validation."""

OF_TABLES = 0.86
"""Share of the outcomes in the cells of tables with a known header that were right in `develop`."""

_PERSON_METRICS = frozenset(name for name, one in METRICS.items() if one.counts_persons) | {"refusals", "detections"}
_BACKGROUND = frozenset({"name", "measure", "decimal", "unlisted", "plan"})


@dataclass(slots=True, kw_only=True)
class Candidate:
    """A figure as printed in a text, with what was read around it.

    `hedged` also holds decimals, which the ledger does not; `subset_of` is the index of its whole. A blank is "not
    recorded". `confidence` is the share of such proposals that were right in texts not trained on.
    """

    start: int
    end: int
    as_printed: str
    hedged: Hedged
    metric: str
    unit: str
    kind: str
    rule: str
    confidence: float
    paragraph: int
    status: str = "unspecified"
    release_status: str = "unspecified"
    country_iso3: str = ""
    nationality_iso3: str = ""
    population: str = ""
    offence: str = ""
    exploitation: str = ""
    verb: str = ""
    operation: str = ""
    route: str = ""
    subset_of: int | None = None
    passage: tuple[int, int] = (0, 0)

    @property
    def value(self) -> float | int | None:
        """Return the number for the JSON; None for an order of magnitude."""
        return None if self.hedged.hedge == "order_of_magnitude" else self.hedged.value


@dataclass(frozen=True, slots=True)
class Decision:
    """What a number was taken for: its kind, its metric, how sure that is, and why."""

    kind: str
    metric: str
    confidence: float
    why: str


def extract(text: str, metrics: Mapping[str, Metric] = METRICS) -> list[Candidate]:
    """Find the figures of an announcement.

    Parameters
    ----------
    text : str
        The text, in English.
    metrics : mapping of str to Metric
        The metrics of the ledger; one that the package does not know is found by its own noun.

    Returns
    -------
    list of Candidate
        In text order; each is a span of the text.

    Examples
    --------
    >>> [(one.as_printed, one.metric) for one in extract("Police arrested more than 40 suspects in 12 countries.")]
    [('more than 40', 'arrests'), ('12', 'countries')]
    """
    clean = blank(text)
    found, described = read_described(text, clean)
    if not found:
        return []
    decisions = decide(found, described)
    release = context.release_status(clean)
    candidates = [_candidate(text, one, decision, release) for one, decision in zip(found, decisions, strict=True)]
    _set_wholes(found, candidates)
    _read_places(clean, found, candidates)
    own = {name: one for name, one in metrics.items() if name not in METRICS}
    return [_named(one, clean, own) for one in candidates] if own else candidates


def read_described(text: str, clean: str) -> tuple[list[Mention], list[Described]]:
    """Return the numbers of a text, and each with its features and hints."""
    found = [*read_mentions(text, clean, MAX_FIGURES)][:MAX_FIGURES]
    link(found)
    shared = describe_text(clean, context.people_of(clean))
    for one in found:
        describe(one, clean, shared)
    return found, [(one.features, one.hints) for one in found]


def decide(found: Sequence[Mention], described: Sequence[Described]) -> list[Decision]:
    """Decide what each number is: by its kind or cell where these are sure, else by the classifiers."""
    model = load_model()
    first = score(model.first, described)
    around = look_around(found, first)
    scores = first + score(model.second, around)
    return [
        decide_surely(one) or _weighed(shares, model, both)
        for one, shares, *both in zip(found, weigh(scores), described, around, strict=True)
    ]


def _weighed(shares: NDArray[np.float64], model: Model, described: Sequence[Described]) -> Decision:
    metric = _METRIC + int(shares[_METRIC:].argmax())
    if shares[0] < LEAST:
        kind = 1 + int(shares[1:_METRIC].argmax())
        return Decision(NAMES[kind], NAMES[metric], float(1 - shares[0]), "")
    right = float(np.interp(shares[metric], *model.calibration.T))
    return Decision("outcome", NAMES[metric], right, explain(model, described, NAMES[metric]))


_METRIC = 1 + len(KINDS)


def look_around(found: Sequence[Mention], scores: NDArray[np.float64]) -> list[Described]:
    """Return features and hints of each number from what the classifiers took the others for."""
    guesses = guess(weigh(scores))
    for at, one in enumerate(found):
        if sure := decide_surely(one):
            outcome = sure.kind == "outcome"
            guesses[at] = Guess(float(outcome), sure.metric if outcome else sure.kind, sure.metric)
    return describe_around(found, guesses)


def decide_surely(one: Mention) -> Decision | None:
    """Return what a number is that its form or its table tells; None for one that has to be weighed."""
    if one.kind and one.kind != "price":
        return Decision(one.kind, "", 0.95, one.kind)
    if one.cell is not None:
        sure = one.cell.kind == "outcome"
        return Decision(one.cell.kind, one.cell.metric, OF_TABLES if sure else 0.95, "table")
    return None


def _candidate(text: str, one: Mention, decision: Decision, release: str) -> Candidate:
    number, kind = one.number, "background" if decision.kind in _BACKGROUND else decision.kind
    outcome = kind == "outcome"
    metric = "money" if one.currency and outcome else decision.metric
    tokens, alive = one.tokens, metric in _PERSON_METRICS
    after = tokens[number.last : number.last + _REACH]
    return Candidate(
        start=number.start,
        end=number.end,
        as_printed=text[number.start : number.end],
        hedged=number.hedged,
        metric=metric or "unknown",
        unit=one.currency or _unit(one, metric),
        kind=kind,
        rule=decision.why or decision.kind,
        confidence=round(decision.confidence, 2),
        paragraph=one.sentence.paragraph,
        status=context.status_of(tokens, number.first, one.last) if outcome else "unspecified",
        release_status=release,
        population=context.population_of(tokens, number.last, one.last) if alive else "",
        offence=context.offence_of(after, metric) if outcome else "",
        exploitation=context.exploitation_of(" ".join(token.word for token in after)) if outcome else "",
        verb=context.verb_of(one) if alive and outcome else "",
        operation=one.passage.operation,
        passage=(one.sentence.start, one.sentence.end),
    )


_REACH = 25
"""Words after a number in which its offence is looked for."""


def _unit(one: Mention, metric: str) -> str:
    """Return the unit of a number: the printed unit of weight or volume, else the unit of the metric."""
    unit = measure_of(one.tokens, one.number.last)
    if metric == "drugs" and not unit:
        return "items"  # tablets, plants, doses
    return unit or (METRICS[metric].unit if metric in METRICS else "")


def _set_wholes(found: Sequence[Mention], candidates: Sequence[Candidate]) -> None:
    """Set the index of the whole of each outcome that is part of another with the same metric."""
    places = {id(one): at for at, one in enumerate(found)}
    for at, (one, candidate) in enumerate(zip(found, candidates, strict=True)):
        whole = places.get(id(one.whole), at) if one.linked in PART_OF else at - 1 if one.cell and one.cell.part else at
        if not 0 <= whole < at or (candidates[whole].value or 0) <= (candidate.value or 0):
            continue
        if (candidate.kind, candidate.metric) == ("outcome", candidates[whole].metric) and candidates[
            whole
        ].kind == "outcome":
            candidate.subset_of = whole


def _read_places(clean: str, found: Sequence[Mention], candidates: Sequence[Candidate]) -> None:
    """Set country, nationality and route of each candidate."""
    places: list[where.Place] = []
    route, passage = "", None
    for at, (one, candidate) in enumerate(zip(found, candidates, strict=True)):
        if one.passage is not passage:
            passage, places = one.passage, where.places_of(clean, one.tokens)
            route = where.route_of(one.tokens, places)
        follows = at + 1 < len(found) and found[at + 1].passage is passage
        until = found[at + 1].number.first if follows else len(one.tokens)
        candidate.country_iso3 = (
            one.cell.code if one.cell else where.country_of(one.tokens, places, one.number, one.last, until)
        )
        if candidate.metric in _PERSON_METRICS:
            candidate.nationality_iso3 = where.nationality_of(one.tokens, places, one.number.last, one.last)
            candidate.route = route


def _named(one: Candidate, clean: str, own: Mapping[str, Metric]) -> Candidate:
    """Return a candidate with the metric of the ledger whose noun follows it, at most two words apart."""
    if one.kind not in {"outcome", "background"} or one.unit in {*MEASURES.values(), *CODES}:
        return one
    for metric in own.values():
        nouns = f"{re.escape(metric.plural)}|{re.escape(metric.singular)}"
        if re.compile(rf"(?:\s+[\w-]+){{0,2}}?\s+(?:{nouns})\b", re.IGNORECASE).match(clean, one.end):
            return replace(
                one, metric=metric.metric, unit=metric.unit, kind="outcome", rule="noun of the ledger", confidence=0.9
            )
    return one
