"""A week of looks in fast motion, what goes wrong with one, and what must never be written."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from liberterra_analysis import online
from liberterra_analysis.errors import BusyError
from liberterra_analysis.files import locked
from liberterra_analysis.report.publish.timetable import Schedule
from liberterra_analysis.schedule import send
from liberterra_analysis.schedule.history import Run, describe_runs, read_runs
from liberterra_analysis.schedule.steps import Call
from liberterra_analysis.schedule.update import check_schedule, plan_update, update
from liberterra_analysis.starter import create_workspace
from liberterra_analysis.workspace import Workspace
from tests.reports.stage import SHOW, rewrite, write_notebook

MONDAY = dt.datetime(2026, 3, 2, 6, 17, tzinfo=dt.UTC)
CATALOGUE = """
[site]
title = "Reports of the harbour"
address = "https://example.org/reports/"

[schedule]
cron = "17 7 * * *"
time_zone = "Europe/Paris"
verify = "2 d"

[publish]
to = "{to}"

[tell]
again = "3 d"

[reports.raid]
title = "The raid"
notebook = "raid"
evidence = "open"
formats = ["html"]

[reports.boxes]
title = "Boxes"
notebook = "boxes"
evidence = "open"
formats = ["html"]
"""
RAID = f"""{SHOW}
import csv, pathlib
show(dict(kind='title', title='The raid'))
rows = list(csv.DictReader(pathlib.Path('../data/claims.csv').open(encoding='utf-8')))
show(dict(kind='key_figures', figures=[
    dict(number=dict(text=row['as_printed'], target='#' + row['claim_id']), label=row['metric'].replace('_', ' '))
    for row in rows
]))"""
CLAIMS = [
    {"claim_id": "raid-arrests", "source_id": "police", "as_printed": "2,517", "metric": "arrests", "value": "2517",
     "hedge": "exact", "quote": "2,517 arrests"},
    {"claim_id": "raid-flights", "source_id": "press", "as_printed": "about 24,000", "metric": "flights_monitored",
     "value": "24000", "hedge": "about", "quote": "about 24,000 flights"},
]  # fmt: skip


class Listener(BaseHTTPRequestHandler):
    """Serves the pages of sources, and takes messages and pings."""

    server: Any

    def do_GET(self) -> None:
        page = self.server.pages.get(self.path)
        self._answer(200 if page else 404, page or "")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.server.posted.append((self.path, body))
        self._answer(self.server.status, "")

    def _answer(self, status: int, text: str) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture
def listener() -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    server.pages, server.posted, server.status = {}, [], 200
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def place(tmp_path: Path, listener: Any, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Make a workspace by `init`, with two sources, two claims and two reports, which is published to a folder."""
    made = create_workspace(tmp_path / "work")
    made.catalogue.write_text(CATALOGUE.format(to=(tmp_path / "target").as_posix()), "utf-8")
    url = f"http://127.0.0.1:{listener.server_port}"
    sources = [{"source_id": name, "publisher": "P", "rank": "primary", "title": "The raid", "url": f"{url}/{name}"}
               for name in ("police", "press")]  # fmt: skip
    add_rows(made, "sources", sources)
    usual = {"unit": "", "status": "unspecified", "release_status": "unspecified", "scope": "operation"}
    metrics = [row for row in read_rows(Workspace(Path(__file__).parents[2]), "metrics")
               if row["metric"] in {"arrests", "flights_monitored"}]  # fmt: skip
    add_rows(made, "metrics", metrics)
    units = {row["metric"]: row["unit"] for row in metrics}
    add_rows(made, "claims", [usual | claim | {"unit": units[claim["metric"]]} for claim in CLAIMS])
    listener.pages = {"/police": "The raid: 2,517 arrests", "/press": "The raid: about 24,000 flights"}
    write_notebook(made, "", RAID, name="raid")
    write_notebook(made, "", f"{SHOW}\nshow(dict(kind='title', title='Boxes'))", name="boxes")
    monkeypatch.setattr(online, "verify_online", partial(online.verify_online, pause=0.0))
    monkeypatch.setattr(send, "PAUSES", ())
    return made


def read_rows(workspace: Workspace, table: str) -> list[dict[str, str]]:
    with (workspace.data / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def add_rows(workspace: Workspace, table: str, rows: list[dict[str, str]]) -> None:
    path = workspace.data / f"{table}.csv"
    header = path.read_text("utf-8").splitlines()[0].split(",")
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, header, lineterminator="\n").writerows(rows)


def look(workspace: Workspace, day: int, listener: Any, **options: Any) -> Run:
    """Look for work on a day of the week from Monday, with addresses in the environment."""
    url = f"127.0.0.1:{listener.server_port}"
    os.environ |= {"LIBERTERRA_TELL": f"json://me:Hush@{url}/tell", "LIBERTERRA_PING": f"http://{url}/ping/Hush"}
    return update(Call(workspace, MONDAY + dt.timedelta(day), allow_private=True, **options))


def messages(listener: Any) -> list[str]:
    """Return the lines of the messages that came since this was last called."""
    found = [json.loads(body)["message"] for path, body in listener.posted if path.startswith("/tell")]
    listener.posted.clear()
    return [line for text in found for line in text.splitlines()]


def test_week(place: Workspace, listener: Any, tmp_path: Path) -> None:
    target, said = tmp_path / "target", {}
    claims, raid = place.data / "claims.csv", place.notebooks / "raid.ipynb"

    def shown() -> str:
        return json.loads((target / "status.json").read_text("utf-8"))["editions"]["raid"]

    def record(day: int) -> Run:
        run = look(place, day, listener)
        said[f"{run.at:%A}"] = run.code, messages(listener)
        return run

    first = record(0)
    assert {name: made.state for name, made in first.reports.items()} == {"raid": "built", "boxes": "built"}
    assert shown() == first.reports["raid"].edition

    rewrite(claims, "2,517", "2,521"), rewrite(claims, "2517", "2521")
    rewrite(claims, "about 24,000", "nearly 24,000"), rewrite(claims, "24000,,about", "24000,,nearly")
    listener.pages = {"/police": "The raid: 2,521 arrests", "/press": "The raid: nearly 24,000 flights"}
    second = record(1)
    assert shown() == second.reports["raid"].edition != first.reports["raid"].edition

    del listener.pages["/press"]
    record(2)

    cells = raid.read_text("utf-8")
    write_notebook(place, "", "import os\nraise ValueError(sorted(os.environ.values()))", name="raid")
    record(3)
    assert shown() == second.reports["raid"].edition

    target.rename(tmp_path / "aside")
    target.write_text("full", "utf-8")
    listener.pages["/press"] = "The raid: about 24,000 flights"
    record(4)
    record(5)

    target.unlink()
    (tmp_path / "aside").rename(target)
    raid.write_text(cells, "utf-8")
    listener.pages["/press"] = "The raid: nearly 24,000 flights"
    record(6)
    for day, (code, lines) in said.items():
        print(day, code, *lines, sep="\n    ")
    print(*describe_runs(read_runs(place)), (target / "status.json").read_text("utf-8"), sep="\n")
    assert 0
