"""Downloads from a real server on loopback that does what servers do: it is slow, breaks off, redirects and lies."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from liberterra_analysis import datasets
from liberterra_analysis.datasets import (
    DownloadError,
    Patience,
    download,
    fetch,
    load_dataset,
    revisions,
    take,
    vintages,
)
from liberterra_analysis.errors import DataError, UsageError
from liberterra_analysis.workspace import Workspace

HEAD = "Country Name,Country Code,Year,Value\n"
BODY = (HEAD + "".join(f"Aruba,ABW,{year},{year * 10}\n" for year in range(1960, 2024))).encode()
QUICK = Patience(attempts=3, pause=0.01, silence=0.4, whole=5.0)

Answer = Callable[["Handler"], None]


@dataclass
class Server:
    """A server whose answers a test chooses; the last one is given again."""

    url: str
    answers: list[Answer] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)

    @property
    def file(self) -> str:
        return f"{self.url}/files/population.csv"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def do_GET(self) -> None:
        told: Server = self.server.told
        told.asked.append(dict(self.headers) | {"path": self.path})
        answer = told.answers.pop(0) if len(told.answers) > 1 else told.answers[0]
        try:
            answer(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def answer(self, body: bytes, status: int = 200, **headers: object) -> None:
        self.send_response(status)
        for name, value in ({"Content_Length": len(body)} | headers).items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def server() -> Iterator[Server]:
    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    told = Server(f"http://127.0.0.1:{listening.server_port}")
    listening.told = told  # type: ignore[attr-defined]
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield told
    listening.shutdown()
    thread.join()
    listening.server_close()


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def whole(body: bytes = BODY, **headers: object) -> Answer:
    return lambda handler: handler.answer(body, **headers)


def resumable(handler: Handler) -> None:
    """Give the part that is asked for, as servers do that can."""
    start = int(handler.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
    if start:
        handler.answer(BODY[start:], 206, Content_Range=f"bytes {start}-{len(BODY) - 1}/{len(BODY)}", ETag='"a"')
    else:
        handler.answer(BODY, ETag='"a"')


def broken_off(after: int = 200, **headers: object) -> Answer:
    def answer(handler: Handler) -> None:
        handler.answer(BODY[:after], **({"Content_Length": len(BODY)} | headers))
        handler.close_connection = True

    return answer


def get(server: Server, place: Workspace, **options: Any) -> tuple[datasets.Vintage, bool]:
    return fetch("population", workspace=place, url=server.file, patience=options.pop("patience", QUICK), **options)


def fails(server: Server, place: Workspace, **options: Any) -> str:
    with pytest.raises(DownloadError) as caught:
        get(server, place, **options)
    assert vintages("population", workspace=place) == []
    return str(caught.value).replace(server.file, "URL")


BY_HAND = (
    " Open https://data.worldbank.org/indicator/SP.POP.TOTL in a browser, save the file, and run: "
    "liberterra fetch population --from FILE"
)


# What goes well


def test_a_file_is_stored_with_all_that_is_known_of_it(server: Server, place: Workspace) -> None:
    server.answers = [whole(ETag='"a"', Last_Modified="Fri, 06 Mar 2026 11:27:07 GMT")]
    held, new = get(server, place)
    assert new
    folder = place.data / "context" / "population" / "2026-03-06"
    assert json.loads((folder / "source.json").read_text("utf-8")) == {
        "dataset": "population",
        "vintage": "2026-03-06",
        "file": "population.csv",
        "url": server.file,
        "sha256": held.sha256,
        "bytes": len(BODY),
        "downloaded": held.downloaded,
        "etag": '"a"',
        "last_modified": "Fri, 06 Mar 2026 11:27:07 GMT",
    }
    assert (folder / "population.csv").read_bytes() == BODY
    assert sorted(path.name for path in folder.parent.iterdir() if path.is_dir()) == ["2026-03-06"]
    assert len(load_dataset("population", workspace=place)) == 64
    assert server.asked[0]["User-Agent"].startswith("liberterra_analysis")
    assert server.asked[0]["Accept-Encoding"] == "identity"


def test_an_unchanged_file_is_not_loaded_again(server: Server, place: Workspace) -> None:
    server.answers = [
        whole(ETag='"a"', Last_Modified="Fri, 06 Mar 2026 11:27:07 GMT"),
        lambda handler: handler.answer(b"", 304),
    ]
    first, _ = get(server, place)
    said: list[tuple[str, str]] = []
    assert get(server, place, progress=lambda *what: said.append(what)) == (first, False)
    assert server.asked[1]["If-None-Match"] == '"a"'
    assert server.asked[1]["If-Modified-Since"] == "Fri, 06 Mar 2026 11:27:07 GMT"
    assert said == [("population", "is the file of 2026-03-06, which is held")]


def test_the_same_bytes_are_no_new_vintage(server: Server, place: Workspace) -> None:
    server.answers = [whole(Last_Modified="Fri, 06 Mar 2026 11:27:07 GMT"), whole()]
    first, _ = get(server, place)
    assert get(server, place) == (first, False)


def test_earlier_vintages_stay_and_revisions_are_told(server: Server, place: Workspace) -> None:
    later = BODY.replace(b"Aruba,ABW,2022,20220", b"Aruba,ABW,2022,20221").replace(b"Aruba,ABW,1960,19600\n", b"")
    later += b"Aruba,ABW,2024,1\n"
    dated = {"Last_Modified": "Fri, 06 Mar 2026 11:27:07 GMT"}
    server.answers = [whole(**dated), whole(later, **dated)]
    get(server, place)
    get(server, place)
    assert [one.vintage for one in vintages("population", workspace=place)] == ["2026-03-06", "2026-03-06-2"]
    assert len(load_dataset("population", vintage="2026-03-06", workspace=place)) == 64
    changed = revisions("population", workspace=place)
    found = [
        (row["change"], row["start"].year, row["was_lower"], row["now_lower"]) for row in changed.to_dict("records")
    ]
    assert [(change, year) for change, year, *_ in found] == [("added", 2024), ("removed", 1960), ("revised", 2022)]
    assert found[2][2:] == (20220, 20221)
    assert changed[["was_lower", "now_lower"]].isna().sum().tolist() == [1, 1]


def test_a_redirect_is_followed(server: Server, place: Workspace) -> None:
    server.answers = [lambda handler: handler.answer(b"", 302, Location="/other/population_2025-01-31.csv"), whole()]
    held, _ = get(server, place)
    assert (held.url, held.file, held.vintage) == (server.file, "population_2025-01-31.csv", "2025-01-31")


def test_the_latest_link_of_the_publishers_page_is_taken(
    server: Server, place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "".join(f'<a href="/f/pop_{month}.csv">x</a>' for month in ("2026_02_01", "2026_04_01", "2026_03_01"))
    moved = {name: getattr(datasets.DATASETS["population"], name) for name in datasets.Dataset.__slots__}
    moved |= {"url": "", "link": r"/f/pop_[\d_]+\.csv", "page": f"{server.url}/page"}
    monkeypatch.setattr(download, "find_dataset", lambda _: datasets.Dataset(**moved))
    server.answers = [whole(page.encode()), whole()]
    held, _ = fetch("population", workspace=place, patience=QUICK)
    assert (held.url, held.vintage) == (f"{server.url}/f/pop_2026_04_01.csv", "2026-04-01")
    server.answers = [whole(b"<p>moved</p>")]
    with pytest.raises(DownloadError, match=r"/page holds no link to the file\. Open "):
        fetch("population", workspace=place, patience=QUICK)
    server.answers = [lambda handler: handler.answer(b"", 403)]
    with pytest.raises(DownloadError) as caught:
        fetch("population", workspace=place, patience=QUICK)
    by_hand = BY_HAND.replace("https://data.worldbank.org/indicator/SP.POP.TOTL", f"{server.url}/page")
    assert str(caught.value) == f"{server.url}/page: the server answered 403.{by_hand}"


@pytest.mark.parametrize(
    ("name", "links", "latest", "vintage"),
    [
        (
            "frontex",
            ("/assets/Migratory_routes/2025/Monthly_detections_of_IBC_2025_12_03.xlsx",),
            "/assets/Migratory_routes/2026/Monthly_detections_of_IBC_2026_09_02.xlsx",
            "2026-09-02",
        ),
        (
            "cbp",
            (
                "/sites/default/files/2026-07/nationwide-encounters-fy23-fy26-jun-state.csv",
                "/sites/default/files/2024-11/nationwide-encounters-fy22-fy25-oct-aor.csv",
            ),
            "/sites/default/files/2026-07/nationwide-encounters-fy23-fy26-jun-aor.csv",
            "",
        ),
        (
            "small-boats",
            ("https://assets.publishing.service.gov.uk/media/66f/weekly-summary.ods",),
            "https://assets.publishing.service.gov.uk/media/68a/small-boats-time-series-20-august-2026.ods",
            "",
        ),
    ],
)
def test_links_as_publishers_write_them(name: str, links: tuple[str, ...], latest: str, vintage: str) -> None:
    """The publisher moves the file and names it anew; whole addresses, as they stood on the pages."""
    page = "".join(f'<a href="{link}">x</a>' for link in (*links, latest))
    found = sorted(set(re.findall(datasets.DATASETS[name].link, page)))
    assert found[-1] == latest
    assert download._day_in(Path(latest).name) == vintage


def test_a_file_at_hand_is_taken(place: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "population_20260501.csv"
    path.write_bytes(BODY)
    held, new = take("population", path, workspace=place)
    assert (held.vintage, held.url, new) == ("2026-05-01", "population_20260501.csv", True)
    assert path.read_bytes() == BODY
    with pytest.raises(UsageError, match=r"^vintage 'May' is no date; write it as 2026-05-06\.$"):
        take("population", path, vintage="May", workspace=place)


# What breaks off


def test_a_download_goes_on_where_it_broke_off(server: Server, place: Workspace) -> None:
    server.answers = [broken_off(ETag='"a"'), resumable]
    held, _ = get(server, place)
    assert [asked.get("Range") for asked in server.asked] == [None, "bytes=200-"]
    assert server.asked[1]["If-Range"] == '"a"'
    assert held.bytes == len(BODY)
    assert len(load_dataset("population", workspace=place)) == 64


def test_it_goes_on_in_another_call_too(server: Server, place: Workspace) -> None:
    server.answers = [broken_off(ETag='"a"'), broken_off(0, ETag='"a"', status=503), resumable]
    fails(server, place, patience=Patience(attempts=1, silence=0.4))
    server.answers = [resumable]
    get(server, place)
    assert server.asked[-1]["Range"] == "bytes=200-"


@pytest.mark.parametrize("tag", ['W/"a"', ""])
def test_without_a_promise_of_the_same_bytes_it_starts_anew(server: Server, place: Workspace, tag: str) -> None:
    server.answers = [broken_off(**({"ETag": tag} if tag else {})), whole()]
    assert get(server, place)[0].bytes == len(BODY)
    assert "Range" not in server.asked[1]


def test_a_file_that_changed_meanwhile_starts_anew(server: Server, place: Workspace) -> None:
    server.answers = [broken_off(ETag='"a"'), whole(BODY + b"Aruba,ABW,2030,5\n", ETag='"b"')]
    get(server, place)
    assert len(load_dataset("population", workspace=place)) == 65


@pytest.mark.parametrize(
    "wrong",
    [
        lambda handler: handler.answer(BODY[7:], 206, Content_Range=f"bytes 7-{len(BODY) - 1}/{len(BODY)}", ETag='"a"'),
        lambda handler: handler.answer(b"", 416),
    ],
    ids=["another part", "no such part"],
)
def test_a_part_that_was_not_asked_for_is_not_used(server: Server, place: Workspace, wrong: Answer) -> None:
    server.answers = [broken_off(ETag='"a"'), wrong, resumable]
    get(server, place)
    assert "Range" not in server.asked[2]
    assert (place.data / "context/population").glob("20*")
    assert len(load_dataset("population", workspace=place)) == 64


def test_a_server_that_says_nothing_more_is_left(server: Server, place: Workspace) -> None:
    def slow(handler: Handler) -> None:
        handler.answer(BODY[:50], Content_Length=len(BODY), ETag='"a"')
        time.sleep(0.8)
        handler.close_connection = True

    server.answers = [slow, resumable]
    began = time.monotonic()
    assert get(server, place)[1]
    assert time.monotonic() - began < 3


def drip(handler: Handler, data: bytes) -> None:
    for at in range(len(data)):
        handler.wfile.write(data[at : at + 1])
        time.sleep(0.05)


def drip_body(handler: Handler) -> None:
    handler.answer(b"", Content_Length=len(BODY))
    drip(handler, BODY[:40])


@pytest.mark.parametrize("answer", [drip_body, lambda handler: drip(handler, b"HTTP/1.1 200 OK\r\nA: " + b"a" * 30)])
def test_a_server_that_drips_is_left(server: Server, place: Workspace, answer: Answer) -> None:
    server.answers = [answer]
    says = fails(server, place, patience=Patience(attempts=1, silence=0.4, whole=0.3))
    assert says == f"URL was not downloaded within 0.3 s.{BY_HAND}"


# What a publisher may send


@pytest.mark.parametrize(
    "modified", ["nonsense", "Fri, 99 Mar 2026 11:27:07 GMT", "Fri, 06 Mar 99999999999999999999 11:27:07 GMT", "1", ","]
)
def test_a_date_that_is_none_is_not_needed(server: Server, place: Workspace, modified: str) -> None:
    server.answers = [whole(Last_Modified=modified)]
    held, _ = get(server, place)
    assert held.vintage == held.downloaded


def test_a_file_name_that_no_file_system_takes_is_cut(server: Server, place: Workspace) -> None:
    server.answers = [whole()]
    url = f"{server.url}/{'a' * 400}_2026-01-02.csv"
    held, _ = fetch("population", workspace=place, url=url, patience=QUICK)
    assert held.file == f"{'a' * 100}.csv"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (f"{'a' * 200_000},b\n1,2\n", "population.csv: is no CSV file: field larger than field limit (131072)."),
        (
            HEAD.replace("Year", "Year,Year") + "Aruba,ABW,1960,1960,5\n",
            "population.csv, row 1, column 'year': stands more than once in the header.",
        ),
        (HEAD, "population.csv: holds a header and no rows."),
    ],
)
def test_a_table_that_is_odd_is_refused_in_a_line(server: Server, place: Workspace, body: str, says: str) -> None:
    server.answers = [whole(body.encode())]
    with pytest.raises(DataError) as caught:
        get(server, place)
    assert str(caught.value) == says
    assert vintages("population", workspace=place) == []


def test_a_page_without_end_is_left(server: Server, place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = {name: getattr(datasets.DATASETS["population"], name) for name in datasets.Dataset.__slots__}
    moved |= {"url": "", "link": "x", "page": f"{server.url}/page"}
    monkeypatch.setattr(download, "find_dataset", lambda _: datasets.Dataset(**moved))
    monkeypatch.setattr(download, "MOST_PAGE", 1000)
    server.answers = [whole(b"a" * 1001)]
    with pytest.raises(DownloadError, match=r"/page is larger than 1,000 bytes; it was refused\. Open "):
        fetch("population", workspace=place, patience=QUICK)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("NO_PROXY", "[::1]", "Invalid port: ':1]'"),
        ("no_proxy", "fe80::/10", ""),
        ("ALL_PROXY", "http://user:secret@proxy:nonsense", "it is not the address of a proxy"),
        ("https_proxy", "proxy:99999999", "there is no port 99999999"),
        ("HTTP_PROXY", "ftp://proxy", "it is not the address of a proxy"),
        ("ALL_PROXY", "socks5://127.0.0.1:9", "SOCKS needs one more library: pip install socksio"),
        ("SSL_CERT_FILE", "nowhere.pem", "[Errno 2] No such file or directory"),
        ("SSL_CERT_FILE", "empty.pem", "[X509: NO_CERTIFICATE_OR_CRL_FOUND]"),
        ("SSL_CERT_FILE", ".", ""),
    ],
)
def test_a_variable_that_cannot_be_used_is_named(
    server: Server, place: Workspace, monkeypatch: pytest.MonkeyPatch, name: str, value: str, why: str
) -> None:
    if value.startswith("socks") and importlib.util.find_spec("socksio"):
        pytest.skip("SOCKS works here")
    (place.root / "empty.pem").touch()
    monkeypatch.chdir(place.root)
    for other in [one for one in os.environ if one.upper().endswith("_PROXY") or one.startswith("SSL_CERT")]:
        monkeypatch.delenv(other)
    monkeypatch.setenv(name, value)
    says = fails(server, place)
    assert says.startswith(f"The environment variable {name} cannot be used: {why}")
    assert says.endswith(". Correct or unset it.")
    assert "\n" not in says
    assert "secret" not in says


def test_what_a_killed_fetch_left_is_cleared(server: Server, place: Workspace) -> None:
    left = place.data / "context" / "population" / ".new-killed"
    left.mkdir(parents=True)
    (left / "population.csv").write_bytes(BODY)
    server.answers = [whole()]
    get(server, place)
    assert not left.exists()


def test_a_damaged_vintage_is_told_and_another_can_be_fetched(server: Server, place: Workspace) -> None:
    dated = {"Last_Modified": "Fri, 06 Mar 2026 11:27:07 GMT"}
    server.answers = [whole(**dated), whole(BODY + b"Aruba,ABW,2030,5\n", **dated)]
    get(server, place)
    (place.data / "context/population/2026-03-06/source.json").write_bytes(b"")
    assert get(server, place)[0].vintage == "2026-03-06-2"
    with pytest.raises(DataError) as caught:
        load_dataset("population", workspace=place)
    assert str(caught.value) == (
        "data/context/population/2026-03-06/source.json: is not a record of a vintage (Invalid JSON: EOF while "
        "parsing a value at line 1 column 0); remove that folder, and fetch the data set again."
    )


def test_a_busy_server_is_tried_again_with_growing_pauses(server: Server, place: Workspace) -> None:
    server.answers = [lambda handler: handler.answer(b"", 503), lambda handler: handler.answer(b"", 429), whole()]
    said: list[str] = []
    get(server, place, progress=lambda _, what: said.append(what))
    assert said == ["the server answered 503; tries again in 0.01 s", "the server answered 429; tries again in 0.02 s"]


def test_a_server_that_stays_broken_is_told(server: Server, place: Workspace) -> None:
    server.answers = [lambda handler: handler.answer(b"", 500)]
    assert fails(server, place) == f"URL could not be downloaded in 3 attempts: the server answered 500.{BY_HAND}"
    assert len(server.asked) == 3


def test_no_server(place: Workspace) -> None:
    with pytest.raises(DownloadError, match=r"could not be downloaded in 3 attempts: .*refused"):
        fetch("population", workspace=place, url="http://127.0.0.1:9/population.csv", patience=QUICK)


# What is not the file


def test_a_page_in_the_place_of_the_file(server: Server, place: Workspace) -> None:
    server.answers = [whole(b"\n<!doctype html><p>Are you a robot?</p>")]
    assert fails(server, place) == f"URL gave a web page, not a file.{BY_HAND}"
    assert len(server.asked) == 1, "asking again would not help"
    assert not (place.data / "context" / "population" / ".part").exists()


@pytest.mark.parametrize("body", [b"", b"\x1f\x8b\x08\x00packed", b"%PDF-1.7 ...", b"a\0b"])
def test_bytes_that_are_no_table(server: Server, place: Workspace, body: bytes) -> None:
    server.answers = [whole(body)]
    assert fails(server, place) == f"URL gave neither a CSV file nor a workbook.{BY_HAND}"


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_file_that_is_not_there_or_not_given_to_programs(server: Server, place: Workspace, status: int) -> None:
    server.answers = [lambda handler: handler.answer(b"", status)]
    says = fails(server, place)
    assert says == f"URL: the server answered {status}.{BY_HAND}"
    assert "\n" not in says
    assert len(server.asked) == 1, "the file is asked for at once: some servers refuse HEAD"


def test_an_address_of_no_host(place: Workspace) -> None:
    with pytest.raises(DownloadError) as caught:
        fetch("population", workspace=place, url="http://nowhere.invalid/population.csv", patience=QUICK)
    says = str(caught.value)
    assert says.startswith("http://nowhere.invalid/population.csv could not be downloaded in 3 attempts: ")
    assert says.endswith(BY_HAND)
    assert "\n" not in says


def test_redirects_without_end(server: Server, place: Workspace) -> None:
    server.answers = [lambda handler: handler.answer(b"", 302, Location="/files/population.csv")]
    assert fails(server, place).startswith("URL leads nowhere: ")


def test_a_length_too_small_is_noticed_by_the_row_that_breaks_off(server: Server, place: Workspace) -> None:
    server.answers = [lambda handler: handler.answer(BODY, Content_Length=len(BODY) - 12)]
    with pytest.raises(DataError, match=r"^population.csv: is no whole CSV file: "):
        get(server, place)
    assert vintages("population", workspace=place) == []


def test_a_length_too_large_is_an_end_too_soon(server: Server, place: Workspace) -> None:
    server.answers = [broken_off(len(BODY), Content_Length=len(BODY) + 9)]
    assert "could not be downloaded in 3 attempts: " in fails(server, place)


def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {name: getattr(datasets.DATASETS["population"], name) for name in datasets.Dataset.__slots__}
    limited = datasets.Dataset(**(known | {"most_bytes": 300}))
    monkeypatch.setattr(download, "find_dataset", lambda _: limited)


LARGE = "URL is larger than 300 bytes, which no file of 'population' is; it was refused."


def test_a_file_said_to_be_too_large_is_not_begun(
    server: Server, place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_limit(monkeypatch)
    server.answers = [whole()]
    assert fails(server, place) == LARGE


def test_a_file_that_does_not_end_is_stopped(server: Server, place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(1000):
            handler.wfile.write(BODY)
        handler.close_connection = True

    small_limit(monkeypatch)
    server.answers = [endless]
    assert fails(server, place) == LARGE
    assert not (place.data / "context" / "population" / ".part").exists()


def bomb(path: Path, lie: bool = False) -> bytes:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 3_000_000)
    body = path.read_bytes()
    return body.replace((3_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little")) if lie else body


@pytest.mark.parametrize(
    ("lie", "says"),
    [(False, "unpacks to more than 1,000,000 bytes; it was refused."), (True, "is no whole workbook: ")],
)
def test_a_zip_bomb_is_not_opened(
    server: Server, place: Workspace, monkeypatch: pytest.MonkeyPatch, lie: bool, says: str
) -> None:
    monkeypatch.setattr(download, "MOST_UNPACKED", 1_000_000)
    server.answers = [whole(bomb(place.root / "bomb.zip", lie))]
    with pytest.raises(DownloadError, match=says):
        fetch("frontex", workspace=place, url=f"{server.url}/frontex.xlsx", patience=QUICK)
    assert vintages("frontex", workspace=place) == []


def test_a_workbook_called_csv(server: Server, place: Workspace) -> None:
    server.answers = [whole(bomb(place.root / "bomb.zip"))]
    assert fails(server, place) == f"URL is called 'population.csv', but holds XLSX.{BY_HAND}"


def test_a_file_of_another_layout_leaves_what_is_held(server: Server, place: Workspace) -> None:
    server.answers = [whole(), whole(b"Country,Year\nAruba,1960\n")]
    first, _ = get(server, place)
    with pytest.raises(DataError, match=r"^population\.csv: has another header than Population, total"):
        get(server, place)
    assert vintages("population", workspace=place) == [first]


def test_a_publisher_without_an_address(place: Workspace) -> None:
    with pytest.raises(
        UsageError, match=r"^The publisher of 'mexico' offers no file at a known address\. See https://"
    ):
        fetch("mexico", workspace=place)
