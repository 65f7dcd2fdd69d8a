"""Describe the schedule for the schedulers that people have: units, lines, workflows that call `liberterra update`."""

import datetime as dt
import getpass
import json
import os
import re
import sysconfig
from collections.abc import Collection, Mapping
from contextlib import suppress
from importlib import metadata
from itertools import product
from pathlib import Path
from shutil import which

from liberterra_analysis import __version__
from liberterra_analysis.errors import UsageError, require_known
from liberterra_analysis.report.publish.transfer import find_folder
from liberterra_analysis.workspace import Workspace

SCHEDULERS = ("cron", "github", "gitlab", "kubernetes", "launchd", "systemd", "windows")

FIELDS: Mapping[str, Collection[int]] = {
    "Minute": range(60),
    "Hour": range(24),
    "Day": range(1, 32),
    "Month": range(1, 13),
    "Weekday": range(7),
}
"""The fields of a cron line, each with its values."""

KEPT = ("reports/published", "reports/runs.jsonl", "data/context")
"""What a machine that is made anew for each look needs of the last one: else all is built again."""

MAX_TRIGGERS = 48
"""Most times that Windows takes for a task."""

_PATH = re.compile(rf"[\w ./:()+,@~={re.escape(os.sep)}-]*")
"""A path that means the same to all schedulers between quotation marks."""

_ODD = re.compile(r"[^\w./:+,@=-]")
"""A character for which it needs them."""


def describe_scheduler(scheduler: str, workspace: Workspace, *, cron: str, zone: str, to: str = "") -> str:
    """Return what makes a scheduler call `liberterra update` on schedule, with the paths of this machine."""
    require_known("scheduler", scheduler, SCHEDULERS)
    root, folder = str(workspace.root), find_folder(workspace, to) if to else None
    program = which("liberterra", path=sysconfig.get_path("scripts")) or which("liberterra") or "liberterra"
    command = [program, "update", "--workspace", root]
    writable = [str(workspace.data), str(workspace.reports), *[str(folder)] * bool(folder)]
    release = _find_release()
    for path in (*command, *writable, to, release):
        if not _PATH.fullmatch(path):
            raise UsageError(f"{path!r} holds characters that schedulers take for their own; move the folder.")
    times = _read_times(cron)
    if scheduler == "windows" and len(times["Hour"] or range(24)) * len(times["Minute"] or range(60)) > MAX_TRIGGERS:
        raise UsageError("Windows cannot hold a schedule that looks so often; look less often.")
    below = _find_below(workspace.root)
    return _render(
        scheduler,
        command=command,
        root=root,
        below=below,
        kept=[f"{below}{path}" for path in KEPT],
        writable=writable,
        remote="" if folder else to,
        cron=cron,
        zone=zone,
        times=times,
        combinations=product(*([(field, value) for value in times[field]] for field in times if times[field])),
        user=_find_user,
        version=__version__,
        release=release,
    )


def _find_release() -> str:
    """Return what pip on another machine installs: this version, or the commit of the repository that it came from."""
    with suppress(metadata.PackageNotFoundError):  # it runs from a checkout
        origin = json.loads(metadata.distribution("liberterra_analysis").read_text("direct_url.json") or "{}")
        if vcs := origin.get("vcs_info"):
            return f" @ {vcs['vcs']}+{origin['url']}@{vcs['commit_id']}"
    return f"=={__version__}"


def _find_user() -> str | int:
    """Return the name of the user, or the number where it has no name, as in containers."""
    with suppress(KeyError, OSError):
        return getpass.getuser()
    return os.getuid()


def _find_below(root: Path) -> str:
    """Return the path of the workspace within its repository, with a slash; "" if it is the repository or in none."""
    top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
    return "" if top == root else f"{root.relative_to(top).as_posix()}/"


def _read_times(cron: str) -> dict[str, list[int]]:
    """Return the values of each field of a checked cron line, none for any.

    >>> _read_times("17,47 7 * * *")
    {'Minute': [17, 47], 'Hour': [7], 'Day': [], 'Month': [], 'Weekday': []}
    """
    from cronsim import CronSim

    found = CronSim(cron, dt.datetime.now(dt.UTC))
    values = {field: {*span} & getattr(found, f"{field.lower()}s") for field, span in FIELDS.items()}
    return {field: sorted(some) if len(some) < len(FIELDS[field]) else [] for field, some in values.items()}


def _render(scheduler: str, **values: object) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    templates = Environment(
        loader=PackageLoader(__name__.rpartition(".")[0]),
        autoescape=scheduler in {"launchd", "windows"},  # noqa: S701 (the others are not XML)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters["quote"] = lambda words: " ".join(f'"{word}"' if _ODD.search(word) else word for word in words)
    return templates.get_template(f"{scheduler}.j2").render(values)
