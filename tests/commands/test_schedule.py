"""A week of looks in fast motion, what goes wrong with one, and what must never be written."""

import csv
import datetime as dt
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from liberterra_analysis import datasets, online
from liberterra_analysis.errors import BusyError
from liberterra_analysis.files import locked
from liberterra_analysis.ledger.transaction import open_ledger
from liberterra_analysis.report.publish.build import build
from liberterra_analysis.report.publish.timetable import Schedule
from liberterra_analysis.schedule import update as module
from liberterra_analysis.schedule.history import Look, Run, append_run, read_runs
from liberterra_analysis.schedule.update import update
from liberterra_analysis.starter import create_workspace
from liberterra_analysis.workspace import Workspace
from tests.loopback import serve
from tests.reports.stage import COMMAND, SHOW, is_whole, rewrite, write_notebook

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # Apprise asks for it, and does without

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
"""
RAID = f"""{SHOW}
import csv, pathlib
show(dict(kind='title', title='The raid'))
rows = list(csv.DictReader(pathlib.Path('../data/claims.csv').open(encoding='utf-8')))
show(dict(kind='key_figures', figures=[
    dict(number=dict(text=row['as_printed'], target='https://example.org', number=True), label=row['metric'][:7])
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
    with serve(Listener) as server:
        server.pages, server.posted, server.status = {}, [], 200
        yield server


@pytest.fixture
def place(tmp_path: Path, listener: Any, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Make a workspace by `init`, with two sources, two claims and two reports, which is published to a folder."""
    made = create_workspace(tmp_path / "work")
    made.catalogue.write_text(CATALOGUE.format(to=(tmp_path / "target").as_posix()), "utf-8")
    url = f"http://127.0.0.1:{listener.server_port}"
    sources = [{"source_id": name, "publisher": "P", "rank": "primary", "title": "The raid", "url": f"{url}/{name}"}
               for name in ("police", "press")]  # fmt: skip
    add_rows(made, "sources", sources)
    usual = {"unit": "", "status": "unspecified", "release_status": "unspecified", "scope": "context"}
    metrics = [row for row in read_rows(Workspace(Path(__file__).parents[2]), "metrics")
               if row["metric"] in {"arrests", "flights_monitored"}]  # fmt: skip
    add_rows(made, "metrics", metrics)
    units = {row["metric"]: row["unit"] for row in metrics}
    add_rows(made, "claims", [usual | claim | {"unit": units[claim["metric"]]} for claim in CLAIMS])
    listener.pages = {"/police": "The raid: 2,517 arrests", "/press": "The raid: about 24,000 flights"}
    write_notebook(made, "", RAID, name="raid")
    monkeypatch.setattr(online, "verify_online", partial(online.verify_online, pause=0.0, allow_private=True))
    monkeypatch.setattr("liberterra_analysis.retry.sleep", lambda _: None)
    monkeypatch.setattr(module, "PAUSES", (0.0,))
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
    return update(Look(workspace, MONDAY + dt.timedelta(day), **options))


def messages(listener: Any) -> list[str]:
    """Return the lines of the messages that came since this was last called."""
    found = [json.loads(body)["message"] for path, body in listener.posted if path.startswith("/tell")]
    listener.posted.clear()
    return [line for text in found for line in text.splitlines()]


def test_week(place: Workspace, listener: Any, tmp_path: Path) -> None:
    """Seven looks: what readers see after each of them, and what was sent."""
    target, claims, raid = tmp_path / "target", place.data / "claims.csv", place.notebooks / "raid.ipynb"
    sent: dict[str, list[str]] = {}
    states: dict[str, tuple[str, int, bool]] = {}

    def record(day: int) -> None:
        run = look(place, day, listener)
        pings = [path for path, _ in listener.posted if path.startswith("/ping")]
        assert pings == ["/ping/Hush/start", f"/ping/Hush/{run.code}"]
        sent[f"{run.at:%A}"] = messages(listener)
        made = run.reports.get("raid")
        is_same = (tmp_path / "target/index.html").is_file() and shown() == shown(place.published)
        states[f"{run.at:%A}"] = made.state if made else "as before", run.code, is_same

    def shown(folder: Path = target) -> str:
        return json.loads((folder / "status.json").read_text("utf-8"))["editions"]["raid"]

    record(0)
    first = shown()

    for old, new in (("2,517", "2,521"), ("2517", "2521"), ("about 24,000", "nearly 24,000"), (",,about", ",,nearly")):
        rewrite(claims, old, new)
    listener.pages = {"/police": "The raid: 2,521 arrests", "/press": "The raid: nearly 24,000 flights"}
    record(1)
    assert shown() != first

    del listener.pages["/press"]
    record(2)

    cells = raid.read_text("utf-8")
    write_notebook(
        place,
        "",
        "import os\nraise ValueError([one for one in os.environ if 'LIBERTERRA_T' in one or 'PING' in one])",
        name="raid",
    )
    record(3)

    target.rename(tmp_path / "aside")
    target.write_text("no folder", "utf-8")
    listener.pages["/press"] = "The raid: about 24,000 flights"
    record(4)
    record(5)

    target.unlink()
    (tmp_path / "aside").rename(target)
    raid.write_text(cells, "utf-8")
    listener.pages["/press"] = "The raid: nearly 24,000 flights"
    record(6)
    assert states == {
        "Monday": ("built", 0, True),
        "Tuesday": ("built", 0, True),
        "Wednesday": ("as before", 0, True),
        "Thursday": ("failed", 1, True),
        "Friday": ("failed", 1, False),
        "Saturday": ("failed", 1, False),
        "Sunday": ("as before", 0, True),
    }
    newest, page = shown(), "https://example.org/reports/raid/"
    (failed,) = (line for line in sent["Friday"] if line.startswith("Failed"))
    assert failed.startswith(f"Failed: publish: {target}")
    assert sent == {
        "Monday": [],
        "Tuesday": [f"The raid: arrests 2,517 → 2,521; flights 'about 24,000' → 'nearly 24,000'. {page}"],
        "Wednesday": ["Source press: unreachable: the server answered 404 (raid-flights)."],
        "Thursday": [
            "Failed: The raid: notebooks/raid.ipynb, cell 1: ValueError: []; edition "
            f"{newest} is still published. {page}"
        ],
        "Friday": [
            "Source press: changed: the page reads 'about 24,000 flights', the claim quotes 'nearly 24,000 flights' "
            "(raid-flights).",
            failed,
        ],
        "Saturday": [],
        "Sunday": [
            f"Recovered: The raid, wrong since 2026-03-05. {page}",
            "Recovered: source press, wrong since 2026-03-06.",
            "Recovered: publish, wrong since 2026-03-06.",
        ],
    }
    assert json.loads((target / "status.json").read_bytes()) == {
        "looked": "2026-03-08T06:17:00+00:00",
        "last_good_look": "2026-03-08T06:17:00+00:00",
        "next_look": "2026-03-09T06:17:00+00:00",
        "oldest_vintage": None,
        "failing_since": {},
        "editions": {"raid": is_whole(place, "raid")},
    }
    assert [path for path in tmp_path.rglob("*") if path.is_file() and b"Hush" in path.read_bytes()] == []


def test_message_that_cannot_be_sent_is_sent_by_the_next_look(place: Workspace, listener: Any) -> None:
    look(place, 0, listener)
    listener.status = 500
    write_notebook(place, "", "1 / 0", name="raid")
    failed = look(place, 1, listener)
    assert failed.code == 1
    assert failed.problems == (
        "1 of 1 addresses in LIBERTERRA_TELL did not take the message; the next look tries again",
        "the ping 'start' was not sent to the address in LIBERTERRA_PING",
        "the ping '1' was not sent to the address in LIBERTERRA_PING",
    )
    listener.status = 200
    messages(listener)
    assert update(Look(place, MONDAY + dt.timedelta(2))).unsent == failed.unsent  # by a person
    assert look(place, 3, listener).sent == failed.unsent == tuple(messages(listener))


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        ("json://127.0.0.1:1/Hush", "1 of 2 addresses in LIBERTERRA_TELL did not take the message"),
        ("nothing://Hush", "LIBERTERRA_TELL holds what Apprise cannot read as an address"),
    ],
)
def test_address_that_takes_no_message_keeps_it_from_no_other(
    place: Workspace, listener: Any, monkeypatch: pytest.MonkeyPatch, other: str, problem: str
) -> None:
    look(place, 0, listener)
    write_notebook(place, "", "1 / 0", name="raid")
    messages(listener)
    for day, number in ((1, 1), (2, 0)):  # sent once, and not again
        monkeypatch.setenv("LIBERTERRA_TELL", f"json://127.0.0.1:{listener.server_port}/tell, {other}")
        run = update(Look(place, MONDAY + dt.timedelta(day)))
        assert (len(messages(listener)), run.unsent, run.problems) == (number, (), (problem,) * number)


def test_runs_say_why_no_message_was_sent_and_where_the_log_is(place: Workspace, listener: Any, call: Any) -> None:
    look(place, 0, listener)
    cells = (place.notebooks / "raid.ipynb").read_text("utf-8")
    write_notebook(place, "", "1 / 0", name="raid")
    look(place, 1, listener)
    (place.notebooks / "raid.ipynb").write_text(cells, "utf-8")
    listener.status = 500
    assert not look(place, 2, listener).is_idle
    said = call("runs", "-w", place.root).out
    assert "see reports/logs/raid.log" in said
    assert said.splitlines()[-2] == (
        "    1 of 1 addresses in LIBERTERRA_TELL did not take the message; the next look tries again"
    )


def test_two_looks_at_once(place: Workspace) -> None:
    with locked(place.reports / ".update.lock"), pytest.raises(BusyError, match="did not finish within 0 seconds"):
        update(Look(place, MONDAY))
    assert read_runs(place) == []


def test_line_that_a_kill_left_torn_is_passed_over(place: Workspace, listener: Any) -> None:
    first = look(place, 0, listener)
    path = place.reports / "runs.jsonl"
    path.write_bytes(path.read_bytes() + b'{"at": "2026-03-0')
    second = look(place, 1, listener)
    assert second.is_idle
    append_run(place, odd := Run(at=MONDAY, by="a\u2028person"))  # which some take for the end of a line
    assert read_runs(place) == [first, second, odd]
    assert str(second).endswith("exit code 0")


def test_data_set_that_cannot_be_fetched_leaves_the_vintage_held(
    place: Workspace, listener: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewrite(place.catalogue, 'verify = "2 d"', 'fetch = { frontex = "3 d" }')
    for vintage in ("2026-02-01", "2026-02-01-2"):
        (place.data / "context/frontex" / vintage).mkdir(parents=True)
        (place.data / "context/frontex" / vintage / "source.json").touch()

    def fetch(name: str, **_: object) -> tuple[datasets.Vintage, bool]:
        if answers.pop(0):
            return datasets.Vintage(name, "2026-03-04", "f.csv", "", "", 1, "2026-03-04"), True
        raise datasets.DownloadError(datasets.DATASETS[name], "https://example.org/f", "the server answered 503")

    monkeypatch.setattr(datasets, "fetch", fetch)
    answers = [False, False, False, False, True, True]
    runs = [look(place, day, listener) for day in range(8)]
    assert [(run.code, [*run.asked.values()]) for run in runs] == [
        *[(1, [])] * 4, (0, ["2026-03-04"]), (0, []), (0, []), (0, ["2026-03-04"])
    ]  # fmt: skip
    assert runs[0].reports["raid"].state == "built"
    sent = messages(listener)
    assert [line.partition(": f")[0] for line in sent] == ["Failed", "Failing since 2026-03-02", "Recovered"]
    assert sent[0].startswith("Failed: fetch frontex: https://example.org/f could not be downloaded: the server")
    assert (runs[3].sent, runs[4].sent) == ((sent[1],), (sent[2],))
    status = json.loads((place.published / "status.json").read_bytes())
    assert status["oldest_vintage"] == {"data_set": "frontex", "vintage": "2026-02-01-2"}


def test_catalogue_that_cannot_be_used_is_news(place: Workspace, listener: Any) -> None:
    look(place, 0, listener)
    rewrite(place.catalogue, 'notebook = "raid"', 'notebook = "raids"')
    run = look(place, 1, listener)
    assert (run.code, [*run.troubles]) == (4, ["build"])
    assert messages(listener)[-1].startswith("Failed: build: notebooks/raids.ipynb: there is no such notebook")


def test_catalogue_that_cannot_be_read_says_nothing_of_what_was_wrong(
    place: Workspace, listener: Any, tmp_path: Path
) -> None:
    (tmp_path / "target").write_text("no folder", "utf-8")
    assert look(place, 0, listener).code == 1
    rewrite(place.catalogue, "[schedule]", "[schedule")
    assert [*look(place, 1, listener).troubles] == ["publish", "build"]
    status = json.loads((place.published / "status.json").read_bytes())
    assert ([*status["failing_since"]], status["next_look"]) == (["build", "publish"], None)
    rewrite(place.catalogue, "[schedule", "[schedule]")
    (tmp_path / "target").unlink()
    messages(listener)
    look(place, 2, listener)
    assert {line.partition(",")[0] for line in messages(listener)} == {"Recovered: publish", "Recovered: build"}


def test_look_that_fails_is_neither_idle_nor_busy(place: Workspace, listener: Any, tmp_path: Path) -> None:
    look(place, 0, listener)
    for one in sorted((tmp_path / "target").rglob("*"), reverse=True):
        one.rmdir() if one.is_dir() else one.unlink()
    (tmp_path / "target").rmdir()
    (tmp_path / "target").write_text("no folder", "utf-8")
    with open_ledger(place, 0, print):  # the sources are due, and another command is at work with them
        runs = [look(place, day, listener) for day in (2, 3)]
    assert [(run.code, run.is_idle, run.verified) for run in runs] == [(1, False, False)] * 2


def test_report_whose_editions_cannot_be_read_hides_no_other(place: Workspace, listener: Any) -> None:
    look(place, 0, listener)
    shutil.copytree(place.published / "raid", place.published / "torn")
    (place.published / "torn" / "editions.json").unlink()
    (place.published / "torn" / "editions.json").mkdir()
    look(place, 1, listener)
    status = json.loads((place.published / "status.json").read_bytes())
    assert (status["looked"][:10], status["editions"]["torn"]) == ("2026-03-03", None)
    assert status["editions"]["raid"]


def test_first_look_at_reports_that_are_built_is_idle(place: Workspace, listener: Any) -> None:
    rewrite(place.catalogue, 'verify = "2 d"', "")
    build(place)
    assert look(place, 0, listener).is_idle


def test_step_that_another_command_keeps_from_looking_says_nothing_of_what_was_wrong(
    place: Workspace, listener: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewrite(place.catalogue, 'verify = "2 d"', 'fetch = { frontex = "1 d" }')
    refused = datasets.DownloadError(datasets.DATASETS["frontex"], "https://example.org/f", "503")
    errors = [refused, refused, refused, BusyError("another command is at work")]

    def fetch(*_: object, **__: object) -> None:
        raise errors.pop(0)

    monkeypatch.setattr(datasets, "fetch", fetch)
    runs = [look(place, day, listener) for day in range(4)]
    assert [[*run.troubles] for run in runs] == [["fetch frontex"]] * 4
    assert runs[3].troubles["fetch frontex"].since == MONDAY


def test_sources_of_which_none_answers_are_one_trouble_with_its_reason(place: Workspace, listener: Any) -> None:
    listener.pages.clear()
    run = look(place, 0, listener)
    assert (run.code, {key: one.text for key, one in run.troubles.items()}) == (
        1,
        {"verify": "no page of any source could be reached; the first, of police: the server answered 404"},
    )


def test_look_that_comes_early_does_what_is_due(place: Workspace, listener: Any) -> None:
    assert [look(place, day, listener).verified for day in (0, 1, 2 - 1 / 1440)] == [True, False, True]


def test_data_set_of_the_schedule_must_be_known(place: Workspace, call: Any) -> None:
    rewrite(place.catalogue, 'verify = "2 d"', 'fetch = { frontx = "3 d", nrn = "3 d" }')
    said = call("check", "-w", place.root)
    assert (said.code, said.err.count("did you mean")) == (4, 2)
    assert said.err.startswith("error: reports/reports.toml: schedule.fetch: 'frontx' is not")


@pytest.mark.parametrize(
    ("cron", "after", "looks"),
    [  # an hour that does not exist is made up for at once; one that comes twice counts once
        ("30 2 * * *", "2026-03-28T12:00Z", ["2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00"]),
        ("30 2 * * *", "2026-10-24T12:00Z", ["2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"]),
        ("17 */6 * * *", "2026-03-28T22:00Z", ["2026-03-29T00:17+01:00", "2026-03-29T06:17+02:00"]),
        ("17 7 * * 1-5", "2026-03-06T07:00Z", ["2026-03-09T07:17+01:00", "2026-03-10T07:17+01:00"]),
    ],
)
def test_looks_when_the_clock_changes(cron: str, after: str, looks: list[str]) -> None:
    found = Schedule(cron=cron, time_zone="Europe/Paris").next_looks(2, dt.datetime.fromisoformat(after))
    assert [look.isoformat(timespec="minutes") for look in found] == looks


@pytest.mark.parametrize(
    ("cron", "faults"),
    [
        ("17 7 * * *", []),
        ("17 * * * *", []),
        ("30 1,2 * * *", ["2026-03-29 02:30 does not exist", "2026-10-25 02:30 comes twice"]),
        ("0 7 * * *", ["minute 0: GitHub starts jobs late"]),
        ("5,0-30/10 7 * * *", ["minute 0: GitHub starts jobs late"]),
    ],
)
def test_faults_of_a_schedule(cron: str, faults: list[str]) -> None:
    found = [*Schedule(cron=cron, time_zone="Europe/Paris").find_faults(MONDAY)]
    assert [fault[: len(begin)] for fault, begin in zip(found, faults, strict=True)] == faults


def test_update_as_a_scheduler_calls_it(place: Workspace) -> None:
    """Neither HOME nor terminal nor input, and an encoding without letters such as é."""
    place.catalogue.write_text('[site]\ntitle = "Boîtes"\n[publish]\nto = "cafés"\n', "utf-8")
    surroundings = {"PATH": os.environ["PATH"], "LANG": "C", "INVOCATION_ID": "1", "LIBERTERRA_TELL": "json://"}
    call = partial(
        subprocess.run, env=surroundings, stdin=subprocess.DEVNULL, capture_output=True, cwd="/", check=False
    )
    update, again, runs = (call([COMMAND, *one, "-w", place.root]) for one in (["update"], ["update"], ["runs"]))
    assert (update.returncode, update.stdout, update.stderr) == (0, b"Nothing was due.\n", b"")
    assert (again.returncode, again.stdout) == (0, b"Nothing was due.\n")
    assert re.fullmatch(rb"Looks: 2, the last at \S+ \S+ UTC.\n", runs.stdout)
    assert [run.by for run in read_runs(place)] == ["systemd"] * 2
    assert (place.root / "cafés/status.json").is_file()


@pytest.mark.parametrize("page", ["README.md", "docs/howto/schedule.md"])
def test_lines_of_the_documentation(place: Workspace, call: Any, page: str) -> None:
    text = (Path(__file__).parents[2] / page).read_text("utf-8")
    (tables,) = (one for one in re.findall(r"```toml\n(.*?)```", text, re.DOTALL) if "[schedule]" in one)
    place.catalogue.write_text(tables.replace("s3://bucket/reports", "out"), "utf-8")
    assert call("check", "-w", place.root).code == 0  # the data sets exist
    looks = call("schedule", "-w", place.root).out.splitlines()
    assert len(looks) == 3
    assert re.fullmatch(r"\w+ [\d-]+ 07:17 Europe/Paris, [\d-]+ 0[56]:17 UTC", looks[0])
    due = ["fetch frontex", "fetch nrm", "verify the sources"] if "fetch" in tables else []
    assert call("update", "--dry-run", "-w", place.root).out.splitlines() == [
        *due,
        "publish to out, if it lacks anything",
    ]
    assert call("runs", "-w", place.root).out == "Looks: 0.\n"
