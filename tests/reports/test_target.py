"""The site at a target: whole for readers at every moment, whatever stops a publish; what is sent, kept, deleted."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from typer.testing import CliRunner

from liberterra_analysis.cli import app
from liberterra_analysis.errors import BusyError, ReportError, UsageError
from liberterra_analysis.files import hash_bytes
from liberterra_analysis.report.publish import target as module
from liberterra_analysis.report.publish import transfer
from liberterra_analysis.report.publish.site import write_site
from liberterra_analysis.report.publish.store import Store
from liberterra_analysis.report.publish.target import Sent, publish_site, verify_target
from liberterra_analysis.report.publish.timetable import Publishing
from liberterra_analysis.workspace import Workspace
from tests.reports.stage import COMMAND, contents, make_inputs, make_manifest

NAMED = re.compile(rb"(?:(?<![\w-])([a-z]+)/)?editions/([0-9a-f]+)")

Read = Callable[[str], bytes | None]


def make(workspace: Workspace, report: str, words: str) -> str:
    """Publish an edition in the workspace, and return its id."""
    files = {name: f"{name} {words}".encode() * 999 for name in ("report.html", "report.md", "tables/t.csv")}
    manifest = make_manifest(make_inputs(report, title=report, cells=(words,)), files, words=words)
    store = Store(workspace)
    store.publish(manifest, files, keep=None)
    write_site(store)
    return manifest.edition


def publish(workspace: Workspace, to: Path | str, **options: object) -> Sent:
    return publish_site(workspace, Publishing(to=str(to), **options))


def find_dead(read: Read) -> list[str]:
    """Return the links of the site that a reader follows in vain, and the files that are not whole."""
    dead = []
    for page in ("index.html", "feed.xml", "llms.txt", "one/index.html", "two/index.html"):
        for report, edition in NAMED.findall(read(page) or b""):
            folder = f"{report.decode() or page.partition('/')[0]}/editions/{edition.decode()}/"
            outputs = json.loads(read(f"{folder}manifest.json") or '{"outputs": {"manifest.json": ""}}')["outputs"]
            dead += [
                folder + name for name, digest in outputs.items() if hash_bytes(read(folder + name) or b"") != digest
            ]
    return dead


def reader_of(folder: Path) -> Read:
    def read(name: str) -> bytes | None:
        with suppress(FileNotFoundError, NotADirectoryError):
            return (folder / name).read_bytes()
        return None

    return read


@pytest.fixture
def site(workspace: Workspace) -> Workspace:
    """Make a workspace with two reports in one edition each."""
    workspace.published.mkdir()
    for report in ("one", "two"):
        make(workspace, report, "first")
    return workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "a target"


def test_only_what_the_target_lacks_is_sent(site: Workspace, folder: Path) -> None:
    first = publish(site, folder)
    assert len(first.editions) == 2
    assert {path.relative_to(folder).as_posix() for path in folder.glob("*.*")} >= {"index.html", "words.js"}
    sent = contents(folder)
    again = publish(site, folder)
    assert (again.editions, again.pages, again.deleted) == ((), (), ())
    assert contents(folder) == sent
    edition = make(site, "one", "second")
    assert publish_site(site, Publishing(to=str(folder)), dry_run=True).editions == (f"one/{edition}",)
    assert contents(folder) == sent
    again = publish(site, folder)
    assert again.editions == (f"one/{edition}",)
    assert {"one/index.html", "index.html"} == set(again.pages) & {"one/index.html", "two/index.html", "index.html"}
    assert find_dead(reader_of(folder)) == []


def test_a_publish_stopped_at_any_write_leaves_a_whole_site_and_the_next_goes_on(
    site: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(site, folder)
    old = shutil.copytree(folder, folder.with_name("old"))
    make(site, "one", "second")
    write, left = transfer.write_whole, [0]
    monkeypatch.setattr("liberterra_analysis.retry.sleep", lambda _: None)

    def stop(path: Path, data: bytes) -> None:
        if left[0] <= 0:
            raise OSError(28, "No space left on device", str(path))
        left[0] -= 1
        write(path, data)

    monkeypatch.setattr(transfer, "write_whole", stop)
    for most in range(100):
        shutil.rmtree(folder)
        shutil.copytree(old, folder)
        left[0] = most
        said = ""
        try:
            publish(site, folder)
        except ReportError as error:
            said = str(error)
        if not said:
            break
        assert "No space left on device" in said
        assert said.endswith("; a publish that stops leaves a whole site, and the next one goes on.")
        assert find_dead(reader_of(folder)) == []
        if most == 0:
            assert contents(folder) == contents(old)
        left[0] = 100
        publish(site, folder)
        assert [*verify_target(site, str(folder))] == []
    assert most > 8


def test_editions_go_a_day_after_they_are_no_longer_kept_unless_cited_or_named(
    site: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, first = Store(site), Store(site).current("one")
    cited = make(site, "one", "cited")
    publish(site, folder)
    editions = [make(site, "one", str(number)) for number in range(15)]  # the page lists 12 earlier ones
    options = {"keep": 1, "cited": (f"one/{cited}",)}
    there = folder / "one" / "editions"
    assert publish(site, folder, **options).deleted == ()
    assert {path.name for path in there.iterdir()} == {first, cited, *editions[2:]}
    monkeypatch.setattr(module, "GRACE", -1.0)
    assert publish(site, folder, **options).deleted == (f"one/{first}",)
    assert {path.name for path in there.iterdir()} == {cited, *editions[2:]}
    assert find_dead(reader_of(folder)) == []
    # A workspace made anew knows only what it builds; what the target holds is older.
    store.rollback("one", first)
    write_site(store)
    assert publish(site, folder, **options).editions == (f"one/{first}",)
    assert find_dead(reader_of(folder)) == []


def test_a_damaged_edition_is_not_sent(site: Workspace, folder: Path) -> None:
    edition = Store(site).current("two")
    path = site.published / "two" / "editions" / edition / "report.html"
    path.write_bytes(b"x")
    with pytest.raises(ReportError) as caught:
        publish(site, folder)
    assert str(caught.value) == (
        f"edition {edition} of 'two': report.html is not what was published, so it is not sent; 'liberterra build "
        f"--force two' makes it again if it is the newest; else delete {path.parent} and run 'liberterra build', which "
        "writes its pages."
    )
    assert not (folder / "index.html").exists()


def test_verify_names_what_was_altered_at_the_target(site: Workspace, folder: Path) -> None:
    publish(site, folder)
    edition = Store(site).current("one")
    there = folder / "one" / "editions" / edition
    (there / "report.html").write_bytes(b"x")
    (there / "tables" / "t.csv").unlink()
    (folder / "index.html").write_bytes(b"x")
    (folder / "two" / "editions" / Store(site).current("two") / "manifest.json").write_bytes(b"{}")
    assert [*verify_target(site, str(folder))] == [
        f"edition one/{edition}: report.html is not what was published",
        f"edition one/{edition}: tables/t.csv is gone",
        f"edition two/{Store(site).current('two')}: manifest.json is not what was published",
        "index.html is not what was published",
    ]
    assert len([*verify_target(site, str(folder), "one")]) == 2, "of one report, and not the index"
    publish_site(site, Publishing(to=str(folder)), force=True)
    assert [*verify_target(site, str(folder))] == []


def test_the_commands_say_what_was_sent_and_what_was_altered(site: Workspace, folder: Path) -> None:
    def call(*arguments: str) -> tuple[str, str]:
        done = CliRunner().invoke(app, [*arguments, "--to", str(folder), "-w", str(site.root)])
        return done.output, str(done.exception or "")

    assert call("publish", "--quiet", "--dry-run") == ("", "")
    assert call("publish")[0].endswith(f"{folder}: 2 editions sent, 7 pages sent.\n")
    assert call("publish") == (f"{folder}: nothing to send.\n", "")
    shutil.rmtree(site.published / "two")
    write_site(Store(site))
    assert call("publish")[0].endswith("\ntwo: at the target, but not here; delete its folder there to withdraw it.\n")
    assert call("editions", "--verify")[0].endswith("\nAll files are as they were published.\n")
    (folder / "index.html").write_bytes(b"x")
    altered = f"{folder}: index.html is not what was published."
    assert call("editions", "--verify")[1] == f"{altered}\n'liberterra publish --force' sends all of it."
    shutil.rmtree(site.published)
    verified = CliRunner().invoke(app, ["editions", "--verify", "-w", str(site.root)])
    assert verified.output == "No edition is published here.\n"
    assert "an address with a password" in str(
        CliRunner().invoke(app, ["publish", "--to", "s3://a:b@c", "-w", str(site.root)]).exception
    )


@pytest.mark.parametrize("name", ["a::b", "100%25", "s3:"])
def test_a_folder_may_be_named_as_an_address_is(site: Workspace, tmp_path: Path, name: str) -> None:
    publish(site, tmp_path / name)
    assert (tmp_path / name / "index.html").exists()


def test_pages_of_another_site_are_not_overwritten(site: Workspace, folder: Path) -> None:
    folder.mkdir()
    (folder / "index.html").write_text("My garden")
    with pytest.raises(UsageError, match=r"holds an index\.html of another site; name an empty folder"):
        publish(site, folder)
    assert contents(folder).keys() == {"index.html"}


OWN = "is, holds or is in {}/ of the workspace; name another folder."


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("reports", OWN.format("published")),
        (".", OWN.format("published")),
        ("data", OWN.format("data")),
        ("notebooks/site", OWN.format("notebooks")),
        ("~nobody-here/site", "begins with a home folder that is not known here; name the whole path."),
    ],
)
def test_folders_of_the_workspace_and_the_home_of_nobody_are_no_targets(site: Workspace, to: str, why: str) -> None:
    with pytest.raises(UsageError) as caught:
        publish(site, to)
    assert str(caught.value) == f"{to!r} {why}"
    assert not (site.root / to / "index.html").exists()


def test_two_machines_at_once_are_noticed(site: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = transfer.write_whole

    def meanwhile(path: Path, data: bytes) -> None:
        write(path, data)
        if path.name == "words.js":
            write(folder / module.HELD, b'{"pages": {"other": ""}}')

    monkeypatch.setattr(transfer, "write_whole", meanwhile)
    with pytest.raises(BusyError, match="Another machine published to the same target at the same time; publish again"):
        publish(site, folder)
    monkeypatch.undo()
    assert "index.html" in publish(site, folder).pages


def test_a_network_that_fails_is_tried_three_times_and_no_secret_is_shown(
    site: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("liberterra_analysis.retry.sleep", pauses.append)

    def refuse(*_: object) -> None:
        raise RuntimeError("https://user:secret@example.org/a?sig=secret refused")

    monkeypatch.setattr(MemoryFileSystem, "pipe_file", refuse)
    with pytest.raises(ReportError, match=r": https://…example\.org/a… refused; a publish that stops leaves"):
        publish(site, "memory://reports")
    assert pauses == [2.0, 8.0]
    monkeypatch.setattr(MemoryFileSystem, "cat_file", refuse)
    with pytest.raises(ReportError) as caught:
        list(verify_target(site, "memory://reports"))
    assert str(caught.value) == "memory://reports: https://…example.org/a… refused."


# With S3, as a server on this machine.

SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request, SignedHeaders=, Signature="
}
"""With which the server, which checks no signature, shows what no policy makes public."""


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """Start an S3 server with a bucket, and return its address over HTTP."""
    if find_spec("moto") is None or find_spec("s3fs") is None:
        assert "CI" not in os.environ, "install s3fs and moto[server] as .ci/run does"
        pytest.skip("needs s3fs and moto[server], which .ci/run installs")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(300):
            with suppress(httpx.TransportError):
                httpx.put(f"{address}/reports").raise_for_status()
                break
            time.sleep(0.1)
        yield f"{address}/reports"
    finally:
        server.terminate()
        server.wait()


def test_readers_of_s3_find_a_whole_site_while_publishes_are_killed(
    site: Workspace, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"ENDPOINT_URL": bucket.rpartition("/")[0], "REGION": "us-east-1"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    to = "s3://reports/site"
    end, dead, looks = threading.Event(), list[str](), list[bool]()

    def read(name: str) -> bytes | None:
        for _ in range(9):
            with suppress(httpx.RemoteProtocolError):  # this server, unlike S3, breaks off while a file is replaced
                found = client.get(f"{bucket}/site/{name}")
                break
        return found.content if found.status_code == 200 else None

    def watch() -> None:
        while not end.is_set():
            time.sleep(0.05)
            dead.extend(find_dead(read))
            looks.append(read("index.html") is not None)

    with httpx.Client(timeout=30, headers=SIGNED) as client:
        publish(site, to)
        reader = threading.Thread(target=watch)
        reader.start()
        for attempt in range(9):  # a busy machine may kill it too late
            editions = [f"{report}/editions/{make(site, report, f'new {attempt}')}" for report in ("one", "two")]
            started = subprocess.Popen([COMMAND, "publish", "--to", to, "--workspace", str(site.root), "--quiet"])
            while started.poll() is None and read(f"{editions[0]}/manifest.json") is None:
                time.sleep(0.01)
            started.send_signal(signal.SIGKILL)
            started.wait()
            held = json.loads(read(module.HELD) or b"")
            publish(site, to)
            if "index.html" not in held["pages"]:
                break
        end.set()
        reader.join()
        assert "index.html" not in held["pages"], "it was killed too late"
        assert dead == []
        assert looks
        assert all(looks)
        assert editions[0].rpartition("/")[2].encode() in (read("one/index.html") or b"")
        assert [*verify_target(site, to)] == []
        assert client.get(f"{bucket}/site/index.html").headers["Content-Type"].startswith("text/html")
