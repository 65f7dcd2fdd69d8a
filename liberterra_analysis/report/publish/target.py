"""Send the published reports to where readers are, and verify what stands there.

    <report>/editions/<edition>/   first: an edition that nothing names yet, its manifest last
    words.js, status.json, ...     then what names no edition
    <report>/index.html, feed.xml  then what names editions, and the page over all reports last
    .published.json                when all of it is there: what the target holds, with its hashes

At every moment a reader finds a whole site in which no link is dead. What was stopped, the next publish takes up.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import inf
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from liberterra_analysis.errors import BusyError, ReportError, UsageError
from liberterra_analysis.files import hash_bytes, hash_file
from liberterra_analysis.report.publish.manifest import MANIFEST, read_manifest
from liberterra_analysis.report.publish.site import PAGE
from liberterra_analysis.report.publish.store import GRACE, Store
from liberterra_analysis.report.publish.timetable import EDITION, Publishing
from liberterra_analysis.report.publish.transfer import Folder, Remote, open_target
from liberterra_analysis.workspace import Workspace

__all__ = ["Sent", "publish_site", "verify_target"]

HELD = ".published.json"

_NAMED = re.compile(r"(?:([a-z0-9][a-z0-9-]*)/)?editions/([0-9a-f]+)/")
"""An edition in the text of a page; the page of a report names its own without the report."""

Name = Annotated[str, StringConstraints(pattern=rf"^{EDITION.pattern}$")]
"""An edition as `report/edition`."""


class Held(BaseModel):
    """The content of a target: hashes of its pages, and of the manifests of its editions, oldest first.

    `retired` editions are no longer kept, each with the time when its period of grace began, in seconds since 1970.
    """

    model_config = ConfigDict(frozen=True)

    pages: dict[str, str] = {}
    editions: dict[Name, str] = {}
    retired: dict[Name, float] = {}

    def to_json(self) -> bytes:
        """Return it as the content of a file."""
        return self.model_dump_json(indent=1).encode()


@dataclass(frozen=True, slots=True)
class Sent:
    """The editions (`report/edition`) and pages sent to a target, the editions deleted there, and what it holds then.

    `withdrawn` are reports that the target holds and the workspace does not.
    """

    editions: tuple[str, ...]
    pages: tuple[str, ...]
    deleted: tuple[str, ...]
    withdrawn: tuple[str, ...]
    after: Held


@dataclass(frozen=True, slots=True)
class _Site:
    """The published site: its pages, the hashes of its manifests, and the editions that each page names."""

    pages: dict[str, bytes]
    editions: dict[str, str]
    named: dict[str, frozenset[str]]


Target = Folder | Remote


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

    Of each report the newest `keep` editions stay, and all that are cited or named by a page. `force` sends all of it
    again. Raises `ReportError` if the target cannot be read or written or an edition is damaged here, `BusyError` if
    another command is at work.
    """
    to, store = publishing.to, Store(workspace)
    if not to:
        raise UsageError("Nothing says where to publish: set 'to' in [publish] of reports/reports.toml, or add --to.")
    with store.locked(wait=wait, tell=tell), _explain(to):
        site, target = _read_site(store), open_target(workspace, to)
        raw = target.read(HELD)
        held = _read_held(target, to, raw, force=force)
        sent = _plan(site, held, publishing, force=force, now=time.time())
        if not dry_run and (sent.editions or sent.pages or sent.after != held):
            if raw is None:
                target.write(HELD, raw := held.to_json())
            # An edition that was being deleted may have lost files before its manifest.
            trusted = frozenset() if force else frozenset(sent.editions) - {*held.retired}
            _send(store, target, site, sent, trusted, tell)
            _conclude(target, to, sent, unless=raw)
    return sent


@contextmanager
def _explain(to: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = f"{error.filename}: {error.strerror}" if error.strerror else str(error)
        raise ReportError(
            f"{to}: {why}; not all is published, readers still find a whole site there, and the next publish goes on."
        ) from error


def _read_site(store: Store) -> _Site:
    reports = store.reports()
    names = sorted(path.name for path in store.root.glob("[!.]*") if path.is_file())
    names += [f"{report}/{PAGE}" for report in reports if (store.root / report / PAGE).is_file()]
    pages = {name: (store.root / name).read_bytes() for name in names}
    editions = {name: digest for report in reports for name, digest in _hash_manifests(store, report)}
    return _Site(pages, editions, {name: frozenset(_find_named(name, page)) for name, page in pages.items()})


def _hash_manifests(store: Store, report: str) -> Iterator[tuple[str, str]]:
    for edition in store.editions(report).kept:
        with suppress(FileNotFoundError):
            yield f"{report}/{edition}", hash_file(store.folder(report, edition) / MANIFEST)


def _find_named(name: str, page: bytes) -> Iterator[str]:
    """Yield the editions that a page names, which must be at the target before it is."""
    for report, edition in _NAMED.findall(page.decode("utf-8", "replace")):
        yield f"{report or _report_of(name)}/{edition}"


def _read_held(target: Target, to: str, raw: bytes | None, *, force: bool) -> Held:
    """Parse what the target holds; raise `UsageError` if it holds other pages, which would be overwritten."""
    if raw is None and not force and target.read(PAGE) is not None:
        raise UsageError(f"{to} holds an {PAGE} of another site; name an empty folder, or overwrite it with --force.")
    try:
        return Held.model_validate_json(raw) if raw else Held()
    except ValueError:
        if force:
            return Held()
        raise ReportError(f"{to}: {HELD} is damaged; 'liberterra publish --force' sends all of it again.") from None


def _plan(site: _Site, held: Held, publishing: Publishing, *, force: bool, now: float) -> Sent:
    # What only the target holds is older: of a workspace that was made anew.
    order = [*(name for name in held.editions if name not in site.editions), *site.editions]
    named = frozenset[str]().union(*site.named.values())
    if lost := sorted(named.difference(order)):
        raise ReportError(f"The pages name the edition {lost[0]}, which is gone; 'liberterra build' writes them again.")
    stay = named | {*publishing.cited} | _find_newest(order, publishing.keep)
    retired = {name: held.retired.get(name, now) for name in [*held.editions, *held.retired] if name not in stay}
    over = [name for name, since in retired.items() if now - since > GRACE]
    hashes = held.editions | site.editions
    # An edition of the workspace that is not to stay is sent no more; one at the target stays for its period of grace.
    editions = {name: hashes[name] for name in order if name in stay or (name in retired and name not in over)}
    pages = {name: hash_bytes(page) for name, page in site.pages.items()}
    there = Held() if force else held
    withdrawn = {_report_of(name) for name in held.editions} - {_report_of(name) for name in site.editions}
    return Sent(
        editions=tuple(name for name in site.editions if name in stay and there.editions.get(name) != hashes[name]),
        pages=tuple(name for name, digest in pages.items() if there.pages.get(name) != digest),
        deleted=tuple(over),
        withdrawn=tuple(sorted(withdrawn)),
        after=Held(pages=pages, editions=editions, retired=retired),
    )


def _report_of(name: str) -> str:
    return name.partition("/")[0]


def _find_newest(order: Iterable[str], keep: int | None) -> set[str]:
    reports: dict[str, list[str]] = {}
    for name in order:
        reports.setdefault(_report_of(name), []).append(name)
    return {name for names in reports.values() for name in names[-keep if keep else 0 :]}


def _send(
    store: Store, target: Target, site: _Site, sent: Sent, trusted: frozenset[str], tell: Callable[[str], None]
) -> None:
    """Send editions, then pages in the order in which they name each other."""
    for number, name in enumerate(sent.editions, 1):
        tell(f"edition {name} ({number} of {len(sent.editions)})")
        _send_edition(store, target, name, trust=name in trusted)
    for stage in range(4):
        _write_all(target, {name: site.pages[name] for name in sent.pages if _find_stage(site, name) == stage})


def _find_stage(site: _Site, name: str) -> int:
    """Return when a page is sent: what names no edition first, then pages of reports, lists of reports, the index."""
    if name == PAGE:
        return 3
    return 0 if not site.named[name] else 1 if "/" in name else 2


def _send_edition(store: Store, target: Target, name: str, *, trust: bool) -> None:
    """Send the files of an edition, its manifest last, unless a publish that was stopped has sent it."""
    report, _, edition = name.partition("/")
    folder, there = store.folder(report, edition), f"{report}/editions/{edition}"
    raw = (folder / MANIFEST).read_bytes()
    if trust and target.read(f"{there}/{MANIFEST}") == raw:
        return
    files = {}
    for file, digest in store.read(report, edition).outputs.items():
        data = (folder / file).read_bytes()
        if hash_bytes(data) != digest:
            raise ReportError(
                f"edition {edition} of {report!r}: {file} is not what was published, so it is not sent; "
                f"'liberterra build --force {report}' makes it again if it is the newest, else delete {folder}."
            )
        files[f"{there}/{file}"] = data
    _write_all(target, files)
    target.write(f"{there}/{MANIFEST}", raw)


def _write_all(target: Target, files: Mapping[str, bytes]) -> None:
    """Write files, several at a time; the first that cannot be written ends it."""
    with ThreadPoolExecutor(target.writers) as pool:
        writes = [pool.submit(target.write, name, data) for name, data in files.items()]
        try:
            for write in writes:
                write.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _conclude(target: Target, to: str, sent: Sent, *, unless: bytes) -> None:
    """Note what the target holds and delete what is over, unless another machine noted something meanwhile."""
    if target.read(HELD) != unless:
        # Which of its pages stand there is not known: the next publish sends all.
        target.write(HELD, sent.after.model_copy(update={"pages": {}}).to_json())
        raise BusyError(f"{to}: another machine published there at the same time; publish again.")
    target.write(HELD, sent.after.to_json())
    for name in sent.deleted:
        target.remove(name.replace("/", "/editions/"))
    if sent.deleted:
        retired = {name: since for name, since in sent.after.retired.items() if name not in sent.deleted}
        target.write(HELD, sent.after.model_copy(update={"retired": retired}).to_json())


def verify_target(workspace: Workspace, to: str, report: str = "") -> list[str]:
    """Compare the files at a target, of one report or of all, with their hashes, and return a line for each fault.

    Manifests are compared with those of the workspace, where it has them, else with what the target notes.
    """
    store = Store(workspace)
    with _explain(to):
        target = open_target(workspace, to)
        raw = target.read(HELD)
        if raw is None:
            return [f"{HELD} is gone, or nothing was published there yet"]
        held = _read_held(target, to, raw, force=False)
        known = {name: digest for name, digest in held.editions.items() if report in {"", _report_of(name)}}
        for one in {_report_of(name) for name in known}:
            known |= {name: digest for name, digest in _hash_manifests(store, one) if name in known}
        faults = [f"edition {name}: {fault}" for name in known for fault in _verify_edition(target, name, known[name])]
        return [*faults, *_compare(target, "", {} if report else held.pages)]


def _verify_edition(target: Target, name: str, digest: str) -> Iterator[str]:
    folder = name.replace("/", "/editions/") + "/"
    if faults := [*_compare(target, folder, {MANIFEST: digest})]:
        yield from faults
        return
    yield from _compare(target, folder, read_manifest(target.read(folder + MANIFEST) or b"").outputs)


def _compare(target: Target, folder: str, hashes: Mapping[str, str]) -> Iterator[str]:
    """Yield which files at the target are gone or not what was published."""
    with ThreadPoolExecutor(target.writers) as pool:
        read = pool.map(lambda name: target.read(folder + name), hashes)
        for (name, digest), data in zip(hashes.items(), read, strict=True):
            if data is None:
                yield f"{name} is gone"
            elif hash_bytes(data) != digest:
                yield f"{name} is not what was published"
