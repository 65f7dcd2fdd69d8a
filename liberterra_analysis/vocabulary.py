"""The closed lists behind the columns of the ledger, each term with its definition and its printed words.

They stand in the package, in `terms.csv`, because the code branches on them; `liberterra data` copies them to
`data/terms.csv` for readers without the package. Metrics grow with the ledger and are data: `data/metrics.csv`.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

TERMS_CSV = resources.files("liberterra_analysis").joinpath("terms.csv").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a closed list: `name` is its form in the data, `words` in a report, `printed` in announcements.

    `singular` is the word for one person, where the term is of persons. `printed` holds words, stems or phrases. `code`
    is that of a standard; `not_to_be_confused_with` is what readers mistake the term for, or "".
    """

    name: str
    words: str
    singular: str
    definition: str
    not_to_be_confused_with: str
    code: str
    printed: tuple[str, ...]


def _read_terms(text: str) -> Mapping[str, Mapping[str, Term]]:
    lists: dict[str, dict[str, Term]] = {}
    for of, name, words, one, definition, confused, code, printed in [*csv.reader(text.splitlines())][1:]:
        term = Term(name, words, one, definition, confused, code, tuple(filter(None, printed.split(";"))))
        lists.setdefault(of, {})[name] = term
    return MappingProxyType({name: MappingProxyType(terms) for name, terms in lists.items()})


LISTS = _read_terms(TERMS_CSV)
"""Every closed list by the name it has in `terms.csv`."""

HEDGES = LISTS["hedge"]
STATUSES = LISTS["status"]
VERBS = LISTS["verb"]
RELEASE_STATUSES = LISTS["release_status"]
RANKS = LISTS["rank"]
READINGS = LISTS["read"]
ROLES = LISTS["role"]
OFFENCES = LISTS["offence"]
OFFENCE_WORDS = LISTS["offence_word"]
MONEY_VERBS = LISTS["money_verb"]
LEADS = LISTS["lead"]
EXPLOITATIONS = LISTS["exploitation"]
POPULATIONS = LISTS["population"]
PHASES = LISTS["phase"]
STATEMENT_KINDS = LISTS["statement_kind"]
PLACE_SCHEMES = LISTS["place_scheme"]


def index_printed(terms: Mapping[str, Term]) -> Mapping[str, str]:
    """Return the name of the term for each of its printed words.

    >>> index_printed(STATUSES)["possible"]
    'potential'
    """
    return MappingProxyType({words: term.name for term in terms.values() for words in term.printed})
