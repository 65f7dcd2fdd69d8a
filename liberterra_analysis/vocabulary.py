"""The closed lists behind the columns of the ledger, each term with its definition.

They are code because the code branches on them; `liberterra data` writes them to `data/terms.csv` for readers without
the package, and `liberterra check` compares that file with them. Metrics grow with the ledger and are data:
`data/metrics.csv`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a closed list: `name` is its form in the data, `words` in a report; `code` is that of a standard.

    `not_to_be_confused_with` is what readers mistake it for, or "".
    """

    name: str
    words: str
    definition: str
    not_to_be_confused_with: str = ""
    code: str = ""


def _closed(*terms: Term) -> Mapping[str, Term]:
    return MappingProxyType({term.name: term for term in terms})


HEDGES = _closed(
    Term("exact", "", "The source prints the number without any hedge.", "a number known to be correct"),
    Term("about", "about", "The number is rounded: about, around, some, approximately, roughly."),
    Term("nearly", "nearly", "The true number lies just below: nearly, almost, close to, just under.", "about"),
    Term("more_than", "more than", "The true number lies above: more than, over, in excess of.", "at_least"),
    Term("at_least", "at least", "The true number is this or above: at least, no fewer than, or more.", "more_than"),
    Term("up_to", "up to", "The true number is this or below: up to, as many as, at most.", "fewer_than"),
    Term("fewer_than", "fewer than", "The true number lies below: fewer than, less than, under.", "nearly"),
    Term("range", "between", "The source prints two ends; `value` is the low one, `high` the high one."),
    Term(
        "order_of_magnitude",
        "dozens, hundreds, thousands",
        "The source prints a word for a magnitude; `value` is its unit (12, 100, 1000).",
    ),
)

STATUSES = _closed(
    Term("potential", "potential", "Not yet assessed, by the source's own word: potential, possible.", "identified"),
    Term("suspected", "suspected", "Under suspicion: suspected, alleged, believed.", "confirmed"),
    Term("presumed", "presumed", "Met first criteria of an authority, decision pending."),
    Term("identified", "identified", "Formally identified by an authority, by the source's own word.", "potential"),
    Term("confirmed", "confirmed", "Confirmed or found by a court or by a final decision."),
    Term("unspecified", "status not stated", "The source does not say.", "identified"),
)

VERBS = _closed(
    Term("rescued", "rescued", "Brought out of a situation: rescued, freed.", "safeguarded"),
    Term("safeguarded", "safeguarded", "Protected or given help; being brought out is not said.", "rescued"),
    Term("identified", "identified", "Met and taken note of; no decision of an authority is said.", "detected"),
    Term("detected", "detected", "Found, as at a border; one person can be detected more than once.", "identified"),
)

RELEASE_STATUSES = _closed(
    Term("preliminary", "preliminary", "The source calls its results preliminary, or results so far."),
    Term("initial", "initial reporting", "The source says that the figures rest on initial reporting."),
    Term("final", "final", "The source calls its results final."),
    Term("unspecified", "not stated", "The source does not say.", "final"),
)

SCOPES = _closed(
    Term("operation", "whole operation", "A total of the whole operation, or a part of such a total."),
    Term("country", "one country", "What a source gives for one country as a whole.", "case"),
    Term("case", "one case", "One raid, investigation or agency within an operation; `detail` names it.", "country"),
    Term("context", "outside the operation", "Said beside the operation; never part of its results."),
)

RANKS = _closed(
    Term("primary", "the organisation itself", "Published by an organisation that led or took part in the operation."),
    Term(
        "copy",
        "copy of a release",
        "The organisation's release as another site shows it; the original page was not read.",
        "primary",
    ),
    Term("wire", "news agency", "A news agency, or a page that prints an agency's text."),
    Term("secondary", "secondary", "A newspaper, web site or other organisation that reports in its own words."),
    Term("machine", "written by a machine", "A text generated or summarised by a machine.", "secondary"),
)

ROLES = _closed(
    Term("origin", "origin", "Where the route starts, as the source says.", "nationality"),
    Term("transit", "transit", "A place on the way."),
    Term("destination", "destination", "Where the route was meant to end, reached or not."),
)

OFFENCES = _closed(
    Term(
        "trafficking",
        "trafficking in persons",
        "Recruiting, moving or holding a person by force or deceit to exploit them; no border need be crossed.",
        "smuggling",
        "0204",
    ),
    Term(
        "smuggling",
        "migrant smuggling",
        "Procuring a person's illegal entry into a State, for a benefit. A crime against the State.",
        "trafficking",
        "08051",
    ),
    Term(
        "trafficking_or_smuggling",
        "trafficking in persons or migrant smuggling",
        "Both together, where a source gives one number for the two; it cannot be split.",
        "trafficking",
        "0204 08051",
    ),
    Term("money_laundering", "money laundering", "Handling the proceeds of a crime.", "smuggling"),
    Term(
        "labour_exploitation", "labour exploitation", "Arrests or victims that a source puts under labour exploitation."
    ),
    Term(
        "child_exploitation", "sexual exploitation of children", "Sexual exploitation of children, as the source says."
    ),
    Term("other", "other offences", "Offences other than trafficking and smuggling, as the source says."),
)

EXPLOITATIONS = _closed(
    Term("sexual", "sexual exploitation", "Prostitution of others or other sexual exploitation."),
    Term("forced_labour", "forced labour", "Work or service exacted under threat.", "irregular work"),
    Term("forced_begging", "forced begging", "Begging exacted under threat or deceit."),
    Term("forced_criminality", "forced criminality", "Being made to commit crimes, such as running online scams."),
    Term("domestic_servitude", "domestic servitude", "Servitude in a household."),
    Term("organ_removal", "organ removal", "Removal of organs.", "organ donation"),
)

POPULATIONS = _closed(
    Term("minors", "minors", "Persons under 18, as the source says: minors, children, under 18."),
    Term("girls", "girls", "Girls under 18, as the source says."),
    Term("women", "women", "Women, as the source says."),
    Term("men", "men", "Men, as the source says."),
    Term("adults", "adults", "Adults, as the source says."),
)

PHASES = _closed(
    Term("preparatory", "before the action days", "Before the action days, counted by the source with the operation."),
    Term("action", "action days", "During the action days alone."),
    Term("follow_up", "after the action days", "After the action days, counted by the source with the operation."),
)

STATEMENT_KINDS = _closed(
    Term("ranking", "ranking", "Which group, place or form is largest or smallest."),
    Term("trend", "trend", "Something is said to rise or fall."),
    Term("release", "state of the figures", "How final the results are, and where and when they were released."),
    Term("activity", "what was done", "A measure or seizure that the source does not count."),
    Term("finding", "what was found", "A result that the source does not count."),
    Term("assessment", "assessment", "What an official or organisation makes of the results."),
    Term("background", "background", "Said beside the operation; no result of it."),
)

PLACE_SCHEMES = _closed(
    Term("iso3166", "ISO 3166-1 alpha-3", "A country or territory with a code in ISO 3166-1."),
    Term("iso3166_reserved", "ISO 3166-1, reserved", "Reserved in ISO 3166-1 and no country: EU, the European Union."),
    Term("m49", "UN M49", "A region of the United Nations' standard M49."),
)

METRIC_KINDS = _closed(
    Term("outcome", "result", "What the operation led to: persons, cases, things found.", "effort"),
    Term("effort", "effort", "What was put in: officers, checks, flights monitored.", "outcome"),
    Term("setting", "setting", "How large and long it was: countries, days."),
)

STATUS_PLACES = _closed(
    Term("before", "before the noun", "The status stands before what is counted: potential victims."),
    Term("after", "after the noun", "The status stands after what is counted: persons found, presumed."),
    Term("never", "nowhere", "The metric is a status itself, or has none: 'suspected arrests' would doubt the arrest."),
)

OFFENCE_WORDS = _closed(
    Term("of", "of", "The offence was done to those counted: victims of trafficking."),
    Term("for", "for", "The offence is why: arrests for trafficking."),
    Term("never", "nowhere", "The offence would add nothing, or mislead: irregular migrants."),
)

LISTS: Mapping[str, Mapping[str, Term]] = MappingProxyType(
    {
        "hedge": HEDGES,
        "status": STATUSES,
        "verb": VERBS,
        "release_status": RELEASE_STATUSES,
        "scope": SCOPES,
        "rank": RANKS,
        "role": ROLES,
        "offence": OFFENCES,
        "exploitation": EXPLOITATIONS,
        "population": POPULATIONS,
        "phase": PHASES,
        "statement_kind": STATEMENT_KINDS,
        "place_scheme": PLACE_SCHEMES,
        "metric_kind": METRIC_KINDS,
        "status_place": STATUS_PLACES,
        "offence_word": OFFENCE_WORDS,
    }
)
"""Every closed list by the name it has in `data/terms.csv`."""
