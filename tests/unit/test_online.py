"""Quotes against pages of a real server on loopback that moves, changes a hedge silently, vanishes and lies."""

import asyncio
import gzip
import json
import time
from collections.abc import Iterator
from email.utils import formatdate
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import typst

from liberterra_analysis import online
from liberterra_analysis.errors import DataError, TextError, UsageError
from liberterra_analysis.hedges import parse
from liberterra_analysis.online import pages, verify_online
from liberterra_analysis.online.pages import Page, UnreachableError, Visitor
from liberterra_analysis.online.quotes import Quote, check_quotes, normalise
from liberterra_analysis.online.visit import Task, Visit, visit_all
from liberterra_analysis.starter import create_workspace
from tests.ledger import Copy, copy_of_the_ledger
from tests.loopback import Answer, Handler, Server, answer, serve_answers

# What a page says


def quote(words: str, printed: str, language: str = "en", **number: Any) -> Quote:
    read = parse(printed, language) if language and printed else parse("1")
    row = {"quote": words, "as_printed": printed or None, "value": read.value, "hedge": read.hedge, "high": read.high}
    return Quote.of(row | number, language)


def judge(text: str, *quotes: Quote) -> list[str]:
    """Return the state of each quote, with what the page reads where that is another number."""
    found = check_quotes(normalise(text), quotes)
    return [state + (f": {why.split(chr(39))[1]}" if state == "changed" else "") for state, why in found]


VICTIMS = quote("more than 250 potential victims", "more than 250")
PLAIN = quote("250 potential victims", "250")


@pytest.mark.parametrize(
    ("text", "asked", "state"),
    [
        ("Police found more than 250 potential victims.", VICTIMS, "found"),
        ("More\u00a0than\n250 poten\u00adtial vic-\ntims", VICTIMS, "found"),
        ("- More than | 250 | potential victims", VICTIMS, "found"),
        ("‘more than 250 potential victims’; later more than 250 potential victims", VICTIMS, "ambiguous"),
        ("Police found about 250 potential victims.", VICTIMS, "changed: about 250 potential victims"),
        ("Police found 251 potential victims.", VICTIMS, "changed: 251 potential victims"),
        ("Police found the potential victims of 250 networks.", VICTIMS, "gone"),
        ("Police found 14 potential victims in Mali and 23 potential victims in Togo.", VICTIMS, "gone"),
        ("Police found 250* potential victims and more than 12 migrants.", PLAIN, "found"),
        ("Police found at least 250 potential victims.", PLAIN, "changed: at least 250 potential victims"),
        ("They found 250 potential victims or more.", PLAIN, "changed: 250 potential victims or more"),
        ("Police found 1,250 potential victims.", PLAIN, "changed: 1,250 potential victims"),
        ("Police found 1 250 potential victims.", PLAIN, "changed: 1 250 potential victims"),
        ("Police found 3 222 potential victims.", quote("3,222 potential victims", "3,222"), "gone"),
        ("Police seized 70kgs of drugs.", quote("60kgs of drugs", "60"), "changed: 70kgs of drugs"),
        ("Arrests: 12\n250 potential victims", PLAIN, "found"),
        ("Arrests | 12 | 250 potential victims", PLAIN, "found"),
        ("Checks: more than | 250 potential victims", PLAIN, "found"),
        ("Opfer: 73.000", quote("Opfer: 73", "73", ""), "changed: Opfer: 73.000"),
        ("Opfer: 73.", quote("Opfer: 73", "73", ""), "found"),
        (
            "se realizaron cerca de 65.000 comprobaciones",
            quote("más de 65.000 comprobaciones", "más de 65.000", "es"),
            "changed: cerca de 65.000 comprobaciones",
        ),
        ("the ﬁrst anti-\ntrafficking unit", quote("first anti‐trafficking unit", ""), "found"),
        ("17 men, of whom 9 Irish", quote("17 men, of whom 7 Irish", "7"), "changed: 17 men, of whom 9 Irish"),
        ("And what about 51 other weeks?", quote("what about 51 other weeks", "51"), "found"),
        ("73 Opfer fu\u0308r Europol", quote("73 Opfer f\u00fcr Europol", "73", ""), "found"),
        ("133", quote("133", "133"), "found"),
        ("134", quote("133", "133"), "gone"),
        ("3 in", quote("2 in", "2"), "gone"),
    ],
)
def test_quote_on_a_page(text: str, asked: Quote, state: str) -> None:
    assert judge(text, asked) == [state]


def test_number_of_another_claim_does_not_stand_in_for_one_that_is_gone() -> None:
    others = quote("23 potential victims", "23"), quote("14 potential victims", "14")
    assert judge("23 potential victims", *others) == ["found", "gone"]
    assert judge("23 potential victims", others[1]) == ["changed: 23 potential victims"]


# What a server does


def moved(to: str, status: int = 301) -> Answer:
    return answer(b"", status, Location=to)


@pytest.fixture
def server() -> Iterator[Server]:
    with serve_answers() as told:
        yield told


def fetch(url: str, *, allow_private: bool = True, **headers: str) -> Page:
    async def run() -> Page:
        visitor = Visitor(0.0, allow_private=allow_private)
        try:
            return await visitor.fetch(url, {name.replace("_", "-"): value for name, value in headers.items()})
        finally:
            await visitor.close()

    return asyncio.run(run())


def why_not(url: str, **options: Any) -> str:
    with pytest.raises(UnreachableError) as caught:
        fetch(url, **options)
    return str(caught.value)


def test_page_comes_through_redirects_and_says_where_it_moved(server: Server) -> None:
    server.answers = {"/a": [moved("/b")], "/b": [moved("/c", 302)], "/c": [moved("/d")]}
    server.answers["/d"] = [answer("here", ETag='"1"')]
    page = fetch(f"{server.url}/a")
    assert (page.raw, page.next, page.moved) == (b"here", {"If-None-Match": '"1"'}, f"{server.url}/b")
    assert server.paths == ["/robots.txt", "/a", "/b", "/c", "/d"]
    assert server.asked[1]["User-Agent"].startswith("liberterra_analysis/")


def break_off(handler: Handler) -> None:
    handler.answer(b"<p>more", 200, Content_Length=500)
    handler.close_connection = True


def drip(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b".")
        time.sleep(0.05)
    handler.close_connection = True


BOMB = gzip.compress(b"0" * 2_000_000)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (answer("", 404), "the server answered 404"),
        (answer("", 410), "the server answered 410"),
        (answer("", 304), "the server answered 304"),
        (moved("/page"), "it is redirected more than 5 times"),
        (moved("ftp://127.0.0.1/page"), "it leads to 'ftp://127.0.0.1/page', which is no web page"),
        (answer("", 503), "the server answered 503"),
        (answer(BOMB, Content_Encoding="gzip"), "it is larger than 1 MB"),
        (answer(b"<p>", Content_Encoding="gzip"), "Error -3 while decompressing data: incorrect header check"),
        (drip, "it took more than 1 seconds"),
        (break_off, "peer closed connection without sending complete message body (received 7 bytes, expected 500)"),
    ],
)
def test_page_that_does_not_come(server: Server, monkeypatch: pytest.MonkeyPatch, given: Answer, why: str) -> None:
    monkeypatch.setattr(pages, "MAX_SECONDS", 1)
    monkeypatch.setattr(pages, "MAX_BYTES", 1_000_000)
    monkeypatch.setattr(pages, "PAUSE", 0.01)
    server.answers = {"/page": [given]}
    assert why_not(f"{server.url}/page") == why


PAGE = "<html><title>x</title><header><h1>Big raid</h1></header><article><p>{} potential victims</p></article></html>"


def visit(*tasks: Task, pause: float = 0.0) -> list[str]:
    """Return the states of the claims in the order in which their pages came."""
    visits: list[Visit] = []
    asyncio.run(visit_all(tasks, {}, Visitor(pause, allow_private=True), visits.append))
    return [state for one in visits for state, _ in one.claims.values()]


def task(server: Server, path: str) -> Task:
    return Task(path[1:], server.url + path, "Big raid", {f"claim-{path[1:]}": VICTIMS})


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """List the seconds that are waited for, and wait for none."""
    asked, real = list[float](), asyncio.sleep

    async def sleep(seconds: float) -> None:
        asked.append(seconds)
        await real(0)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return asked


def test_host_is_asked_after_a_pause(server: Server, waited: list[float]) -> None:
    server.answers = {"/a": [answer(PAGE.format("more than 250"))], "/b": [answer(PAGE.format("251"))]}
    assert visit(task(server, "/a"), task(server, "/b"), pause=1000) == ["found", "changed"]
    assert server.paths == ["/robots.txt", "/a", "/b"]
    assert sum(one > 900 for one in waited) == 2, "before each page, and not before robots.txt"


@pytest.mark.parametrize(
    ("page", "state"),
    [
        (answer(PAGE.format("some")), "gone"),
        (answer(PAGE.format("more than 250").replace("Big", "Größer").encode("cp1252")), "found"),
        (answer(PAGE.format("more than 250"), Content_Type="text/html; charset=utf-16"), "found"),
        (answer(typst.compile(b"= Big raid\nWe found more than 250 potential victims.")), "found"),
        (answer(b"\x00\x01\x02" * 90), "unreachable"),
        (answer(b"<!doctype html>"), "unreachable"),
        (answer(PAGE.format("more than 250 potential victims, yes, more than 250")), "ambiguous"),
    ],
)
def test_page_is_read_whatever_it_is(server: Server, page: Answer, state: str) -> None:
    server.answers = {"/a": [page]}
    assert visit(task(server, "/a")) == [state]


def test_reason_is_one_line_of_printable_characters(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> str:
        raise TextError("a", "cannot be read as PDF: \x1b[2J\nstream")

    monkeypatch.setattr("liberterra_analysis.online.visit.text_of", fail)
    server.answers = {"/a": [answer("%PDF-")]}
    asyncio.run(visit_all([task(server, "/a")], {}, Visitor(0.0, allow_private=True), (visits := []).append))
    assert [str(visit) for visit in visits] == ["a: unreachable: cannot be read as PDF: \ufffd[2J stream"]


@pytest.mark.parametrize("later", [3600, formatdate(time.time() + 3600, usegmt=True)], ids=["seconds", "date"])
def test_server_that_is_busy_for_an_hour_is_left(server: Server, later: object) -> None:
    server.answers = {"/page": [answer("", 429, Retry_After=later)]}
    assert why_not(f"{server.url}/page") == "the server answered 429"
    assert server.paths == ["/robots.txt", "/page"]


def test_busy_server_is_asked_again_when_it_says_so(server: Server, waited: list[float]) -> None:
    server.answers = {"/page": [answer("", 503, Retry_After=50), answer("here")]}
    assert fetch(f"{server.url}/page").raw == b"here"
    assert sum(one > 40 for one in waited) == 1


@pytest.mark.parametrize(
    ("robots", "said"),
    [
        (answer("\ufeffUser-agent: *\nDisallow: /page"), "the robots.txt of its host forbids it"),
        (answer("User-agent: liberterra_analysis\nDisallow: /"), "the robots.txt of its host forbids it"),
        (answer("User-agent: others\nDisallow: /"), ""),
        (answer("", 403), ""),
        (answer("", 500), "the server answered 500 for robots.txt"),
    ],
)
def test_robots_txt_is_obeyed(server: Server, monkeypatch: pytest.MonkeyPatch, robots: Answer, said: str) -> None:
    monkeypatch.setattr(pages, "PAUSE", 0.01)
    server.answers = {"/robots.txt": [robots], "/page": [answer("here")], "/moved": [moved("/page")]}
    for path in ("/page", "/moved"):
        assert (why_not(server.url + path) if said else fetch(server.url + path).raw) == (said or b"here")
    assert ("/page" in server.paths) is not bool(said)


PRIVATE = ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1", "[::ffff:10.0.0.1]", "224.0.0.1"]


@pytest.mark.parametrize("host", [*PRIVATE, "[ff0e::1]", "[2002:a00:1::]", "[64:ff9b::a00:1]"])
def test_address_in_a_private_network_is_refused(server: Server, host: str) -> None:
    url = f"http://{host}:{server.url.rpartition(':')[2]}/page"
    assert why_not(url, allow_private=False) == f"{host.strip('[]')} is in a private network, or may lead into one"
    assert not server.asked


def test_name_that_cannot_be_looked_up_is_refused_before_a_proxy_is_asked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    assert why_not("http://neighbour.invalid/", allow_private=False).startswith("neighbour.invalid cannot be looked up")
    assert not server.asked


def test_host_is_looked_up_as_it_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(pages, "_check_public", lambda host: asked.append(host) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        fetch("http://fa\u00df.invalid/", allow_private=False)
    assert asked == ["xn--fa-hia.invalid"]


def test_redirect_into_a_private_network_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_is_public", lambda address: address == "127.0.0.1")
    server.answers = {"/page": [moved("http://10.0.0.1/admin")]}
    assert (
        why_not(f"{server.url}/page", allow_private=False) == "10.0.0.1 is in a private network, or may lead into one"
    )


# What becomes of the ledger


SOURCE = {"publisher": "P", "language": "en", "rank": "secondary", "accessed": "2026-01-01"}
CLAIM = {"operation_id": "one", "metric": "victims", "unit": "persons", "status": "potential", "scope": "operation"}


@pytest.fixture
def small(tmp_path: Path, server: Server) -> Copy:
    """A ledger of four sources, each of one claim: more than 250 potential victims."""
    ledger = copy_of_the_ledger(tmp_path)
    blank = {table: dict.fromkeys(ledger.rows(table)[0], "") for table in ("sources", "claims", "operations")}
    names = ["a", "b", "c", "d"]
    sources = [{"source_id": one, "url": f"{server.url}/{one}", "title": "Big raid"} | SOURCE for one in names]
    words = {"value": "250", "hedge": "more_than", "as_printed": "more than 250"}
    words |= {"quote": "more than 250 potential victims"} | CLAIM
    for table in ("routes", "statements"):
        ledger.write(table, [])
    ledger.write("operations", [blank["operations"] | {"operation_id": "one", "name": "Operation One"}])
    ledger.write("sources", [blank["sources"] | row for row in sources])
    ledger.write("claims", [blank["claims"] | words | {"claim_id": f"claim-{one}", "source_id": one} for one in names])
    return ledger


def verify(ledger: Copy, *names: str) -> dict[str, str]:
    found = verify_online(names, workspace=ledger.workspace, pause=0.0, allow_private=True)
    return dict(zip(found["claim_id"].str.removeprefix("claim-"), found["state"], strict=True))


def seen(ledger: Copy) -> dict[str, tuple[str, str]]:
    return {row["source_id"]: (row["first_seen"], row["last_seen"]) for row in ledger.rows("sources")}


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(online, "today", lambda: "2030-01-02")
    return "2030-01-02"


def test_each_claim_has_a_state_and_what_was_seen_is_dated(small: Copy, server: Server, day: str) -> None:
    server.answers = {
        "/a": [answer(PAGE.format("More&nbsp;than <b>250</b>"))],
        "/b": [answer(PAGE.format("about 250"))],
        "/c": [answer("<html><h1>Not found</h1><p>This page has 404 reasons not to be here.</p></html>")],
    }
    small.set("sources", "b", first_seen="2026-01-01", last_seen="2026-01-01")
    assert verify(small) == {"a": "found", "b": "changed", "c": "unreachable", "d": "unreachable"}
    assert seen(small) == {"a": (day, day), "b": ("2026-01-01", day), "c": ("", ""), "d": ("", "")}
    (kept,) = json.loads((small.workspace.data / "pages.json").read_bytes()).values()
    assert set(kept) == {"key", "sha256", "headers", "ambiguous"}


def test_a_ledger_without_sources_has_nothing_to_read(tmp_path: Path) -> None:
    assert verify_online(workspace=create_workspace(tmp_path / "new")).empty


def test_pages_are_read_where_a_loop_runs_already(small: Copy, server: Server) -> None:
    async def cell() -> dict[str, str]:
        return verify(small, "a")

    server.answers = {"/a": [answer(PAGE.format("More than 250"))]}
    assert asyncio.run(cell()) == {"a": "found"}


def test_page_that_did_not_change_is_not_sent_again(small: Copy, server: Server) -> None:
    twice = answer(PAGE.format("more than 250 potential victims, more than 250"), ETag='"1"')
    server.answers = {"/a": [twice, answer("", 304), answer(PAGE.format("12"))]}
    assert verify(small, "a") == {"a": "ambiguous"}
    before = small.path("sources").stat().st_ino
    assert verify(small, "a") == {"a": "ambiguous"}
    assert small.path("sources").stat().st_ino == before, "the day is the same"
    assert [one.get("If-None-Match") for one in server.asked if one["path"] == "/a"] == [None, '"1"']
    small.set("claims", "claim-a", quote="more than 250 potential")
    assert verify(small, "a") == {"a": "changed"}
    assert "If-None-Match" not in server.asked[-1], "what was found of other words says nothing of these"


def test_page_that_became_a_redirect_to_an_unchanged_one_is_not_unchanged(small: Copy, server: Server) -> None:
    def home(handler: Handler) -> None:
        asked = "If-None-Match" in handler.headers or "If-Modified-Since" in handler.headers
        (answer("", 304) if asked else answer("<h1>Home</h1><p>Welcome to all of our pages."))(handler)

    first = answer(PAGE.format("more than 250"), ETag='"1"', Last_Modified=formatdate(usegmt=True))
    server.answers = {"/a": [first, moved("/home")], "/home": [home]}
    assert verify(small, "a") == {"a": "found"}
    assert verify(small, "a") == {"a": "unreachable"}


def test_day_is_not_lost_where_the_ledger_has_no_column_for_it(small: Copy, server: Server) -> None:
    path = small.path("sources")
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    table.drop(columns=["first_seen", "last_seen"]).to_csv(path, index=False)
    server.answers = {"/a": [answer(PAGE.format("more than 250"))]}
    with pytest.raises(DataError, match="column 'first_seen' is missing; add it to the header, and a cell to each row"):
        verify(small, "a")
    assert not (small.workspace.data / "pages.json").exists()


def test_page_of_a_source_that_left_the_ledger_is_forgotten(small: Copy, server: Server) -> None:
    kept = small.workspace.data / "pages.json"
    kept.write_text('{"gone": {"sha256": ""}, "b": {"sha256": ""}}')
    server.answers = {"/a": [answer(PAGE.format("more than 250"))]}
    verify(small, "a")
    assert [*json.loads(kept.read_bytes())] == ["a", "b"]


def test_interrupt_keeps_what_was_seen(small: Copy, server: Server, day: str) -> None:
    def stop(visit: object) -> None:
        raise KeyboardInterrupt

    server.answers = {"/a": [answer(PAGE.format("more than 250"))]}
    with pytest.raises(KeyboardInterrupt):
        verify_online(workspace=small.workspace, tell=stop, pause=0.0, allow_private=True)
    assert seen(small)["a"] == (day, day)
    assert len(server.paths) == 2


def test_source_that_moved_in_the_ledger_meanwhile_was_not_seen(small: Copy, server: Server) -> None:
    def move(_: object) -> None:
        small.set("sources", "a", url=f"{server.url}/other")

    server.answers = {"/a": [answer(PAGE.format("more than 250"))]}
    verify_online(["a"], workspace=small.workspace, tell=move, pause=0.0, allow_private=True)
    assert seen(small)["a"] == ("", "")


def test_unknown_source_is_told_before_any_visit(small: Copy, server: Server) -> None:
    with pytest.raises(UsageError, match=r"^source 'e\*' is not one of 'a', 'b', 'c', 'd'$"):
        verify(small, "a", "e*")
    assert not server.asked


@pytest.fixture
def call(call: Any, monkeypatch: pytest.MonkeyPatch, small: Copy) -> Any:
    monkeypatch.setattr(online, "verify_online", partial(verify_online, pause=0.0))
    return lambda arguments: call("verify", *arguments.split(), "-w", small.workspace.root)


def test_command_prints_a_line_a_source_and_no_character_of_a_page_that_a_terminal_obeys(
    small: Copy, server: Server, call: Any
) -> None:
    small.set("sources", "b", language="sv")
    changed = PAGE.format("cerca \x9b2J\u202e\x1b[2J de 250")
    server.answers = {"/a": [answer(PAGE.format("more than 250"))], "/b": [answer(changed)]}
    assert call("--online --private a") == (0, "a: 1 found\n1 claim: 1 found.\n", "")
    assert call("--online --private b") == (
        3,
        "b: 1 changed\n    claim-b: changed: the page reads 'cerca \\x9b2J�[2J de 250 potential victims', "
        "the claim quotes 'more than 250 potential victims'\n1 claim: 1 changed.\n",
        "error: data/claims.csv: 1 claim not found on the page as quoted, first: 'claim-b'.\n",
    )
    assert call("--online --private [ac]") == (
        1,
        "a: 1 found\nc: unreachable: the server answered 404\n2 claims: 1 found, 1 unreachable.\n",
        "error: 1 source could not be checked, first: 'c'.\n",
    )
    assert call("a") == (2, "", "error: SOURCE and --private belong to --online, --texts does not.\n")
