"""A candidate claim, and what is known while a text is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from liberterra_analysis.extract.events import Event
from liberterra_analysis.extract.grid import Column
from liberterra_analysis.extract.numbers import Number
from liberterra_analysis.extract.sentences import Sentence, Token
from liberterra_analysis.extract.where import Place
from liberterra_analysis.hedges import Hedged

CONFIDENCE: Mapping[str, float] = MappingProxyType(
    {
        "noun and verb": 0.94,
        "noun": 0.87,
        "part": 0.81,
        "verb": 0.85,
        "label": 0.95,
        "listed": 0.95,
        "table": 0.99,
        "total": 0.32,
        "money": 0.89,
        "nationalities": 0.75,
        "same as before": 0.76,
        "same persons": 0.55,
        "bare person": 0.35,
        "uncounted": 0.6,
    }
)
"""How often an outcome rule was right: value, hedge and metric.

Counted on labelled texts twice, and added up: on 24 texts at first contact, before their misses were used (389
candidates, 76 % right), and on 32 texts after (about 500 candidates, 97 % right); four candidates at the mean of all
are added to each rule. A text never seen lies between the two. What is no outcome has 0.9; "uncounted" is a guess.
"""

PERSON_METRICS = frozenset(
    "arrests victims irregular_migrants migrants_rescued migrants_smuggled intercepted persons_found suspects "
    "referrals missing_children persons_sentenced persons_charged persons_returned officers persons_checked "
    "refusals detections".split()
)
"""Metrics that count persons."""


UNITS: Mapping[str, str] = MappingProxyType(
    {
        metric: unit
        for unit, metrics in {
            "persons": "victims irregular_migrants suspects migrants_rescued migrants_smuggled intercepted "
            "persons_found missing_children persons_returned persons_sentenced persons_charged officers "
            "experts persons_checked referrals",
            "pieces": "ammunition",
            "kilograms": "drugs",
            "firearms": "firearms",
            "items": "items_seized",
            "checks": "database_checks",
            "documents": "documents_seized documents_checked",
            "warrants": "arrest_warrants",
            "flights": "flights_monitored flights_checked",
            "vehicles": "vehicles_checked",
            "places": "locations locations_checked",
            "hits": "database_hits",
            "days": "duration_days",
            "weeks": "duration_weeks",
            "months": "duration_months",
            "years": "duration_years sentence_years age",
            "hours": "duration_hours",
            "parcels": "parcels_checked",
            "platforms": "platforms_suspected platforms_checked",
            "sites": "sites_monitored",
        }.items()
        for metric in metrics.split()
    }
)
"""Unit of a metric, where it is not the metric's own name."""


@dataclass(slots=True, kw_only=True)
class Candidate:
    """A figure as it stands in a text, with what the rules make of it.

    `value`, `high` and `hedge` are those of the ledger, but for `amount`, which also holds what is no whole number;
    `subset_of` is the index of the candidate that it is a part of. A blank is "not stated".
    """

    start: int
    end: int
    as_printed: str
    hedged: Hedged
    amount: float | None
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
        """The number as the JSON has it: none for a word of magnitude."""
        if self.hedged.hedge == "order_of_magnitude":
            return None
        return self.hedged.value if self.hedged.value is not None else self.amount


@dataclass(slots=True)
class State:
    """What a text has said so far."""

    found: list[Candidate] = field(default_factory=list)
    operation: str = ""
    release: str = "unspecified"
    aside: bool = False
    """Whether a heading such as "About us" or "Notes to editors" stands above."""
    people: str = ""
    """Metric of the persons whom a sentence does not name."""
    paragraph: int = -1
    header: int | None = None
    """Candidate of the line that a list below belongs to."""
    topic: str = ""
    """Metric of a heading without a number that a list below belongs to: "Arrests by country:"."""
    deed: Event | None = None
    """What such a heading says was done to all below: "Checked:"."""
    asked: str = ""
    """Metric that a question asks for: "And victims?"."""
    card: int | None = None
    """Candidate on a line of its own, whose label may follow on the next line."""
    columns: list[Column] | None = None
    """Header of the table that a row belongs to."""
    last: int | None = None
    """Candidate whose metric an elliptic number takes over."""
    persons: int | None = None
    """The last one that counts persons."""


@dataclass(slots=True)
class Reading:
    """A sentence as it is read."""

    text: str
    clean: str
    sentence: Sentence
    tokens: list[Token]
    numbers: list[Number]
    events: list[Event] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    """Its words as the patterns of `background` know them."""
    places: list[Place] = field(default_factory=list)
    route: str = ""
