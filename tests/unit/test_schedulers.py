"""What schedulers are given: each is read again by a program of its kind, and calls the command with the very paths."""

import json
import plistlib
import shlex
import shutil
import subprocess
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
import yaml

from liberterra_analysis import __version__
from liberterra_analysis.errors import UsageError
from liberterra_analysis.schedule.schedulers import describe_scheduler
from liberterra_analysis.workspace import Workspace

HARD = "Café(2)"
"""A folder whose name has to be quoted."""

ZONE = "Europe/Paris"


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / HARD)


def describe(scheduler: str, place: Workspace, *, cron: str = "17 7 * * 1-5", to: str = "") -> str:
    return describe_scheduler(scheduler, place, cron=cron, zone=ZONE, to=to)


def test_a_line_of_cron_calls_the_command_with_the_path(place: Workspace) -> None:
    line = describe("cron", place).splitlines()[-1]
    assert line.startswith("17 7 * * 1-5 ")
    assert shlex.split(line.split(" ", 5)[5])[1:] == ["update", "--workspace", str(place.root), "--quiet"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
@pytest.mark.parametrize(
    ("cron", "normal"),
    [
        ("17 7 * * 1-5", "Mon..Fri *-*-* 07:17:00 Europe/Paris"),
        ("*/20 6-18/6 1,15 * *", "*-*-01,15 06,12,18:00,20,40:00 Europe/Paris"),
        ("5 * * 1-3 0", "Sun *-01,02,03-* *:05:00 Europe/Paris"),
    ],
)
def test_systemd_reads_the_units(place: Workspace, tmp_path: Path, cron: str, normal: str) -> None:
    service, timer = describe("systemd", place, cron=cron).split("\n\n# /etc/systemd/system/liberterra.timer\n")
    for name, text in {"service": service, "timer": timer}.items():
        (tmp_path / f"liberterra.{name}").write_text(text)
    read = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.glob("liberterra.*"))],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (read.stderr, read.returncode) == ("", 0)
    when = next(line for line in timer.splitlines() if line.startswith("OnCalendar=")).partition("=")[2]
    said = subprocess.run(["systemd-analyze", "calendar", when], capture_output=True, text=True, check=True).stdout
    assert [line.partition(": ")[2] for line in said.splitlines() if "Normalized form" in line] in ([normal], [])


def test_systemd_is_given_the_number_of_a_user_without_a_name(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.getuid", lambda: 54321)
    assert "\nUser=54321\n" in describe("systemd", place)


def test_launchd_and_windows_are_given_the_path_and_each_time(place: Workspace, tmp_path: Path) -> None:
    listed = plistlib.loads(describe("launchd", place, cron="17,47 7 * 2 1").encode())
    assert listed["ProgramArguments"][1:] == ["update", "--workspace", str(place.root)]
    times = [{"Month": 2, "Weekday": 1, "Hour": 7, "Minute": minute} for minute in (17, 47)]
    assert listed["StartCalendarInterval"] == times
    for cron, kind in {"17,47 * 1 * *": "ScheduleByMonth", "17,47 * * 2 1": "ScheduleByMonthDayOfWeek"}.items():
        task = ET.fromstring(describe("windows", place, cron=cron))  # noqa: S314 (our own)
        assert len(task.findall(f".//{{*}}{kind}")) == 48
        assert task.findtext(".//{*}Arguments") == f'update --workspace "{place.root}"'
    with pytest.raises(UsageError, match="Windows cannot hold a schedule that looks so often; look less often"):
        describe("windows", Workspace(tmp_path), cron="*/20 6-23 * * *")


@pytest.mark.parametrize("to", ["", "s3://bucket/reports"])
def test_workflows_hold_schedule_and_zone_and_stand_below_the_repository(tmp_path: Path, to: str) -> None:
    (tmp_path / ".git").mkdir()
    place = Workspace(tmp_path / "a b")
    github = yaml.safe_load(describe("github", place, to=to))
    assert github[True]["schedule"] == [{"cron": "17 7 * * 1-5", "timezone": ZONE}]  # YAML 1.1 reads `on` so
    assert ("pages" in github["jobs"]) == (to == "")
    steps = github["jobs"]["update"]["steps"]
    assert [step["working-directory"] for step in steps if step.get("run") == "liberterra update"] == ["a b/"]
    assert [step["with"]["path"].split("\n")[0] for step in steps if "cache" in step.get("uses", "")] == [
        "a b/reports/published"
    ] * 2
    gitlab = yaml.safe_load(describe("gitlab", place, to=to))
    assert gitlab["update"]["script"][-1] == 'liberterra update --workspace "a b/"'
    assert gitlab["update"]["cache"]["paths"][0] == "a b/reports/published"
    kubernetes = yaml.safe_load(describe("kubernetes", place, to=to))
    assert (kubernetes["spec"]["schedule"], kubernetes["spec"]["timeZone"]) == ("17 7 * * 1-5", ZONE)


@pytest.mark.parametrize(
    ("origin", "release"),
    [
        (None, f"=={__version__}"),
        ({"url": "file:///home/a/clone", "dir_info": {}}, f"=={__version__}"),
        (
            {"url": "https://example.org/a.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            " @ git+https://example.org/a.git@abc",
        ),
    ],
)
def test_a_new_machine_installs_what_this_one_has(
    place: Workspace, monkeypatch: pytest.MonkeyPatch, origin: dict[str, object] | None, release: str
) -> None:
    installed = SimpleNamespace(read_text=lambda _: origin and json.dumps(origin))
    monkeypatch.setattr(metadata, "distribution", lambda _: installed)
    for scheduler in ("github", "gitlab"):
        assert f"pip install 'liberterra_analysis[datasets,publish,tell]{release}'" in describe(scheduler, place)


def test_an_unknown_scheduler_and_a_path_that_schedulers_misread_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        describe("crom", Workspace(tmp_path))
    assert str(caught.value) == (
        "scheduler 'crom' is not one of 'cron', 'github', 'gitlab', 'kubernetes', 'launchd', 'systemd', 'windows'; "
        "did you mean 'cron'?"
    )
    for name in ("a\nb", "50%", "it's", "$HOME", 'a"b', "a;b"):
        with pytest.raises(UsageError, match="holds characters that schedulers take for their own; move the folder"):
            describe("cron", Workspace(tmp_path / name))
