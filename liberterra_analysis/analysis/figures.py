"""Figures: which claims report the same one, which of them to quote, and how two of them differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import numpy as np
import pandas as pd

from liberterra_analysis.analysis.agreement import judge_claims
from liberterra_analysis.analysis.nouns import (
    DEEDS,
    add_article,
    describe_head,
    describe_unit,
    format_amount,
    list_narrowings,
    narrow_noun,
    phrase_count,
)
from liberterra_analysis.hedges.rules import last_place
from liberterra_analysis.ledger.claims import SAME_FIGURE, Claim
from liberterra_analysis.schema.metrics import metrics_of
from liberterra_analysis.vocabulary import POPULATIONS, RANKS, STATUSES

AnyClaim = TypeVar("AnyClaim", bound=Claim)
Item = TypeVar("Item")
Key = TypeVar("Key")

PREPOSITIONS = ("for ", "from ", "in ", "on ", "with ", "without ")
"""Beginnings of details that go on after "were"."""

LISTED, APART = "listed here", "listed apart"
"""Beginning of what narrows a figure by a word of the ledger alone, and what is said of one that nothing narrows."""

LOCAL = ("country", "case")
"""Scopes of figures about a part of an operation."""

NEAR = ("primary", "copy")
"""Ranks of sources that publish the words of an organisation itself: it "said"; others "reported"."""

OF_METRIC = (
    "kind", "counts_persons", "takes_status", "takes_offence", "has_rate", "is_duration", "families", "passive",
    "active", "lead",
)  # fmt: skip
"""Columns of `metrics` that analyses ask for."""


@dataclass(frozen=True, slots=True)
class Figure(Claim):
    """A claim with the figure that it reports: a row of `resolve_claims`; with `rivals`, a row of `select_headline`."""

    figure: str
    quoted: bool
    agreement: str
    words: str
    head: str
    noun: str
    says: str
    all_of: str
    rank: str
    publisher: str
    order: int
    kind: str
    takes_status: str
    takes_offence: str
    has_rate: bool
    is_duration: bool
    families: str | None
    passive: str
    active: str | None
    lead: str | None
    rivals: tuple[Figure, ...] = ()

    def __repr__(self) -> str:
        return self.says

    @property
    def case(self) -> str:
        """The name of its case; "" if it is of none, or what it counts says so already."""
        return self.detail_words if self.scope == "case" and self.detail_words not in self.noun else ""

    @property
    def deed(self) -> str:
        """What was done by its metric: the "arrested" of "were arrested"."""
        return self.passive.partition(" ")[2]

    @classmethod
    def by_id(cls, frame: pd.DataFrame) -> dict[str, Self]:
        """Return the rows of a frame by `claim_id`."""
        return {one.claim_id: one for one in cls.rows(frame)}


def resolve_claims(claims: pd.DataFrame, sources: pd.DataFrame, metrics: pd.DataFrame) -> pd.DataFrame:
    """Return the claims with the figure that each reports, and whether it is the claim to quote.

    Of several claims about one figure the one to quote comes, in this order of preference, from a release, on the
    organisation's own page or copied, rather than the press; from the text rather than the headline; from no retelling
    that counts what a nearer source does not; with the number that is least rounded, and that most sources print; with
    its hedge, with its status; from the source nearest to the organisation, with most figures, with any hedge; first in
    the ledger.
    Rows and order stay. New columns: `figure` (equal for claims about the same one), `quoted`, `agreement` (with the
    claim to quote: one of `AGREEMENTS`), `words` (number with hedge; money with its currency), `noun` (what is
    counted), `head` (the same, without an offence and what follows it), `says` (number and noun), `all_of` ("": see
    `select_headline`), `rank`, `publisher` (of the source), `order` (of the metric), and its columns `OF_METRIC`.

    >>> import liberterra_analysis as lt
    >>> frame = resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> frame.loc[frame["quoted"] & (frame["metric"] == "flights_monitored"), "words"].item()
    'nearly 24,000'
    """
    rows = Claim.rows(claims)
    words = [format_amount(one) for one in rows]
    by_metric = metrics_of(metrics)
    head = [describe_head(one, by_metric[one.metric]) for one in rows]
    noun = [describe_unit(one, by_metric[one.metric]) for one in rows]
    says = [phrase_count(number, counted) for number, counted in zip(words, noun, strict=True)]
    frame = claims.assign(figure=_figure_keys(claims, rows), words=words, head=head, noun=noun, says=says, all_of="")
    frame = frame.reset_index(drop=True)
    order = metrics[["metric", *OF_METRIC]].assign(order=range(len(metrics)))
    for other, key in ((sources[["source_id", "rank", "publisher"]], "source_id"), (order, "metric")):
        # To merge frames as wide as these takes twice as long.
        frame = frame.assign(**other.set_index(key).reindex(frame[key]).set_axis(frame.index))
    frame = frame.assign(quoted=_choose_quoted(frame))
    return frame.assign(agreement=judge_claims(rows, frame))


def list_differences(part: Figure, whole: Figure, listed: str = f"{LISTED} under “{{}}”") -> list[str]:
    """Return what narrows a figure and not the wider one, as a sentence says it: ["for migrant smuggling"].

    `listed` has a place for a word of the ledger alone, with which no sentence goes on.
    """
    narrowed = list_narrowings(part, part.takes_offence)
    found = {name: words for name, words in narrowed.items() if getattr(part, name) != getattr(whole, name)}
    one, deeds = part.upper == 1, found.keys() & {"offence", "exploitation"}
    of = "suspected of" if part.takes_offence == "before" else ""
    if part.takes_offence == "of":
        of = "victim" if one else "victims"
        if part.population and "population" in found and deeds:
            del found["population"]  # "children, victims of …" reads as two parts
            of = narrow_noun(of, POPULATIONS[part.population], one=one)
        of = of if part.status == "unspecified" else f"{STATUSES[part.status].words} {of}"
        of = add_article(of) if one else of
    for name in found.keys() & {"population", "nationality_iso3"}:
        found[name] = f"{'of ' * part.unit.startswith(DEEDS)}{add_article(found[name]) if one else found[name]}"
    if of:
        found |= {name: f"{of} {found[name]}" for name in deeds}
    elif deeds == {"exploitation"}:
        # "Of a national of Ukraine, listed here under “sexual exploitation”", and not the other way round.
        found["exploitation"] = listed.format(found.pop("exploitation").strip("()"))
    if "phase" in found:
        found["phase"] = f"{part.deed} {found['phase']}"
    if "offence" in found and found.get("exploitation", "").startswith("("):
        found["offence"] += f" {found.pop('exploitation')}"
    detail, said = found.pop("detail", ""), [*found.values()]
    if detail:
        is_group = detail in POPULATIONS["minors"].printed  # "boys"
        goes_on = is_group or detail.startswith(PREPOSITIONS)  # "3 were from Austria"
        alone = [detail if goes_on else listed.format(detail)]
        said = [*said[:-1], f"{said[-1]} ({detail})"] if said and not is_group else alone
    is_sure = part.status not in {whole.status, "unspecified"} and part.takes_status == "before"
    return said or ([part.head] if is_sure else [])  # "37 were confirmed victims"


def shorten_publisher(publisher: str) -> str:
    """Return a publisher without its country and where its text was read, which its row among the sources says.

    >>> shorten_publisher("INTERPOL (copy on publicnow.com)"), shorten_publisher("First Lady (National Committee)")
    ('INTERPOL', 'First Lady (National Committee)')
    >>> shorten_publisher("Alwihda Info, Chad")
    'Alwihda Info'
    """
    return re.sub(r"(, [A-Z](?!.* and )[^,(]+)?( \((?:archived|(?:copy |version )?(?:on|of|in) .+)\))?$", "", publisher)


def join_cells(frame: pd.DataFrame, columns: Iterable[str]) -> list[str]:
    """Return a key for each row of a frame, made of some of its cells."""
    # By lists: to fill the blanks of a frame takes several times as long.
    cells = (frame[name].to_numpy(object, na_value="").tolist() for name in columns)
    return ["|".join(map(str, row)) for row in zip(*cells, strict=True)]


def _figure_keys(claims: pd.DataFrame, rows: Sequence[Claim]) -> list[str]:
    """Join what is counted; another number outside any operation is another figure.

    So is a part like one of its own wholes, and one like a part that its source counts in another whole.
    """
    outside = claims["value"].where(claims["operation_id"].isna())
    keys = join_cells(claims.assign(outside=outside), [*SAME_FIGURE, "outside"])
    by_id = {one.claim_id: one for one in rows}
    key_of = {one.claim_id: key for one, key in zip(rows, keys, strict=True)}
    wholes = [[key_of[whole.claim_id] for whole in follow_wholes(one, by_id)] for one in rows]
    within = {(key, one.source_id, of[0]) for key, one, of in zip(keys, rows, wholes, strict=True) if of}
    divided = {key for (key, _), times in Counter(one[:2] for one in within).items() if times > 1}
    return [
        f"{key}|{one.claim_id}" if key in of else f"{key} of {of[0]}" if of and key in divided else key
        for key, one, of in zip(keys, rows, wholes, strict=True)
    ]


def _choose_quoted(frame: pd.DataFrame) -> pd.Series[bool]:
    rank = frame["rank"].map({name: at for at, name in enumerate(RANKS)})
    value, hedge = frame["value"].to_numpy(np.float64, na_value=0.0), frame["hedge"].astype(object).fillna("")
    uncounted = (frame["value"].isna() | (hedge == "order_of_magnitude")).to_numpy()
    # Who prints 900 may have left out "about"; who prints "over 1,374" has put it in.
    bare = np.where(value % 10 == 0, hedge == "exact", hedge.isin(["about", "nearly", "more_than"]))
    is_retold = frame["rank"] == "retelling"
    left_open = frame["figure"][frame["value"].isna() & ~is_retold]
    order = pd.DataFrame(
        {
            "figure": frame["figure"],
            "press": rank > [*RANKS].index("copy"),
            "headline": (frame["paragraph"] == 0).fillna(False),
            # "Suspects in 3 attempts arrested" may become three suspects.
            "retold": is_retold & frame["figure"].isin(left_open),
            "place": np.where(uncounted, np.inf, last_place(value)),
            "few_sources": -frame["source_id"].groupby([frame["figure"], value]).transform("nunique"),
            "bare": bare,
            "no_status": (frame["status"] == "unspecified") & (frame["takes_status"] != "never"),
            "rank": rank,
            "few_figures": -frame.groupby("source_id")["claim_id"].transform("size"),
            # One text with "at least 34" and 34 has a hedge.
            "plain": hedge == "exact",
        }
    )
    order = order.sort_values([*order.columns.drop("figure")], kind="stable")
    return pd.Series(frame.index.isin(order.drop_duplicates("figure").index), index=frame.index)


def follow_wholes(part: AnyClaim, by_id: Mapping[str, AnyClaim]) -> Iterator[AnyClaim]:
    """Yield the figure of which a claim is stated as a part, then the one that includes that, and so on."""
    met: set[str] = set()  # two sources may each state the other's whole as a part
    while (whole := by_id.get(part.subset_of or "")) and whole.claim_id not in met:
        yield whole
        met.add(whole.claim_id)
        part = whole


def quote_wholes(frame: pd.DataFrame) -> pd.Series[str]:
    """Return for each claim the claim to quote of its whole, or the whole itself if that contradicts it.

    What one source counts among the "nearly 70" of another is no part of the "about 64" of a third.
    """
    quoted = frame["quoted"]
    whole = dict(zip(frame["figure"][quoted], frame["claim_id"][quoted], strict=True))
    stands_for = frame["figure"].map(whole).where(frame["agreement"] != "differs", frame["claim_id"])
    quoted_of = dict(zip(frame["claim_id"], stands_for, strict=True))
    of, by_id = frame["subset_of"], frame.set_index("claim_id")
    found = of.map(quoted_of).astype(of.dtype)
    elsewhere = found.notna() & (of.map(by_id["source_id"]) != frame["source_id"])
    return found.mask(elsewhere & (of.map(by_id["value"]) != found.map(by_id["value"])), of)


def list_rivals(frame: pd.DataFrame) -> pd.Series[Any]:
    """Return for each claim the claims that contradict the claim to quote about its figure, the first of each number.

    A retelling contradicts nobody: what it changed is an error as often as news.
    """
    differing = frame[(frame["agreement"] == "differs") & (frame["rank"] != "retelling")]
    rivals = group_rows(Figure.rows(differing.drop_duplicates(["figure", "words"])), lambda one: one.figure)
    return frame["figure"].map(lambda key: (*rivals.get(key, ()),))


def contests(rival: Figure, figure: Figure) -> bool:
    """Return whether another number counts against a figure; only an organisation contests an organisation."""
    return rival.rank in NEAR or figure.rank not in NEAR


def group_rows(rows: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    """Return rows by a key, in their order."""
    groups: dict[Key, list[Item]] = {}
    for one in rows:
        groups.setdefault(key(one), []).append(one)
    return groups
