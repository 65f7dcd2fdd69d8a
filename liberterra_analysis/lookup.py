"""Look up an operation, a claim, or words: what an analyst asks first."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from html import unescape

import pandas as pd

from liberterra_analysis import analysis, ledger, places, wording
from liberterra_analysis import document as doc
from liberterra_analysis.analysis.figures import Figure
from liberterra_analysis.arguments import export
from liberterra_analysis.display import show_key_figures, show_sentences, show_title
from liberterra_analysis.display.shown import to_html
from liberterra_analysis.display.tables import cite_passages, select_sources
from liberterra_analysis.errors import UsageError, one_of
from liberterra_analysis.hedges import RULES
from liberterra_analysis.ledger.load import is_named
from liberterra_analysis.vocabulary import LISTS, RANKS, RELEASE_STATUSES, STATUSES
from liberterra_analysis.wording.reference import format_references
from liberterra_analysis.wording.sentences import UNTIED, cite_figure, phrase, to_inlines
from liberterra_analysis.workspace import WorkspaceLike

_THOUSANDS = re.compile(r"(?<=\d)\s(?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """Blocks that answer a question at a notebook, as HTML, and in a terminal as text; not part of a report."""

    blocks: tuple[doc.Block, ...]

    def _repr_html_(self) -> str:
        return "".join(map(to_html, self.blocks))

    def __repr__(self) -> str:
        lines = re.sub(r"</?(?:p|ul|li|h\d|mark)\b[^>]*>", "\n", self._repr_html_())
        return re.sub(r"\n[\s]*\n+", "\n", unescape(re.sub(r"<[^>]+>", "", lines))).strip()


@dataclass(frozen=True, eq=False, repr=False)
class Operation:
    """An operation with what is recorded of it; each frame is loaded when first asked for, and kept.

    `about` is its row of `load_operations`.
    """

    about: pd.Series
    workspace: WorkspaceLike = None

    def __repr__(self) -> str:
        offers = ".claims .figures .headline .coverage .routes .sources .cite() .show()"
        return f"<{self.about['name']} ({self.key}): {offers}>"

    def _repr_html_(self) -> str:
        return self.show()._repr_html_()

    @property
    def key(self) -> str:
        """The `operation_id`."""
        return str(self.about["operation_id"])

    @cached_property
    def claims(self) -> pd.DataFrame:
        """The claims, as `load_claims` returns them."""
        return ledger.load_claims(self.key, workspace=self.workspace)

    @cached_property
    def sources(self) -> pd.DataFrame:
        """The sources of the claims, as `load_sources` returns them."""
        sources = ledger.load_sources(self.key, workspace=self.workspace)
        return select_sources(sources, self.claims).reset_index(drop=True)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The claims with the figure that each reports, as `analysis.resolve_claims` returns them."""
        return analysis.resolve_claims(self.claims, self.sources, ledger.load_metrics(workspace=self.workspace))

    @cached_property
    def headline(self) -> pd.DataFrame:
        """The figures of the operation as a whole, as `analysis.select_headline` returns them."""
        return analysis.select_headline(self.figures)

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """How much of each total is recorded country by country, as `analysis.measure_coverage` returns it."""
        return analysis.measure_coverage(self.headline, self.figures)

    @cached_property
    def routes(self) -> pd.DataFrame:
        """The routes with the names of their places, as `analysis.name_routes` returns them."""
        return analysis.name_routes(ledger.load_routes(self.key, workspace=self.workspace), self.figures)

    def cite(self, form: str = "text") -> str:
        """Format a reference for each figure of `headline`, as `text`, `bibtex` or `csl`."""
        return format_references(self.headline, self.sources, form, workspace=self.workspace)

    def show(self) -> Card:
        """Show title, key figures and main sentences."""
        said = wording.summarise_operation(self.headline)[1:]
        shown = (
            show_title(self.about, self.figures, self.sources, headline=self.headline),
            show_key_figures(self.headline),
            show_sentences(said, empty=""),
        )
        return Card(tuple(one.block for one in shown))


def find_operation(name: str, *, workspace: WorkspaceLike = None) -> Operation:
    """Return an operation, by its key or its name, unless that names a series too; `lt.operation` is the same.

    >>> import liberterra_analysis as lt
    >>> lt.operation("Liberterra II").headline["says"].iloc[0]
    '3,222 potential victims'
    """
    operations = ledger.load_operations(workspace=workspace)
    has_key = operations["operation_id"] == name
    in_series = operations["series"].fillna("").map(places.fold_name) == places.fold_name(name)
    found = operations[has_key if has_key.any() else is_named(operations["name"], name) | in_series]
    if len(found) != 1:
        raise UsageError(
            f"operation {one_of(name, found['operation_id'] if len(found) else operations['operation_id'])}"
        )
    return Operation(found.iloc[0], workspace)


def search(words: str, *, workspace: WorkspaceLike = None) -> pd.DataFrame:
    """Find the operations, claims and statements in whose record all words occur, in any case, with or without accents.

    A word may be the beginning of one ("ital"), the name of a country or its people, or its code. A number is found
    whole, with or without the separators of its thousands.
    Columns `kind`, `key` (which `show` takes), `says`, `operation`, `publisher`; claims that reports quote come first.

    >>> search("liberterra flights")["says"].iloc[0]
    'nearly 24,000 flights monitored'
    """
    wanted = [_match_names(word) for word in map(_fold, _THOUSANDS.sub("", words).split()) if word]
    rows = pd.concat(_list_records(workspace), ignore_index=True).fillna("")
    texts = [_fold(" ".join(cells)) for cells in rows.astype(str).itertuples(index=False, name=None)]
    found = [bool(wanted) and all(re.search(word, text) for word in wanted) for text in texts]
    return rows.loc[found, ["kind", "key", "says", "operation", "publisher"]].reset_index(drop=True)


def _match_names(word: str) -> str:
    """Return the pattern of a word, or of all names of a country: who writes "Turkey" finds notes on Türkiye."""
    names = places.country_names(places.find_country(word) or "")
    return "|".join([rf"\b{word}(?!\d)", *(rf"\b{_fold(name)}\b" for name in names)])


def _fold(text: str) -> str:
    """Reduce a text to what its spellings share, among them "3,744" and "3744"."""
    return _THOUSANDS.sub("", places.fold_name(text))


def _list_records(workspace: WorkspaceLike) -> Iterator[pd.DataFrame]:
    operations, sources = ledger.load_operations(workspace=workspace), ledger.load_sources(workspace=workspace)
    names = operations.set_index("operation_id")["name"]
    about = operations[["regions", "lead_organisations", "note"]]
    yield about.assign(kind="operation", key=operations["operation_id"], says=operations["name"])
    claims, metrics = ledger.load_claims(workspace=workspace), ledger.load_metrics(workspace=workspace)
    figures = analysis.resolve_claims(claims, sources, metrics)
    figures = figures.sort_values("quoted", ascending=False, kind="stable")
    case = figures["detail"].str.replace("-", " ")  # no part of what a claim says
    statements = ledger.load_statements(workspace=workspace).merge(sources[["source_id", "publisher"]], on="source_id")
    names_of = {code: " ".join([code, *places.country_names(code)]) for code in places.country_codes()}
    for kind, frame, says, more in (
        ("claim", figures, figures["says"], figures[["quote", "note"]].assign(case=case)),
        ("statement", statements, statements["statement"], statements[["note"]]),
    ):
        where = {column: frame[column].map(names_of) for column in ("country_iso3", "nationality_iso3")}
        found = more.assign(kind=kind, key=frame[f"{kind}_id"], says=says, publisher=frame["publisher"], **where)
        yield found.assign(operation=frame["operation_id"].map(names))


def show(key: str, *, workspace: WorkspaceLike = None) -> Card:
    """Show a claim as a card: its words, what they are taken to mean, its quote and source, and who else says it.

    Of a statement, its words and its source; of an operation, the same as `Operation.show`.

    >>> print(show("liberterra-2-publicnow-flights-monitored"))  # doctest: +ELLIPSIS
    nearly 24,000 flights monitored
    Operation Liberterra II
    ...
    """
    claims = ledger.load_claims(workspace=workspace)
    sources = ledger.load_sources(workspace=workspace)
    named = ledger.load_operations(workspace=workspace)
    names = dict(zip(named["operation_id"], named["name"], strict=True))
    if key not in set(claims["claim_id"]):
        with suppress(UsageError):
            return find_operation(key, workspace=workspace).show()
        statements = ledger.load_statements(workspace=workspace)
        known = [*claims["claim_id"], *names, *statements["statement_id"]]
        if key not in known:
            raise UsageError(f"claim {one_of(key, known)}")
        return Card((_describe_statement(statements[statements["statement_id"] == key], sources, names),))
    figures = analysis.resolve_claims(claims, sources, ledger.load_metrics(workspace=workspace))
    full = figures.merge(sources[["source_id", "title", "url", "published"]], on="source_id", validate="m:1")
    rows = full[full["figure"] == full.loc[full["claim_id"] == key, "figure"].item()]
    return Card(tuple(_describe_claim(key, rows, names)))


def _describe_statement(rows: pd.DataFrame, sources: pd.DataFrame, names: Mapping[str, str]) -> doc.Title:
    (passage,) = cite_passages(rows.merge(sources[["source_id", "publisher", "title", "url"]], on="source_id"))
    stated = rows.astype(object).fillna("").iloc[0]
    facts = {
        "Kind": LISTS["statement_kind"][stated["kind"]].words,
        "Statement and source": f"{stated['statement_id']}, {stated['source_id']}",
        "Note": stated["note"],
    }
    where = names.get(stated["operation_id"], UNTIED.capitalize())
    shown = tuple((label, to_inlines(value)) for label, value in facts.items() if value)
    return doc.Title(title=stated["statement"], subtitle=where, finding=passage.parts, facts=shown)


def _describe_claim(key: str, rows: pd.DataFrame, names: Mapping[str, str]) -> Iterator[doc.Block]:
    """Yield the blocks of a card; `rows` are all claims about the figure of the claim, with their sources."""
    figures = Figure.by_id(rows)
    passages = dict(zip(rows["claim_id"], cite_passages(rows), strict=True))
    claim = figures[key]
    facts = tuple((label, to_inlines(value)) for label, value in _list_facts(claim, figures) if value)
    where = names.get(claim.operation_id or "", UNTIED.capitalize())
    yield doc.Title(title=claim.says, subtitle=where, finding=passages[key].parts, facts=facts)
    others = [one for one in figures.values() if one.claim_id != key]
    if others:
        said = (phrase("{}: {}", cite_figure(one), passages[one.claim_id]) for one in others)
        remarks = (
            f" ({one.agreement})" if claim.quoted else " (the one that reports quote)" * one.quoted for one in others
        )
        yield doc.Heading(level=3, text="Who else says it")
        yield doc.Items(items=tuple(phrase("{}{}", *pair).parts for pair in zip(said, remarks, strict=True)))


def _list_facts(claim: Figure, figures: Mapping[str, Figure]) -> Iterator[tuple[str, str]]:
    quoted = next(one for one in figures.values() if one.quoted)
    yield "Taken to mean", f"{claim.interval.format('table')} ({RULES[claim.hedge or ''].reads})"
    country = f", {places.country_name(claim.country_iso3)}" if claim.country_iso3 else ""
    yield "About", f"{LISTS['scope'][claim.scope].words}{country}"
    yield "Status", "" if claim.status == "unspecified" else STATUSES[claim.status].words
    yield "Release", "" if claim.release_status == "unspecified" else RELEASE_STATUSES[claim.release_status].words
    yield "Part of", claim.subset_of or ""
    yield "Derived", claim.derived or ""
    other = f"{quoted.says} ({quoted.claim_id}); how this claim agrees with it: {claim.agreement}"
    yield "Reports quote", "this claim" if claim.quoted else other
    yield "Claim and source", f"{claim.claim_id}, {claim.source_id} ({RANKS[claim.rank].words})"
    yield "Note", claim.note or ""


export(globals())
