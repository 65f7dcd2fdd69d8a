"""The columns of the tables of `data/`.

Validation and `data/datapackage.json` are derived from this description.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Kind = Literal["key", "text", "count", "date", "term", "country", "code", "url", "sha256", "language", "flag"]

PATTERNS: Mapping[Kind, str] = MappingProxyType(
    {
        "key": r"[a-z0-9]+(-[a-z0-9]+)*",
        "count": r"0|[1-9][0-9]{0,14}",
        "date": r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?",
        "code": r"[A-Z0-9]+( [A-Z0-9]+)*",
        "url": r"https?://[^\s<>\"]+",
        "sha256": r"[0-9a-f]{64}",
        "language": r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*",
        "flag": r"yes|no",
    }
)
"""Form of the values of a kind."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `description` includes the meaning of a blank, unless that is "not stated".

    Of a `kind`, `key` is lower-case letters, digits and hyphens, `count` a whole number from 0, `date` an ISO 8601 date
    to the day, month or year, `term` a word of the closed list named by `terms`, `country` an ISO 3166-1 alpha-3 code,
    `language` a BCP 47 tag, and `flag` yes or no. `refers` names the table whose key the value must be.
    """

    name: str
    kind: Kind
    description: str
    required: bool = False
    terms: str = ""
    refers: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table, stored as `data/<name>.csv` and unique by `key`."""

    name: str
    title: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def file(self) -> str:
        """Return the path relative to the workspace."""
        return f"data/{self.name}.csv"

    def column(self, name: str) -> Column:
        """Return the column of this name."""
        return next(column for column in self.columns if column.name == name)


_CITATION = (
    Column("source_id", "key", "The source that says so.", required=True, refers="sources"),
    Column(
        "paragraph",
        "count",
        "Paragraph of the source: 0 is its headline, 1 the first paragraph of the body, empty lines not counted. "
        "Blank where no text is held.",
    ),
    Column(
        "start", "count", "First character of the passage in the source's text, from 0. Blank where no text is held."
    ),
    Column("end", "count", "Character after the last one of the passage. Blank where no text is held."),
)

SOURCES = Table(
    "sources",
    "Sources",
    "One row is one page or document in which figures were read.",
    ("source_id",),
    (
        Column("source_id", "key", "Short name of the source, unique.", required=True),
        Column("publisher", "text", "Who published it.", required=True),
        Column("title", "text", "Its title, as printed."),
        Column("url", "url", "Where it was read."),
        Column("published", "date", "When it was published, as precisely as the source shows."),
        Column("accessed", "date", "When it was read for this ledger."),
        Column("language", "language", "Language of the text."),
        Column("rank", "term", "How near the source is to the organisation whose figures it gives.", True, "rank"),
        Column("sha256", "sha256", "SHA-256 of the text into which passages point. Blank where no text is held."),
        Column("note", "text", "What a reader of the source should know."),
    ),
)

OPERATIONS = Table(
    "operations",
    "Operations",
    "One row is one police operation against trafficking in persons or migrant smuggling.",
    ("operation_id",),
    (
        Column("operation_id", "key", "Short name of the operation, unique.", required=True),
        Column("name", "text", "Its name, as published.", required=True),
        Column("series", "text", "The series it belongs to, by name."),
        Column("starts", "date", "First day, as precisely as a source states."),
        Column("ends", "date", "Last day, as precisely as a source states."),
        Column("lead_organisations", "text", "Organisations that led it, separated by '; '."),
        Column("regions", "text", "Regions or countries in which it took place, separated by '; '."),
        Column("dates_source_id", "key", "The source of the dates.", refers="sources"),
        Column("note", "text", "What a reader of the figures should know."),
    ),
)

METRICS = Table(
    "metrics",
    "Metrics",
    "One row is one kind of thing that sources count, in the order in which reports show them.",
    ("metric",),
    (
        Column("metric", "term", "Short name of the metric, unique.", required=True),
        Column("kind", "term", "Whether it measures a result, an effort or the setting.", True, "metric_kind"),
        Column("label", "text", "Its name as a heading.", required=True),
        Column("singular", "text", "One of them, as a phrase: 'arrest'.", required=True),
        Column("plural", "text", "Several of them, as a phrase: 'arrests'.", required=True),
        Column("verb", "text", "What a sentence says of them: 'were made'.", required=True),
        Column("unit", "text", "What is counted; 'currency' where a claim's unit is a currency code.", required=True),
        Column("counts_persons", "flag", "Whether one of them is one person.", required=True),
        Column("takes_status", "term", "Where the status of those counted is printed.", True, "status_place"),
        Column("takes_offence", "term", "The word that joins an offence to what is counted.", True, "offence_word"),
        Column(
            "has_rate",
            "flag",
            "Whether it grows day by day and country by country, so that a rate means something.",
            required=True,
        ),
        Column("is_duration", "flag", "Whether it is how long an operation took.", required=True),
        Column(
            "families",
            "text",
            "Names, separated by spaces, of the families of metrics that readers take for each other.",
        ),
        Column("definition", "text", "What is counted and how.", required=True),
        Column("not_to_be_confused_with", "text", "What readers mistake it for, and why that is wrong."),
    ),
)

CLAIMS = Table(
    "claims",
    "Claims",
    "One row is one figure in one passage of one source, with the hedge it is printed with.",
    ("claim_id",),
    (
        Column("claim_id", "key", "Short name of the claim, unique and never reused.", required=True),
        Column("operation_id", "key", "The operation. Blank: context outside any operation.", refers="operations"),
        *_CITATION,
        Column("as_printed", "text", "The number with its hedge, as printed. Blank where the wording is not held."),
        Column("metric", "term", "What is counted.", required=True, refers="metrics"),
        Column("value", "count", "The number printed; the low end of a range. Blank: reported, but not counted."),
        Column("high", "count", "High end of a range. Blank for all other hedges."),
        Column("hedge", "term", "How the number is hedged. Blank exactly where `value` is.", terms="hedge"),
        Column("unit", "text", "What is counted; for money an ISO 4217 currency code.", required=True),
        Column("status", "term", "Status of the thing counted, by the source's own word.", True, "status"),
        Column("verb", "term", "What the source says was done with those counted. Blank: not held.", terms="verb"),
        Column("release_status", "term", "How final the source calls its figures.", True, "release_status"),
        Column(
            "scope",
            "term",
            "Whether the figure is of the whole operation, a country, a case, or context.",
            True,
            "scope",
        ),
        Column(
            "detail",
            "key",
            "Short name of the case, agency or kind of thing that tells this figure from others which agree in all "
            "other columns. Required where `scope` is 'case'.",
        ),
        Column("country_iso3", "country", "Where it was counted."),
        Column("nationality_iso3", "country", "Nationality of those counted."),
        Column("population", "term", "The group of persons counted. Blank: all, or not stated.", terms="population"),
        Column("offence", "term", "The offence. Blank: all offences, or not stated.", terms="offence"),
        Column("iccs", "code", "Codes of the offence in the ICCS, separated by a space."),
        Column("exploitation", "term", "The form of exploitation.", terms="exploitation"),
        Column("subset_of", "key", "The claim of which this one counts a part.", refers="claims"),
        Column("phase", "term", "The phase of the operation. Blank: all phases, or not stated.", terms="phase"),
        Column("note", "text", "What a reader of the figure should know."),
    ),
)

ROUTES = Table(
    "routes",
    "Routes",
    "One row is one place on a route that a source gives for a claim.",
    ("claim_id", "leg"),
    (
        Column("claim_id", "key", "The claim whose persons or offence the route belongs to.", True, refers="claims"),
        Column("leg", "count", "Order of the place on the route, from 1.", required=True),
        Column("role", "term", "What the place is on the route.", required=True, terms="role"),
        Column("place_as_printed", "text", "The place, as printed.", required=True),
        Column("place_code", "code", "Its code. Blank where no standard has one."),
        Column(
            "place_scheme", "term", "The standard of the code. Blank exactly where the code is.", terms="place_scheme"
        ),
        Column("note", "text", "What a reader of the route should know."),
    ),
)

STATEMENTS = Table(
    "statements",
    "Statements",
    "One row is one thing that a source asserts without a number, in this ledger's words.",
    ("statement_id",),
    (
        Column("statement_id", "key", "Short name of the statement, unique.", required=True),
        Column("operation_id", "key", "The operation. Blank: outside any operation.", refers="operations"),
        *_CITATION,
        Column("statement", "text", "What the source asserts, in this ledger's words.", required=True),
        Column("kind", "term", "What kind of statement it is.", True, "statement_kind"),
        Column(
            "scope", "term", "Whether it is about the whole operation, a country, a case, or context.", True, "scope"
        ),
        Column("country_iso3", "country", "The country it is about."),
        Column("nationality_iso3", "country", "The nationality it is about."),
        Column("region_code", "code", "The region it is about, by its UN M49 code."),
        Column("note", "text", "What a reader of the statement should know."),
    ),
)

TERMS = Table(
    "terms",
    "Terms",
    "One row is one term of one of the closed lists. Generated from the package; not edited by hand.",
    ("list", "term"),
    (
        Column("list", "text", "The list.", required=True),
        Column("term", "text", "The term, as it stands in the data.", required=True),
        Column("words", "text", "The term, as it stands in a report."),
        Column("definition", "text", "What it means here.", required=True),
        Column("not_to_be_confused_with", "text", "The mistake that readers make."),
        Column("code", "code", "Code in a standard classification."),
        Column("printed", "text", "Words, stems and phrases of announcements that mean it, separated by ';'."),
    ),
)

LEDGER: Mapping[str, Table] = MappingProxyType(
    {table.name: table for table in (SOURCES, OPERATIONS, METRICS, CLAIMS, ROUTES, STATEMENTS)}
)
"""The tables that people edit, each after those it refers to."""

TABLES: Mapping[str, Table] = MappingProxyType({**LEDGER, TERMS.name: TERMS})
"""All tables of `data/`."""
