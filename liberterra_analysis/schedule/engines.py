"""Describe the schedule for the engines that people have: units, lines and workflows that call `liberterra update`."""

from __future__ import annotations

import datetime as dt
import getpass
import shlex
import subprocess
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

from liberterra_analysis import __version__
from liberterra_analysis.errors import UsageError, one_of
from liberterra_analysis.report.publish.transfer import find_folder
from liberterra_analysis.workspace import Workspace

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["ENGINES", "describe_engine"]

ENGINES = ("cron", "github", "gitlab", "kubernetes", "launchd", "systemd", "windows")

FIELDS = {"minutes": range(60), "hours": range(24), "days": range(1, 32), "months": range(1, 13), "weekdays": range(7)}
"""The fields of a cron line, each with its values."""

WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")

KEPT = ("reports/published", "reports/runs.jsonl", "data/context")
"""What a machine that is made anew for each look needs of the last one: else all is built again."""

MOST = {"launchd": 500, "windows": 48}
"""Most times that an engine without cron lines is given; Windows holds no more."""


@dataclass(frozen=True, slots=True)
class Times:
    """When a cron line looks: the values of each field, None for any."""

    minutes: tuple[int, ...] | None
    hours: tuple[int, ...] | None
    days: tuple[int, ...] | None
    months: tuple[int, ...] | None
    weekdays: tuple[int, ...] | None

    def combine(self, engine: str, *fields: str) -> list[dict[str, int]]:
        """Return each combination of the values of fields, without fields of any value."""
        given = {field: values for field in fields if (values := getattr(self, field)) is not None}
        found = [dict(zip(given, one, strict=True)) for one in product(*given.values())]
        if len(found) > MOST[engine] or (engine == "windows" and "minutes" not in given):
            raise UsageError(f"{engine} cannot hold a schedule that looks so often; look less often.")
        return found


def describe_engine(engine: str, workspace: Workspace, *, cron: str, zone: str, to: str = "") -> str:
    """Return what makes an engine call `liberterra update` on schedule, with the paths of this machine.

    Raises `UsageError` for an unknown engine and for what the engine cannot hold.
    """
    if engine not in ENGINES:
        raise UsageError(f"engine {one_of(engine, ENGINES)}")
    from babel.dates import get_month_names

    below = _find_below(workspace.root)
    root = str(workspace.root)
    command = [_find_command(), "update", "--workspace", root]
    if not all(map(str.isprintable, command)):
        raise UsageError(f"{root!r} holds characters that no engine can be given; move the workspace.")
    folder = find_folder(workspace, to) if to else None
    values = {
        "command": command,
        "root": root,
        "below": below,
        "kept": [f"{below}{path}" for path in KEPT],
        "writable": [str(workspace.data), str(workspace.reports), *([str(folder)] if folder else [])],
        "remote": "" if folder else to,
        "cron": cron,
        "zone": zone,
        "times": _read_times(cron),
        "user": getpass.getuser,
        "version": __version__,
        "weekdays": WEEKDAYS,
        "months": get_month_names("wide", locale="en"),
    }
    return _load_templates().get_template(f"{engine}.j2").render(values)


def _find_command() -> str:
    """Return the path of the command: of this environment, else the one found first."""
    return which("liberterra", path=sysconfig.get_path("scripts")) or which("liberterra") or "liberterra"


def _find_below(root: Path) -> str:
    """Return the path of the workspace within its repository, with a slash; "" if it is the repository or in none."""
    for folder in root.parents if not (root / ".git").exists() else ():
        if (folder / ".git").exists():
            return f"{root.relative_to(folder).as_posix()}/"
    return ""


def _read_times(cron: str) -> Times:
    """Return the values of each field of a checked cron line.

    >>> _read_times("17,47 7 * * 1-5").minutes
    (17, 47)
    """
    from cronsim import CronSim

    found = CronSim(cron, dt.datetime.now(dt.UTC))
    values = {field: tuple(sorted({*span} & getattr(found, field))) for field, span in FIELDS.items()}
    return Times(**{field: None if len(some) == len(FIELDS[field]) else some for field, some in values.items()})


def _load_templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    templates = Environment(
        loader=PackageLoader(__name__.rpartition(".")[0]),
        autoescape=lambda name: name in {"launchd.j2", "windows.j2"},  # noqa: S701 (the others are not XML)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters |= {
        "crontab": _quote_crontab,
        "shell": shlex.join,
        "systemd": _quote_systemd,
        "systemd_command": _quote_systemd_command,
        "windows": _quote_windows,
    }
    return templates


def _quote_crontab(command: Sequence[str]) -> str:
    r"""Quote a command for a line of cron, which ends it at a %.

    >>> print(_quote_crontab(["a b", "100%"]))
    'a b' 100\%
    """
    return shlex.join(command).replace("\\", "\\\\").replace("%", "\\%")


def _quote_systemd(words: Sequence[str]) -> str:
    r"""Quote words for a unit.

    >>> print(_quote_systemd(['a "b"', "100%"]))
    "a \"b\"" "100%%"
    """
    quoted = (word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%") for word in words)
    return " ".join(f'"{word}"' for word in quoted)


def _quote_systemd_command(words: Sequence[str]) -> str:
    """Quote a command for a unit, where $ stands for a variable in all words but the first."""
    return _quote_systemd([words[0], *(word.replace("$", "$$") for word in words[1:])])


def _quote_windows(words: Sequence[str]) -> str:
    if any("%" in word for word in words):
        raise UsageError("Windows would take a % in a path for a variable; move the workspace.")
    return subprocess.list2cmdline(words)
