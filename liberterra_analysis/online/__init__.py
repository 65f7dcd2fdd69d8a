"""Check the claims of the ledger against the pages of their sources as they stand on the web now."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from fnmatch import filter as match_names
from math import inf
from typing import Any

import pandas as pd

from liberterra_analysis.datasets.store import today
from liberterra_analysis.errors import UsageError, one_of
from liberterra_analysis.files import write_whole
from liberterra_analysis.ledger import load_claims, load_sources
from liberterra_analysis.ledger.rules import languages_of
from liberterra_analysis.ledger.transaction import Change, open_ledger
from liberterra_analysis.online.pages import PAUSE, Visitor
from liberterra_analysis.online.quotes import AMBIGUOUS, CHANGED, FOUND, GONE
from liberterra_analysis.online.visit import UNREACHABLE, Known, Task, Visit, visit_all
from liberterra_analysis.schema.validate import TEXT
from liberterra_analysis.workspace import Workspace, find_workspace

__all__ = ["AMBIGUOUS", "CHANGED", "FOUND", "GONE", "UNREACHABLE", "Visit", "verify_online"]

PAGES = "pages.json"
"""File in `data/`, not committed, of what is kept of each page by its source."""


def verify_online(
    names: Sequence[str] | None = None,
    *,
    workspace: Workspace | None = None,
    wait: float = inf,
    tell: Callable[[Visit | str], None] = lambda _: None,
    pause: float = PAUSE,
    allow_private: bool = False,
) -> pd.DataFrame:
    """Fetch the pages of sources, look for the quotes of their claims, and record when each source was last seen.

    `names` are sources, also as 'interpol-*'; all if omitted. `tell` receives each result when it is there, and what
    the command waits for; `pause` are the seconds between two requests to a host; `allow_private` allows addresses in
    private networks. Returns one row a claim that holds a quote: `claim_id`, `source_id`, `state`, `problem` (what is
    wrong, or ""). States: `found`; `ambiguous`: the quote stands several times, so a link may lead to the wrong place;
    `changed`: with another number or hedge (read in English; in other languages, with other words about a number);
    `gone`: the page is there, the quote is not; `unreachable`: there is no page, or it holds neither the title nor a
    quote of the source.

    Of a page whose quotes were all found, `data/pages.json` keeps hashes of it and of what was asked, its ETag and
    Last-Modified, and which claims were ambiguous; of others, nothing. An interrupt ends the visits; what was seen by
    then is recorded. Raises `UsageError` if there is no such source, `DataError` if the ledger is not sound or has no
    columns for dates, and `WorkspaceError` or `BusyError` if it cannot be written.
    """
    workspace = workspace or find_workspace()
    tasks = _list_tasks(workspace, names)
    visits: list[Visit] = []

    def done(visit: Visit) -> None:
        visits.append(visit)
        tell(visit)

    try:
        _run(visit_all(tasks, _read_known(workspace), Visitor(pause, allow_private=allow_private), done))
    finally:
        _record(workspace, visits, wait, tell)
    rows = [(claim, visit.task.source_id, *found) for visit in visits for claim, found in visit.claims.items()]
    frame = pd.DataFrame(rows, columns=["claim_id", "source_id", "state", "problem"], dtype=TEXT)
    return frame.sort_values("source_id", kind="stable", ignore_index=True)


def _run(visits: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine to its end, in a thread of its own where this one runs a loop already, as in JupyterLab."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(visits)
    else:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, visits).result()


def _list_tasks(workspace: Workspace, names: Sequence[str] | None) -> list[Task]:
    sources, claims = load_sources(workspace=workspace), load_claims(workspace=workspace)
    keys = sources["source_id"].tolist()
    matched = {name: match_names(keys, name) for name in names or ["*"]}
    if unknown := [name for name, found in matched.items() if names and not found]:
        raise UsageError(f"source {one_of(unknown[0], keys)}")
    chosen = {key for found in matched.values() for key in found}
    rows = {row["source_id"]: row for row in sources[sources["url"].notna()].to_dict("records")}
    quoted = claims[claims["quote"].notna() & claims["source_id"].isin(chosen & set(rows))].groupby("source_id")
    languages = languages_of(sources)
    return [Task.of(rows[key], frame, languages[str(key)]) for key, frame in quoted]


def _read_known(workspace: Workspace) -> dict[str, Known]:
    """Read what is kept of pages; nothing where it cannot be read, for it only saves downloads."""
    try:
        found = json.loads((workspace.data / PAGES).read_bytes())
    except (OSError, ValueError):
        return {}
    return {key: known for key, known in found.items() if isinstance(known, dict)} if isinstance(found, dict) else {}


def _record(workspace: Workspace, visits: Sequence[Visit], wait: float, tell: Callable[[str], None]) -> None:
    """Write when sources were seen to the ledger, as it is by now, and what is kept of their pages beside it."""
    seen = {visit.task.source_id: visit for visit in visits if not visit.problem}
    if not seen:
        return
    with open_ledger(workspace, wait, tell) as ledger:
        day, replaced = today(), {}
        for at, row in enumerate(ledger.texts["sources"].astype(object).to_dict("records")):
            visit = seen.get(row["source_id"])
            if visit and visit.task.url == row["url"] and row["last_seen"] < day:
                replaced[at] = row | {"first_seen": row["first_seen"] or day, "last_seen": day}
        ledger.commit({"sources": Change(replaced=replaced)}, "verify --online")
        known = _read_known(workspace) | {key: visit.known for key, visit in seen.items()}
        sources = set(ledger.texts["sources"]["source_id"])
        kept = {key: entry for key, entry in sorted(known.items()) if entry and key in sources}
        write_whole(workspace.data / PAGES, json.dumps(kept, indent=1).encode())
