"""Visit the pages of sources, several hosts at a time, and check the quotes of their claims."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any, Self

import pandas as pd

from liberterra_analysis import __version__
from liberterra_analysis.errors import TextError
from liberterra_analysis.extract import text_of
from liberterra_analysis.files import hash_bytes, hash_json
from liberterra_analysis.online.pages import UnreachableError, Visitor
from liberterra_analysis.online.quotes import AMBIGUOUS, CHANGED, FOUND, GONE, Quote, check_quotes, has_words, normalise

UNREACHABLE = "unreachable"
HOSTS = 8
"""Hosts that are asked at the same time, each one request at a time."""

Known = Mapping[str, Any]
"""What is kept of a page: hashes, what its server calls this state of it, and the claims that were ambiguous."""


@dataclass(frozen=True, slots=True)
class Task:
    """A source to visit, with the quotes of its claims by their keys."""

    source_id: str
    url: str
    title: str
    quotes: Mapping[str, Quote]

    @classmethod
    def of(cls, source: Mapping[Any, Any], claims: pd.DataFrame, language: str) -> Self:
        """Return the task of a row of sources and its claims, which hold quotes in a language."""
        quotes = {row["claim_id"]: Quote.of(row, language) for row in claims.to_dict("records")}
        title = "" if pd.isna(source["title"]) else source["title"]
        return cls(source["source_id"], source["url"], title, quotes)

    @property
    def key(self) -> str:
        """Hash of all on which the result depends besides the page."""
        quotes = {claim: asdict(quote) for claim, quote in self.quotes.items()}
        return hash_json([__version__, self.url, self.title, quotes])


@dataclass(frozen=True, slots=True)
class Visit:
    """The result for one source: the state of each claim and what is wrong, or "".

    `problem` is why the page could not be read, `moved` where it stands now if that changed for good, and `known`
    what is kept of it: nothing unless every quote was found.
    """

    task: Task
    claims: Mapping[str, tuple[str, str]]
    problem: str = ""
    moved: str = ""
    known: Known = field(default_factory=dict)

    def __str__(self) -> str:
        counts = Counter(state for state, _ in self.claims.values())
        said = ", ".join(f"{number} {state}" for state, number in counts.items())
        said = f"{UNREACHABLE}: {self.problem}" if self.problem else said
        said += f"; moved to {self.moved!r}" if self.moved else ""
        wrong = [(claim, *found) for claim, found in self.claims.items() if found[0] in {CHANGED, GONE}]
        lines = [f"    {claim}: {state}: {problem}" for claim, state, problem in wrong]
        return "\n".join([f"{self.task.source_id}: {said}", *lines])


async def visit_all(
    tasks: Sequence[Task], known: Mapping[str, Known], visitor: Visitor, done: Callable[[Visit], None]
) -> None:
    """Visit sources and hand over each result when it is there."""
    hosts = defaultdict[str, list[Task]](list)
    for task in tasks:
        hosts[task.url.split("/")[2]].append(task)
    free, reading = asyncio.Semaphore(HOSTS), asyncio.Lock()

    async def visit_host(of: Sequence[Task]) -> None:
        async with free:
            for task in of:
                done(await _visit(task, known.get(task.source_id, {}), visitor, reading))

    try:
        await asyncio.gather(*map(visit_host, hosts.values()))
    finally:
        await visitor.close()


async def _visit(task: Task, known: Known, visitor: Visitor, reading: asyncio.Lock) -> Visit:
    known = known if known.get("key") == task.key else {}
    try:
        page = await visitor.fetch(task.url, known.get("headers", {}))
        if page.raw is None or hash_bytes(page.raw) == known.get("sha256"):
            states = {claim: (AMBIGUOUS if claim in known.get("ambiguous", ()) else FOUND, "") for claim in task.quotes}
            return Visit(task, states, moved=page.moved, known=known)
        async with reading:  # several at a time would only make each of them too slow for its limit of time
            states = await asyncio.to_thread(_check, task, page.raw, page.charset)
    except (UnreachableError, TextError) as error:
        said = " ".join(str(error).removeprefix(f"{task.source_id}: ").split()).rstrip(".")
        why = "".join(sign if sign.isprintable() else "\ufffd" for sign in said)  # it may quote the page
        return Visit(task, dict.fromkeys(task.quotes, (UNREACHABLE, why)), why)
    ambiguous = [claim for claim, (state, _) in states.items() if state == AMBIGUOUS]
    whole = all(state in {FOUND, AMBIGUOUS} for state, _ in states.values())
    kept = {"key": task.key, "sha256": hash_bytes(page.raw), "headers": page.next, "ambiguous": ambiguous}
    return Visit(task, states, moved=page.moved, known=kept if whole else {})


def _check(task: Task, raw: bytes, charset: str) -> dict[str, tuple[str, str]]:
    """Read a page and check its quotes; raise `UnreachableError` if nothing shows that it is the page of the source."""
    text = normalise(text_of(_decode(raw, charset), task.source_id, whole=True))
    states = check_quotes(text, [*task.quotes.values()])
    if all(state == GONE for state, _ in states) and not (task.title and has_words(text, task.title)):
        raise UnreachableError("the page holds neither the title of the source nor any quote; open it in a browser")
    return dict(zip(task.quotes, states, strict=True))


def _decode(raw: bytes, charset: str) -> bytes:
    """Return a page in UTF-8, where it is in the encoding that its server states, or in none that it states itself."""
    charset = charset or ("" if raw[:5] == b"%PDF-" or b"charset" in raw[:2048].lower() else "cp1252")
    try:
        raw.decode()
    except UnicodeDecodeError:
        with suppress(LookupError):
            return raw.decode(charset, "replace").encode() if charset else raw
    return raw
