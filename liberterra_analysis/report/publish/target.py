"""Send the published reports to where readers are, and verify what stands there.

    <report>/editions/<edition>/   first the files of new editions, their manifests last
    <report>/index.html            then the pages of reports, after them what stands beside the index, which comes last
    .published.json                before and after that: what is known to be there, with its hashes

At every moment a reader finds a whole site in which no link is dead. What was stopped, the next publish takes up.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from math import inf
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from liberterra_analysis.errors import BusyError, ReportError, UsageError
from liberterra_analysis.files import hash_bytes, hash_file
from liberterra_analysis.report.publish.manifest import MANIFEST, Manifest
from liberterra_analysis.report.publish.site import PAGE
from liberterra_analysis.report.publish.store import GRACE, Store
from liberterra_analysis.report.publish.timetable import EditionName, Publishing
from liberterra_analysis.report.publish.transfer import Target
from liberterra_analysis.workspace import Workspace

HELD = ".published.json"

_NAMED = re.compile(rb"(?:([a-z0-9][a-z0-9-]*)/)?editions/([0-9a-f]+)/")
"""An edition in the text of a page; the page of a report names its own without the report."""


class Held(BaseModel):
    """The content of a target: hashes of its pages, and of the manifests of its editions, oldest first.

    `retired` editions are no longer kept, each with the time when its period of grace began, in seconds since 1970.
    """

    model_config = ConfigDict(frozen=True)

    pages: dict[str, str] = {}
    editions: dict[EditionName, str] = {}
    retired: dict[EditionName, float] = {}

    def to_json(self) -> bytes:
        """Return it as the content of a file."""
        return self.model_dump_json(indent=1).encode()


@dataclass(frozen=True, slots=True)
class Sent:
    """The editions (`report/edition`) and pages sent to a target, those deleted there, and what it holds then."""

    editions: tuple[str, ...]
    pages: tuple[str, ...]
    deleted: tuple[str, ...]
    after: Held


def publish_site(
    workspace: Workspace,
    publishing: Publishing,
    *,
    force: bool = False,
    dry_run: bool = False,
    wait: float = inf,
    tell: Callable[[str], None] = lambda _: None,
) -> Sent:
    """Send to the target what it lacks, and delete the editions there whose period of grace is over.

    Of each report the newest `keep` editions stay, and all that are cited or named by a page. `force` takes nothing to
    be there. Raises `ReportError` if the target cannot be read or written or an edition is damaged here, `BusyError` if
    another command is at work.
    """
    if not publishing.to:
        raise UsageError("Nothing says where to publish: set 'to' in [publish] of reports/reports.toml, or add --to.")
    store = Store(workspace)
    with store.locked(wait=wait, tell=tell):
        target = Target(workspace, publishing.to)
        held = Held() if force else _read_held(target, publishing.to)
        sent = _plan(store, held, publishing, time.time())
        if not dry_run and (force or sent.after != held):
            _send(store, target, held, sent, tell)
    return sent


def _read_held(target: Target, to: str) -> Held:
    """Read what the target holds; raise `UsageError` if it holds pages of others, which would be overwritten."""
    raw = target.read(HELD)
    if raw is None and target.read(PAGE) is not None:
        raise UsageError(f"{to} holds an {PAGE} of another site; name an empty folder, or overwrite it with --force.")
    try:
        return Held.model_validate_json(raw) if raw else Held()
    except ValueError:
        raise ReportError(f"{to}: {HELD} is damaged; 'liberterra publish --force' sends all of it again.") from None


def _plan(store: Store, held: Held, publishing: Publishing, now: float) -> Sent:
    names = [f"{report}/{PAGE}" for report in store.reports()] + [path.name for path in store.root.glob("[!.]*")]
    files = {name: store.root / name for name in sorted(names, key=_rank)}
    pages = {name: path.read_bytes() for name, path in files.items() if path.is_file()}
    here = dict(_hash_manifests(store))
    # What only the target holds is older: of a workspace that was made anew.
    known = {name: digest for name, digest in held.editions.items() if name not in here} | here
    stay = {*_find_named(pages), *publishing.cited, *_find_newest(known, publishing.keep)}
    leaving = {name: held.retired.get(name, now) for name in [*held.editions, *held.retired] if name not in stay}
    retired = {name: since for name, since in leaving.items() if now - since <= GRACE}
    hashes = {name: hash_bytes(page) for name, page in pages.items()}
    editions = {name: digest for name, digest in known.items() if name in stay or name in retired}
    deleted = tuple(name for name in leaving if name not in retired)
    after = Held(pages=hashes, editions=editions, retired=retired)
    return Sent(_find_new(editions, held.editions), _find_new(hashes, held.pages), deleted, after)


def _find_new(now: Mapping[str, str], before: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for name, digest in now.items() if before.get(name) != digest)


def _rank(name: str) -> int:
    """Return when a page is sent: pages of reports before what leads to them, the index last."""
    return 2 if name == PAGE else 1 if "/" not in name else 0


def _hash_manifests(store: Store) -> Iterator[tuple[str, str]]:
    """Yield each edition (`report/edition`) of the workspace with the hash of its manifest, oldest first."""
    for report in store.reports():
        for edition in store.editions(report).kept:
            with suppress(FileNotFoundError):
                yield f"{report}/{edition}", hash_file(store.folder(report, edition) / MANIFEST)


def _find_named(pages: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the editions that pages name, which must be at the target before they are."""
    for name, page in pages.items():
        for report, edition in _NAMED.findall(page):
            yield f"{report.decode() or _report_of(name)}/{edition.decode()}"


def _report_of(name: str) -> str:
    return name.partition("/")[0]


def _find_newest(names: Iterable[str], keep: int | None) -> Iterator[str]:
    for _, found in groupby(sorted(names, key=_report_of), _report_of):
        yield from list(found)[-keep if keep else 0 :]


def _send(store: Store, target: Target, held: Held, sent: Sent, tell: Callable[[str], None]) -> None:
    """Send editions, then pages, and note before, between and after what is known to be there."""
    pages = {name: digest for name, digest in held.pages.items() if name not in sent.pages}
    editions = {name: digest for name, digest in held.editions.items() if name not in {*sent.editions, *sent.deleted}}
    known = Held(pages=pages, editions=editions, retired=held.retired)
    target.write(HELD, known.to_json())
    for number, name in enumerate(sent.editions, 1):
        tell(f"edition {name} ({number} of {len(sent.editions)})")
        _send_edition(store, target, name)
        known = known.model_copy(update={"editions": known.editions | {name: sent.after.editions[name]}})
        target.write(HELD, known.to_json())
    for _, names in groupby(sent.pages, _rank):
        _write_all(target, store.root, names)
    if target.read(HELD) != known.to_json():
        # Which of the pages stand there is not known: the next publish sends all.
        target.write(HELD, sent.after.model_copy(update={"pages": {}}).to_json())
        raise BusyError("Another machine published to the same target at the same time; publish again.")
    for name in sent.deleted:
        target.remove(name.replace("/", "/editions/"))
    target.write(HELD, sent.after.to_json())


def _send_edition(store: Store, target: Target, name: str) -> None:
    report, _, edition = name.partition("/")
    folder, there = store.folder(report, edition), f"{report}/editions/{edition}/"
    for fault in store.verify(report, edition):
        raise ReportError(
            f"edition {edition} of {report!r}: {fault}, so it is not sent; 'liberterra build --force {report}' makes "
            f"it again if it is the newest; else delete {folder} and run 'liberterra build', which writes its pages."
        )
    _write_all(target, folder, store.read(report, edition).outputs, there)
    _write_all(target, folder, [MANIFEST], there)


def _write_all(target: Target, folder: Path, names: Iterable[str], there: str = "") -> None:
    """Write files of a folder, several at a time; the first that cannot be written ends it."""
    with ThreadPoolExecutor(target.writers) as pool:
        list(pool.map(lambda name: target.write(there + name, (folder / name).read_bytes()), names))


def verify_target(workspace: Workspace, to: str, report: str = "") -> Iterator[str]:
    """Compare the files at a target, of one report or of all, with their hashes, and yield a line for each fault.

    Manifests are compared with those of the workspace, where it has them, else with what the target notes.
    """
    target, store = Target(workspace, to), Store(workspace)
    held = _read_held(target, to)
    if not held.pages:
        yield "no page is known to be there"
    known = held.editions | dict(_hash_manifests(store))
    for name in held.editions:
        if report in {"", _report_of(name)}:
            yield from (f"edition {name}: {fault}" for fault in _verify_edition(target, name, known[name]))
    yield from _compare(target, "", {} if report else held.pages)


def _verify_edition(target: Target, name: str, digest: str) -> Iterator[str]:
    folder = name.replace("/", "/editions/") + "/"
    raw = target.read(folder + MANIFEST) or b""
    if hash_bytes(raw) == digest:
        yield from _compare(target, folder, Manifest.model_validate_json(raw).outputs)
    else:
        yield f"{MANIFEST} is {'not what was published' if raw else 'gone'}"


def _compare(target: Target, folder: str, hashes: Mapping[str, str]) -> Iterator[str]:
    """Yield which files at the target are gone or not what was published."""
    with ThreadPoolExecutor(target.writers) as pool:
        for name, data in zip(hashes, pool.map(lambda name: target.read(folder + name), hashes), strict=True):
            if data is None:
                yield f"{name} is gone"
            elif hash_bytes(data) != hashes[name]:
                yield f"{name} is not what was published"
