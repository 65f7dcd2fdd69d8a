"""Downloads from a real server on loopback that does what servers do: it is slow, breaks off, redirects and lies."""

import dataclasses
import importlib.util
import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from liberterra_analysis import datasets
from liberterra_analysis.datasets import DATASETS, DownloadError, add_file, download, fetch, list_vintages, load_dataset
from liberterra_analysis.errors import DataError, LiberterraError, UsageError
from liberterra_analysis.workspace import Workspace
from tests.loopback import Answer, Handler, Server, answer, serve_answers

HEAD = "Country Name,Country Code,Year,Value\n"
BODY = (HEAD + "".join(f"Aruba,ABW,{year},{year * 10}\n" for year in range(1960, 2024))).encode()
LATER = BODY + b"Aruba,ABW,2030,5\n"
DATED = {"Last_Modified": "Fri, 06 Mar 2026 11:27:07 GMT"}
HELD, FILE = "context/population", "/files/population.csv"


def move(monkeypatch: pytest.MonkeyPatch, **changes: str) -> None:
    """Have the publisher of the population offer its file elsewhere."""
    moved = dataclasses.replace(DATASETS["population"], **changes)  # type: ignore[arg-type]
    monkeypatch.setattr(download, "find_dataset", lambda _: moved)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(download, "PAUSES", (0.01, 0.02))
    monkeypatch.setattr(download, "SILENCE", 0.4)
    with serve_answers() as told:
        move(monkeypatch, url=told.url + FILE)
        yield told


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def break_off(handler: Handler) -> None:
    handler.answer(BODY[:200], Content_Length=len(BODY))
    handler.close_connection = True


def get(server: Server, place: Workspace, **options: Any) -> tuple[datasets.Vintage, bool]:
    return fetch("population", workspace=place, **options)


def fails(server: Server, place: Workspace) -> str:
    """Return why a download fails, which every message puts between the address and what to do."""
    with pytest.raises(DownloadError) as caught:
        get(server, place)
    assert list_vintages("population", workspace=place) == []
    assert not list((place.data / HELD).glob(".new*"))
    says = str(caught.value)
    assert says.startswith(f"{server.url}{FILE} could not be downloaded: ")
    assert says.endswith(BY_HAND)
    assert "\n" not in says
    return says.removeprefix(f"{server.url}{FILE} could not be downloaded: ").removesuffix(BY_HAND)


BY_HAND = (
    ". Open https://data.worldbank.org/indicator/SP.POP.TOTL in a browser, save the file, and run: "
    "liberterra fetch population --from FILE"
)


# What goes well


def test_a_file_is_stored_with_all_that_is_known_of_it(server: Server, place: Workspace) -> None:
    server.elsewhere = [answer(BODY, ETag='"a"', **DATED)]
    held, new = get(server, place)
    assert new
    folder = place.data / HELD / "2026-03-06"
    assert json.loads((folder / "source.json").read_text("utf-8")) == {
        "dataset": "population",
        "vintage": "2026-03-06",
        "file": "population.csv",
        "url": server.url + FILE,
        "sha256": held.sha256,
        "bytes": len(BODY),
        "downloaded": held.downloaded,
        "etag": '"a"',
        "last_modified": "Fri, 06 Mar 2026 11:27:07 GMT",
    }
    assert (folder / "population.csv").read_bytes() == BODY
    assert [path.name for path in folder.parent.iterdir() if path.is_dir()] == ["2026-03-06"]
    assert len(load_dataset("population", workspace=place)) == 64
    assert server.asked[0]["User-Agent"].startswith("liberterra_analysis")


def test_an_unchanged_file_is_no_new_vintage(server: Server, place: Workspace) -> None:
    server.elsewhere = [answer(BODY, ETag='"a"', **DATED), answer(b"", 304), answer(BODY)]
    first, _ = get(server, place)
    said: list[tuple[str, str]] = []
    assert get(server, place, progress=lambda *what: said.append(what)) == (first, False)
    assert server.asked[1]["If-None-Match"] == '"a"'
    assert server.asked[1]["If-Modified-Since"] == "Fri, 06 Mar 2026 11:27:07 GMT"
    assert said == [("population", "is the file of 2026-03-06, which is held")]
    assert get(server, place) == (first, False), "the same bytes"


def test_earlier_vintages_stay(server: Server, place: Workspace) -> None:
    server.elsewhere = [answer(BODY, **DATED), answer(LATER, **DATED)]
    get(server, place)
    get(server, place)
    assert [one.vintage for one in list_vintages("population", workspace=place)] == ["2026-03-06", "2026-03-06-2"]
    assert len(load_dataset("population", vintage="2026-03-06", workspace=place)) == 64


def test_a_redirect_is_followed(server: Server, place: Workspace) -> None:
    server.elsewhere = [answer(b"", 302, Location="/other/population_2025-01-31.csv"), answer(BODY)]
    held, _ = get(server, place)
    assert (held.url, held.vintage) == (server.url + FILE, "2025-01-31")


def test_the_latest_link_of_the_publishers_page_is_taken(
    server: Server, place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    move(monkeypatch, url="", link=r"/f/pop_[\d_]+\.csv", page=f"{server.url}/page")
    links = "".join(f'<a href="/f/pop_{month}.csv">x</a>' for month in ("2026_02_01", "2026_04_01", "2026_03_01"))
    server.elsewhere = [answer(links.encode()), answer(BODY)]
    held, _ = fetch("population", workspace=place)
    assert (held.url, held.vintage) == (f"{server.url}/f/pop_2026_04_01.csv", "2026-04-01")
    for broken, why in {
        answer(b"<p>moved</p>"): "it holds no link to the file",
        answer(b"", 403): "the server answered 403",
    }.items():
        server.elsewhere = [broken]
        with pytest.raises(DownloadError, match=rf"/page could not be downloaded: {why}\. Open "):
            fetch("population", workspace=place)


@pytest.mark.parametrize(
    ("name", "link", "latest"),
    [
        (
            "frontex",
            "/assets/Migratory_routes/2025/Monthly_detections_of_IBC_2025_12_03.xlsx",
            "/assets/Migratory_routes/2026/Monthly_detections_of_IBC_2026_09_02.xlsx",
        ),
        (
            "cbp",
            "/sites/default/files/2026-07/nationwide-encounters-fy23-fy26-jun-state.csv",
            "/sites/default/files/2026-07/nationwide-encounters-fy23-fy26-jun-aor.csv",
        ),
        (
            "small-boats",
            "https://assets.publishing.service.gov.uk/media/66f/weekly-summary.ods",
            "https://assets.publishing.service.gov.uk/media/68a/small-boats-time-series-20-august-2026.ods",
        ),
    ],
)
def test_links_as_publishers_write_them(name: str, link: str, latest: str) -> None:
    """The publisher moves the file and names it anew; whole addresses, as they stood on the pages."""
    page = "".join(f'<a href="{one}">x</a>' for one in (link, latest))
    assert max(re.findall(DATASETS[name].link, page)) == latest


def test_a_file_at_hand_is_taken(place: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "population_20260501.csv"
    path.write_bytes(BODY)
    held, new = add_file("population", path, workspace=place)
    assert (held.vintage, held.url, new) == ("2026-05-01", "population_20260501.csv", True)
    assert path.read_bytes() == BODY
    with pytest.raises(UsageError, match=r"^vintage 'May' is no date; write it as 2026-05-06\.$"):
        add_file("population", path, vintage="May", workspace=place)


# What breaks off


def test_it_is_tried_again_with_growing_pauses(server: Server, place: Workspace) -> None:
    said: list[str] = []
    server.elsewhere = [break_off, answer(b"", 503), answer(BODY)]
    assert get(server, place, progress=lambda _, what: said.append(what))[0].bytes == len(BODY)
    assert said[0].startswith("peer closed connection without sending complete message body")
    assert said[1] == "the server answered 503; tries again in 0.02 s"


@pytest.mark.parametrize(
    ("broken", "why", "asked"),
    [
        (answer(b"", 500), "the server answered 500", 3),
        (answer(b"", 404), "the server answered 404", 1),
        (answer(b"", 302, Location="/files/population.csv"), "Exceeded maximum allowed redirects", 6),
        (answer(b"\n<!doctype html><p>Are you a robot?</p>"), "it is a web page, not a file", 1),
        (answer(BODY, Content_Encoding="gzip"), "Error -3 while decompressing data: incorrect header check", 1),
    ],
)
def test_a_server_that_does_not_send_the_file(
    server: Server, place: Workspace, broken: Answer, why: str, asked: int
) -> None:
    server.elsewhere = [broken]
    assert fails(server, place) == why
    assert len(server.asked) == asked


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/population.csv", "http://nowhere.invalid/p.csv", "http://[::1"])
def test_no_server(server: Server, place: Workspace, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    move(monkeypatch, url=url)
    with pytest.raises(DownloadError) as caught:
        get(server, place)
    assert str(caught.value).startswith(f"{url} could not be downloaded: ")
    assert "\n" not in str(caught.value)


def drip(handler: Handler, data: bytes) -> None:
    for at in range(len(data)):
        handler.wfile.write(data[at : at + 1])
        time.sleep(0.05)


def drip_body(handler: Handler) -> None:
    handler.answer(b"", Content_Length=len(BODY))
    drip(handler, BODY[:20])


@pytest.mark.parametrize("broken", [drip_body, lambda handler: drip(handler, b"HTTP/1.1 200 OK\r\nA: " + b"a" * 5)])
def test_a_server_that_drips_is_left(
    server: Server, place: Workspace, monkeypatch: pytest.MonkeyPatch, broken: Answer
) -> None:
    monkeypatch.setattr(download, "MAX_SECONDS", 0.3)
    server.elsewhere = [broken]
    assert fails(server, place) == "it took more than 0.3 seconds"


def test_a_mute_server_is_left(server: Server, place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "SILENCE", 0.1)
    monkeypatch.setattr(download, "PAUSES", ())
    server.elsewhere = [lambda _: time.sleep(0.3)]
    assert fails(server, place) == "timed out"


def test_a_file_that_does_not_end_is_stopped(server: Server, place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(1000):
            handler.wfile.write(BODY)
        handler.close_connection = True

    monkeypatch.setattr(download, "MAX_BYTES", 300)
    server.elsewhere = [endless]
    assert fails(server, place) == "it is larger than 300 bytes, which no true file is"


# What a publisher may send


@pytest.mark.parametrize("modified", ["nonsense", "Fri, 99 Mar 2026 11:27:07 GMT", "Fri, 06 Mar 9999999 11:27:07 GMT"])
def test_a_date_that_is_none_is_not_needed(server: Server, place: Workspace, modified: str) -> None:
    server.elsewhere = [answer(BODY, Last_Modified=modified)]
    held, _ = get(server, place)
    assert held.vintage == held.downloaded


def test_a_file_name_that_no_file_system_takes_is_not_used(
    server: Server, place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    move(monkeypatch, url=f"{server.url}/{'a' * 400}%2F..%2F_2026-01-02.exe")
    server.elsewhere = [answer(BODY)]
    held, _ = get(server, place)
    assert (held.file, held.vintage) == ("population", "2026-01-02")


WANTED = (
    "holds no row under the columns of Population, total (SP.POP.TOTL): 'Country Name', 'Country Code', 'Year', 'Value'"
)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", WANTED),
        (HEAD.encode(), WANTED),
        (b"Country,Year\nAruba,1960\n", WANTED),
        (HEAD.replace("Year", "Year,Year").encode() + b"Aruba,ABW,1960,1960,5\n", WANTED),
        (b"%PDF-1.7 ...", WANTED),
        (
            b"\x1f\x8b\x08\x00packed",
            "is no whole CSV file: 'utf-8' codec can't decode byte 0x8b in position 1: invalid",
        ),
        (b"a" * 200_000 + b",b\n1,2\n", "is no whole CSV file: field larger than field limit (131072)"),
        (BODY[:-12], "is no whole CSV file: CSV parse error: Expected 4 columns, got 2: Aruba,ABW."),
    ],
)
def test_what_is_not_the_file_leaves_what_is_held(server: Server, place: Workspace, body: bytes, why: str) -> None:
    server.elsewhere = [answer(BODY), answer(body)]
    first, _ = get(server, place)
    with pytest.raises(DataError) as caught:
        get(server, place)
    assert str(caught.value).startswith(f"population.csv: {why}")
    assert "\n" not in str(caught.value)
    assert list_vintages("population", workspace=place) == [first]


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("NO_PROXY", "[::1]", "it holds no address"),
        ("ALL_PROXY", "http://user:secret@proxy:nonsense", "it holds no address"),
        ("HTTP_PROXY", "ftp://proxy", "it holds no address"),
        ("ALL_PROXY", "socks5://127.0.0.1:9", "Using SOCKS proxy, but the 'socksio' package is not installed. "),
        ("SSL_CERT_FILE", "nowhere.pem", "[Errno 2] No such file or directory"),
        ("SSL_CERT_FILE", "empty.pem", "[X509: NO_CERTIFICATE_OR_CRL_FOUND]"),
    ],
)
def test_a_variable_that_cannot_be_used_is_named(
    server: Server, place: Workspace, monkeypatch: pytest.MonkeyPatch, name: str, value: str, why: str
) -> None:
    if value.startswith("socks") and importlib.util.find_spec("socksio"):
        pytest.skip("SOCKS works here")
    (place.root / "empty.pem").touch()
    monkeypatch.chdir(place.root)
    for other in [one for one in os.environ if one.upper() in download.VARIABLES]:
        monkeypatch.delenv(other)
    monkeypatch.setenv(name, value)
    with pytest.raises(LiberterraError) as caught:
        get(server, place)
    says = str(caught.value)
    assert says.startswith(f"The environment variable {name} cannot be used ({why}")
    assert says.endswith("; correct or unset it.")
    assert "\n" not in says
    assert "secret" not in says


def test_what_a_killed_fetch_left_is_cleared(server: Server, place: Workspace) -> None:
    left = place.data / HELD / ".new-abc"
    left.mkdir(parents=True)
    (left / "population.csv").write_bytes(BODY)
    server.elsewhere = [answer(BODY)]
    get(server, place)
    assert not left.exists()


def test_a_damaged_vintage_is_told_and_another_can_be_fetched(server: Server, place: Workspace) -> None:
    server.elsewhere = [answer(BODY, **DATED), answer(LATER, **DATED)]
    get(server, place)
    (place.data / HELD / "2026-03-06/source.json").write_bytes(b"")
    assert get(server, place)[0].vintage == "2026-03-06-2"
    with pytest.raises(DataError) as caught:
        load_dataset("population", workspace=place)
    assert str(caught.value) == (
        "data/context/population/2026-03-06/source.json: cannot be read as the record of a "
        "vintage; remove that folder, and fetch the data set again."
    )


def test_a_publisher_without_an_address(place: Workspace) -> None:
    with pytest.raises(
        UsageError, match=r"^The publisher of 'mexico' offers no file at a known address\. See https://"
    ):
        fetch("mexico", workspace=place)
