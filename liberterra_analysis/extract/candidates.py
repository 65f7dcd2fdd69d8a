"""Extract candidate claims from a text: each is a span of the text, with what speaks for it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice, takewhile
from math import floor
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from liberterra_analysis.extract import context
from liberterra_analysis.extract.features import describe
from liberterra_analysis.extract.kinds import is_year
from liberterra_analysis.extract.mentions import PART_OF, Mention, link, read_mentions
from liberterra_analysis.extract.model import FIRST_METRIC, NAMES, Model, explain, load_model, weigh
from liberterra_analysis.extract.numbers import measure_of
from liberterra_analysis.extract.sentences import blank
from liberterra_analysis.extract.words import CUES, MEASURES, METRICS, NOUNS, WITH_STATUS, printed_terms, stem
from liberterra_analysis.hedges import Hedged
from liberterra_analysis.hedges.currency import CODES
from liberterra_analysis.schema.metrics import Metric
from liberterra_analysis.schema.validate import MOST_QUOTED

MAX_FIGURES = 10_000
"""Number of candidates at which reading stops: a text with more is a data set, not an announcement."""

NO_MORE: Mapping[str, Metric] = MappingProxyType({})
"""No metrics but the package's."""

LEAST = 0.28
"""Probability of an outcome with a metric from which it is proposed: the one with the best F1 in cross-validation."""

CERTAIN = 0.9
"""Probability of an outcome from which it is proposed even if no metric is likely."""

OF_TABLES, OF_KINDS = 0.86, 0.95
"""Shares of the outcomes in cells of tables, and of the numbers sorted out by rules, that were right in `develop`."""

_PERSON_METRICS = frozenset(name for name, one in METRICS.items() if one.counts_persons) | {"refusals", "detections"}
_BACKGROUND = frozenset({"name", "measure", "decimal", "unlisted", "plan"})
_REACH = 25  # words after a number in which its offence is looked for


@dataclass(kw_only=True)
class Candidate:
    """A figure as printed in a text, with what was read around it.

    `quote` are the words from the number to what it counts, `subset_of` is the index of its whole, `doubt` what near it
    speaks against how it was read. A blank is "not recorded". `confidence` is the share of such proposals that were
    right in texts not trained on.
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
    quote: str = ""
    status: str = "unspecified"
    release_status: str = "unspecified"
    country_iso3: str = ""
    nationality_iso3: str = ""
    population: str = ""
    detail: str = ""
    offence: str = ""
    verb: str = ""
    operation: str = ""
    subset_of: int | None = None
    doubt: str = ""
    passage: tuple[int, int] = (0, 0)

    @property
    def value(self) -> float | int | None:
        """Return the number for the JSON; None for an order of magnitude."""
        return None if self.hedged.hedge == "order_of_magnitude" else self.hedged.value


class Decision(NamedTuple):
    """What a number was taken for: its kind, its metric, how sure that is, and why."""

    kind: str
    metric: str
    confidence: float
    why: str


def extract(text: str, metrics: Mapping[str, Metric] = NO_MORE) -> list[Candidate]:
    """Find the figures of an announcement in English, in text order.

    `metrics` are the rows of the ledger's table; a metric that the package does not know is found by its own noun.

    >>> [(one.as_printed, one.metric) for one in extract("Police arrested more than 40 suspects in 12 countries.")]
    [('more than 40', 'arrests'), ('12', 'countries')]
    """
    clean = blank(text)
    found = read_numbers(clean)
    if not found:
        return []
    decisions = [*zip(found, decide(found), strict=True)]
    release = context.release_status(_blank_earlier(clean, decisions))
    candidates = [_candidate(text, one, decision, release) for one, decision in decisions]
    _set_wholes(found, candidates)
    _set_sums(found, candidates)
    _doubt_parts(found, candidates)
    _doubt_years(candidates)
    own = {name: one for name, one in metrics.items() if name not in METRICS}
    return [_named(one, clean, own) for one in candidates] if own else candidates


def _blank_earlier(clean: str, decisions: Iterable[tuple[Mention, Decision]]) -> str:
    """Blank what leads to numbers of earlier operations: "Since 2011 the campaign has so far led to 5,800 arrests"."""
    begun = set()
    for one, decision in decisions:
        start = one.number.start if one.sentence in begun else one.sentence.start
        end = one.tokens[one.until - 1].end
        if decision.kind in {"comparison", "other_operation"}:
            clean = f"{clean[:start]}{' ' * (end - start)}{clean[end:]}"
        elif decision.kind == "outcome":
            begun.add(one.sentence)
    return clean


def read_numbers(clean: str) -> list[Mention]:
    """Return the numbers of a blanked text, each with its whole, its features and its hints."""
    found = [*islice(read_mentions(clean), MAX_FIGURES)]
    link(found)
    times = Counter(one.value for one in found if not one.kind)
    for one in found:
        describe(one, times[one.value])
    return found


def decide(found: Sequence[Mention]) -> list[Decision]:
    """Decide what each number is: by its kind or cell where these are sure, else by the classifier."""
    model = load_model()
    shares = weigh(model, found)
    decisions = [decide_surely(one) or _weighed(model, share, one) for one, share in zip(found, shares, strict=True)]
    for one, decision in zip(found, decisions, strict=True):
        whole = decisions[one.whole.at] if one.whole else decision
        surer = whole.kind == decision.kind == "outcome" and whole.confidence > decision.confidence
        if surer and _counts_as_whole(one, whole.metric):
            decisions[one.at] = decision._replace(metric=whole.metric)
        near = decisions[one.at - 1]  # "8 in Austria, 3 in Kosovo": what a list counts, all of it counts
        if one.linked == "listed" and found[one.at - 1].whole is one.whole and decision.kind == "background":
            is_like = near.kind == whole.kind == "outcome" and near.metric == whole.metric
            decisions[one.at] = near._replace(confidence=min(near.confidence, CERTAIN)) if is_like else decision
    return decisions


def _counts_as_whole(one: Mention, metric: str) -> bool:
    """Return whether a part counts what its whole does: 10 minors of 39 migrants, but not 10 victims of 39 arrested."""
    vague = one.noun is None or one.noun.cls == "person"
    told = {NOUNS.get((stem(token.word),)) for token in one.tokens[one.last : one.until]}
    return one.linked in PART_OF and vague and metric in _PERSON_METRICS and "victim" not in told


def _weighed(model: Model, shares: NDArray[np.float64], one: Mention) -> Decision:
    metric = FIRST_METRIC + int(shares[FIRST_METRIC:].argmax())
    if not is_proposed(shares):
        kind = NAMES[1 + int(shares[1:FIRST_METRIC].argmax())]
        return Decision(kind, NAMES[metric], float(1 - shares[0]), kind)
    right = float(np.interp(shares[metric], *model.calibration.T))
    return Decision("outcome", NAMES[metric], right, explain(model, one, NAMES[metric]))


def is_proposed(shares: NDArray[np.float64]) -> bool:
    """Return whether the probabilities of a number, as from `weigh`, make it an outcome."""
    return bool(shares[0] >= CERTAIN or shares[FIRST_METRIC:].max() >= LEAST)


def decide_surely(one: Mention) -> Decision | None:
    """Return the decision on a number by its form or table; None if the classifier has to decide."""
    if one.kind and one.kind != "price":
        return Decision(one.kind, "", OF_KINDS, one.kind)
    if one.cell is None:
        return None
    metric = one.cell.metric if one.cell.kind == "outcome" else ""
    return Decision(one.cell.kind, metric, OF_TABLES if metric else OF_KINDS, "table")


def _candidate(text: str, one: Mention, decision: Decision, release: str) -> Candidate:
    number, tokens, places = one.number, one.tokens, one.passage.places
    kind = "background" if decision.kind in _BACKGROUND else decision.kind
    outcome = kind == "outcome"
    metric = "money" if one.currency and outcome else decision.metric
    metric = metric or ("unknown" if kind == "background" else kind)
    persons = metric in _PERSON_METRICS
    population = context.population_of(tokens, number.last, one.last) if persons else ""
    after = tokens[number.last : min(one.until, number.last + _REACH)]
    place = one.cell.code if one.cell else context.country_of(tokens, places, number, one.last, one.until)
    status = context.status_of(one, metric) if outcome else ""
    return Candidate(
        start=number.start, end=number.end, as_printed=text[number.start : number.end], hedged=number.hedged,
        metric=metric, unit=one.currency or _unit(one, metric), kind=kind, rule=decision.why,
        confidence=floor(100 * decision.confidence) / 100, paragraph=one.sentence.paragraph, quote=_quote(text, one),
        status=status or "unspecified", release_status=release,
        population=population, detail=context.detail_of(one, population),
        offence=context.offence_of(after, metric) if outcome else "",
        verb=context.verb_of(one) if persons and outcome else "",
        country_iso3=place, doubt=context.doubt_about(text, one, metric, status, place),
        nationality_iso3=context.nationality_of(tokens, places, number, one.last) if persons else "",
        operation=one.passage.operation, passage=(one.sentence.start, one.sentence.end),
    )  # fmt: skip


def _quote(text: str, one: Mention) -> str:
    """Return the words from a number to what it counts; "" where they do not follow each other in a sentence."""
    if one.cell or not (one.noun or one.currency):
        return ""
    words = text[one.number.start : max(one.number.end, one.tokens[one.last - 1].end)].split()
    return " ".join(words) if len(words) <= MOST_QUOTED else ""


def _unit(one: Mention, metric: str) -> str:
    """Return the unit of a number: the printed unit of weight or volume, else the unit of the metric."""
    unit = measure_of(one.tokens, one.number.last)
    if metric == "drugs" and not unit:
        return "items"  # tablets, plants, doses
    return unit or (METRICS[metric].unit if metric in METRICS else "")


def _set_wholes(found: Sequence[Mention], candidates: Sequence[Candidate]) -> None:
    """Set the whole of each outcome that is part of another with the same metric, and its status."""
    for at, (one, part) in enumerate(zip(found, candidates, strict=True)):
        beside = at - 1 if at and one.cell and one.cell.part else at
        index = one.whole.at if one.whole else beside
        whole = candidates[index]
        if one.linked == "of number" and index > at:
            whole.doubt = whole.doubt or f"only {part.as_printed!r} of it may be meant"  # "arrested 14 of 39 suspects"
        if index != at and part.kind == whole.kind == "outcome" and part.metric == whole.metric:
            if index < at and (one.linked in PART_OF or not one.whole) and (whole.value or 0) > (part.value or 0):
                part.subset_of = index
                part.country_iso3 = part.country_iso3 or whole.country_iso3  # as the ledger has it
            _set_status(one, part, whole)


def _set_sums(found: Sequence[Mention], candidates: Sequence[Candidate]) -> None:
    """Set the whole of exact outcomes in succession that add up to one before them: "63 held; 29 here, 34 there"."""
    alike: dict[tuple[str, str], list[int]] = {}
    for at, one in enumerate(candidates):
        if one.kind == "outcome" and one.paragraph and one.subset_of is None and one.value:
            alike.setdefault((one.metric, one.unit), []).append(at)

    def is_free(at: int) -> bool:
        return candidates[at].hedged.hedge == "exact" and candidates[at].subset_of is None

    for group, first in [(same, at) for same in alike.values() for at in reversed(range(len(same)))]:
        parts = [*takewhile(is_free, group[first : first + _MOST_PARTS])]
        sums = [*accumulate(candidates[at].value or 0 for at in parts)]
        for whole in reversed(group[max(first - _MOST_AHEAD, 0) : first]):
            total = candidates[whole].value or 0
            if total >= _LEAST_SUM and total in sums[1:]:
                for at in parts[: sums.index(total) + 1]:
                    candidates[at].subset_of = whole
                    _set_status(found[at], candidates[at], candidates[whole])
                break


_MOST_PARTS, _MOST_AHEAD, _LEAST_SUM = 12, 40, 20  # two of a few small numbers often make a third


def _doubt_parts(found: Sequence[Mention], candidates: Sequence[Candidate]) -> None:
    """Set a doubt where an outcome may be part of the largest, as that is called a total or itself is of yesterday."""
    ranked = sorted(range(len(candidates)), key=lambda at: candidates[at].value or 0)
    sure = (at for at in ranked if candidates[at].kind in {"outcome", "comparison"} and candidates[at].confidence > 0.5)
    largest = {(candidates[at].metric, candidates[at].unit): at for at in sure}
    for at, part in enumerate(candidates):
        most = largest.get((part.metric, part.unit), at)
        if part.kind == "outcome" and part.subset_of is None and (candidates[most].value or 0) > (part.value or 0):
            total = CUES["whole"] & context.words_around(found[most])
            if total or CUES["while"] & context.words_around(found[at]):
                part.doubt = part.doubt or f"it may be part of {candidates[most].as_printed!r}"


def _doubt_years(candidates: Sequence[Candidate]) -> None:
    """Set a doubt about an outcome whose sentence names an earlier year than the text does elsewhere."""
    dated = [one for one in candidates if one.kind == "date" and is_year(one.as_printed)]
    years = {one.passage: one.as_printed for one in sorted(dated, key=lambda one: one.as_printed)}
    for one in candidates:
        year = years.get(one.passage, "")
        if one.kind == "outcome" and "" < year < max(years.values()):
            one.doubt = one.doubt or f"it may be of {year}, and the text names a later year"


def _set_status(one: Mention, part: Candidate, whole: Candidate) -> None:
    """Set the status of a part that states none to that of its whole; where it may be another, set a doubt."""
    after = {token.word for token in one.tokens[one.number.last : one.until]}
    sure = part.subset_of is not None and not after & (CUES["assessed"] | printed_terms("status").keys())
    if part.status == "unspecified" and sure:
        part.status = whole.status
    elif part.status == "unspecified" != whole.status and part.metric in WITH_STATUS:
        part.doubt = part.doubt or f"its status may be {whole.status!r}, as that of {whole.as_printed!r} is"


def _named(one: Candidate, clean: str, own: Mapping[str, Metric]) -> Candidate:
    """Return a candidate with the metric of the ledger whose noun follows it, at most two words apart."""
    if one.kind not in {"outcome", "background"} or one.unit in {*MEASURES.values(), *CODES}:
        return one
    for name, metric in own.items():
        nouns = f"{re.escape(metric.plural)}|{re.escape(metric.singular)}"
        if re.compile(rf"(?:\s+[\w-]+){{0,2}}?\s+(?:{nouns})\b", re.IGNORECASE).match(clean, one.end):
            why = "noun of the ledger"
            return replace(one, metric=name, unit=metric.unit, kind="outcome", rule=why, confidence=OF_KINDS)
    return one
