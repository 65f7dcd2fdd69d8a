"""Who prints a number that another source printed, and what of it was lost on the way."""

from __future__ import annotations

import numpy as np
import pandas as pd

NEAR = ("primary", "copy")
"""Ranks of sources with the organisation's own words."""

BESIDE = ["operation_id", "scope", "country_iso3", "nationality_iso3", "population", "phase", "value"]
"""Columns in which a claim under another noun agrees with the one that it restates."""

USED = [
    "claim_id", "figure", "quoted", "source_id", "publisher", "rank", "release_status", "noun", "says", "words",
    "lower", "upper", "hedge", "status", "takes_status", *BESIDE,
]  # fmt: skip
"""Columns that are looked at: to merge wide frames takes long."""

TELLING = 100
"""Below this value two sources may well print one number for two things."""

COLUMNS = [
    "near_claim_id", "far_claim_id", "loss", "own", "near_says", "far_says", "near_words", "far_words", "near_noun",
    "publishers", "near_source_id", "far_source_id", "operation", "value", "near_lower", "near_upper",
    "far_lower", "far_upper",
]  # fmt: skip


def trace_restatements(frame: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return the claims that print the number of the claim to quote again, and what of it they lost.

    A claim restates another one about the same figure, or one of an organisation's own words under another noun, where
    their values are equal; it does not follow that one text copied the other. No release status is lost in a source
    that was not read whole. Only an organisation's own words can be a second source, if it is another organisation;
    that it counted anew is not said.

    Key `far_claim_id`, in the ledger's order: `loss` (blank, or some of: noun changed; hedge, status or release status
    dropped, changed or added), `own` (whether it is another organisation's own words); `near_` and `far_`: `claim_id`,
    `source_id`, `says`, `words`, `lower`, `upper`; `near_noun`, `publishers`, `operation` (its key), `value`.

    >>> import liberterra_analysis as lt
    >>> frame = lt.analysis.resolve_claims(lt.load_claims("liberterra-2"), lt.load_sources(), lt.load_metrics())
    >>> trace_restatements(frame, lt.load_sources()).query("loss != ''")[["far_says", "loss"]].iloc[0].tolist()
    ['3,222 victims', 'status dropped']
    """
    # A number that is not printed has no hedge to lose.
    claims = frame.loc[frame["derived"].isna() & frame["value"].notna(), USED]
    claims = claims.merge(sources[["source_id", "read"]], on="source_id", how="left", validate="m:1")
    near, far = claims[claims["quoted"]].add_prefix("near_"), claims.add_prefix("far_")
    same = far[~far["far_quoted"]].merge(near, left_on="far_figure", right_on="near_figure", validate="m:1")
    pairs = pd.concat([same[same["near_value"] == same["far_value"]], _pair_nouns(far, near)])
    pairs = pairs.drop_duplicates("far_claim_id")
    apart = pairs["near_source_id"] != pairs["far_source_id"]
    other = _name_organisations(pairs["near_publisher"]) != _name_organisations(pairs["far_publisher"])
    pairs = pairs.assign(
        loss=_name_losses(pairs),
        own=apart & other & pairs["near_rank"].isin(NEAR) & pairs["far_rank"].isin(NEAR),
        publishers=pairs["near_publisher"] + ", " + pairs["far_publisher"].where(apart, "elsewhere"),
        operation=pairs["near_operation_id"],
        value=pairs["near_value"].astype("int64"),
    )
    order = dict(zip(frame["claim_id"], range(len(frame)), strict=True))
    return pairs.sort_values("far_claim_id", key=lambda claims: claims.map(order), ignore_index=True)[COLUMNS]


def _name_organisations(publishers: pd.Series[str]) -> pd.Series[str]:
    """Return who speaks in a release, whichever edition or site shows it: "INTERPOL (copy on hstoday.us)"."""
    return publishers.str.split(" (", regex=False).str[0]


def _pair_nouns(far: pd.DataFrame, near: pd.DataFrame) -> pd.DataFrame:
    """Return claims that print the number of a nearer source for something that this source does not count."""
    near = near[near["near_rank"].isin(NEAR) & (near["near_value"] >= TELLING) & near["near_operation_id"].notna()]
    keys = [[f"{side}_{name}" for name in BESIDE] for side in ("far", "near")]
    pairs = far[~far["far_rank"].isin(NEAR)].merge(near, left_on=keys[0], right_on=keys[1])
    printed = {*zip(far["far_source_id"], far["far_figure"], strict=True)}
    columns = (pairs[name] for name in ("far_source_id", "near_figure", "near_source_id", "far_figure"))
    # Who counts both has not changed a noun.
    alone = [{(one, held), (two, lost)}.isdisjoint(printed) for one, held, two, lost in zip(*columns, strict=True)]
    return pairs[np.array(alone, dtype=bool)]


def _name_losses(pairs: pd.DataFrame) -> list[str]:
    # A status that the metric never takes, or that is not recorded, cannot be lost.
    stated = (pairs["near_status"] != "unspecified") & (pairs["near_takes_status"] != "never")
    status = pairs["near_status"].where(stated, pairs["far_status"])
    whole = (pairs["near_release_status"] != "unspecified") & (pairs["far_read"] == "whole")
    release = pairs["near_release_status"].where(whole, pairs["far_release_status"])
    losses = zip(
        np.where(pairs["near_figure"] == pairs["far_figure"], "", "noun changed"),
        _name_loss("hedge", pairs["near_hedge"], pairs["far_hedge"], blank="exact"),
        _name_loss("status", status, pairs["far_status"], blank="unspecified"),
        _name_loss("release status", release, pairs["far_release_status"], blank="unspecified"),
        strict=True,
    )
    return [", ".join(filter(None, each)) for each in losses]


def _name_loss(what: str, near: pd.Series[str], far: pd.Series[str], *, blank: str) -> list[str]:
    kinds = ["", f"{what} dropped", f"{what} added"]
    return list(np.select([near == far, far == blank, near == blank], kinds, f"{what} changed"))
