"""The closed lists behind the columns of the ledger, each term with its definition and its printed words.

They stand in the package, in `terms.csv`, because the code branches on some of them; `liberterra data` copies them to
`data/terms.csv`, where a workspace adds its own to the lists in `OPEN`. Metrics are data: `data/metrics.csv`.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

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


OPEN = ("exploitation", "offence", "population", "status", "verb")
"""Lists to which a workspace may add terms of its own."""

_LISTS: dict[str, dict[str, Term]] = {}


def add_terms(rows: Iterable[Sequence[str]]) -> None:
    """Add terms to the lists, by the cells of `terms.csv`; the words of a term that is there are replaced."""
    for of, name, words, one, definition, confused, code, printed in rows:
        phrases = tuple(filter(None, printed.split(";")))
        _LISTS.setdefault(of, {})[name] = Term(name, words, one, definition, confused, code, phrases)


add_terms([*csv.reader(TERMS_CSV.splitlines())][1:])

PACKAGED: Mapping[str, Sequence[str]] = {name: tuple(terms) for name, terms in _LISTS.items()}
"""The names of the terms that the package brings, by list."""

LISTS: Mapping[str, Mapping[str, Term]] = _LISTS
"""Every list by the name it has in `terms.csv`, with the terms of all workspaces whose ledger was loaded."""


def list_own_terms() -> list[Term]:
    """Return the terms that workspaces added."""
    return [term for of in OPEN for name, term in LISTS[of].items() if name not in PACKAGED[of]]


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
EXPLOITATIONS = LISTS["exploitation"]
POPULATIONS = LISTS["population"]
PHASES = LISTS["phase"]
STATEMENT_KINDS = LISTS["statement_kind"]
PLACE_SCHEMES = LISTS["place_scheme"]


def code_of_offence(name: str) -> str:
    """Return the code of an offence in the ICCS, "" if there is no such offence."""
    return OFFENCES[name].code if name in OFFENCES else ""


def index_printed(terms: Mapping[str, Term]) -> Mapping[str, str]:
    """Return the name of the term for each of its printed words.

    >>> index_printed(STATUSES)["possible"]
    'potential'
    """
    return {words: term.name for term in terms.values() for words in term.printed}
