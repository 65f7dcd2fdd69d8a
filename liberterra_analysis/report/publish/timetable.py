"""When to look for work, where to publish, what to message about: three tables of the catalogue."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import islice, takewhile
from typing import Annotated, Any, Literal
from urllib.parse import unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from liberterra_analysis.errors import one_of
from liberterra_analysis.report.settings import STRICT, fail, matching, refuse

__all__ = ["EDITION", "Notice", "Publishing", "Schedule", "Telling", "check_target"]

WITH_USER = frozenset({"sftp", "ssh", "ftp", "smb", "hdfs"})
"""Protocols whose addresses name a user, which is no secret."""

_DURATION = re.compile(r"([1-9]\d{0,4}) ?([dh])")
_ITEM = re.compile(r"(\*|\d+-\d+)(/\d+)?|\d+")
"""An item of a cron field that every engine understands: not `5/15`, names or `L`."""

FIELDS = 5
HOURLY = re.compile(r"\*(/1)?")
MAX_LOOKS = 20_000
"""Most looks in which faults are searched for."""

Notice = Literal["failed", "recovered", "moved", "source-changed"]
EDITION = re.compile(r"[a-z0-9][a-z0-9-]*/[0-9a-f]+")
"""An edition, as its report and its id."""


def _parse_duration(given: Any) -> Any:
    found = _DURATION.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        raise PydanticCustomError("duration", "Input should be a number of days or hours, as '7 d' or '12 h'")
    return dt.timedelta(**{{"d": "days", "h": "hours"}[found[2]]: int(found[1])})


def _check_cron(cron: str) -> str:
    from cronsim import CronSim, CronSimError

    fields = cron.split()
    if len(fields) != FIELDS or not all(_ITEM.fullmatch(item) for field in fields for item in field.split(",")):
        raise refuse(cron, "five fields of digits, '*', '-', ',' and '/', as '17 7 * * 1-5'")
    if "7" in re.split("[-,]", fields[-1]):
        raise refuse(cron, "Sunday as 0, for GitHub and Kubernetes have no day 7")
    if "*" not in {fields[2], fields[4]}:
        raise refuse(cron, "days of the month or of the week, not both, which cron and systemd take differently")
    try:
        CronSim(cron, dt.datetime.now(dt.UTC))
    except CronSimError as error:
        raise refuse(cron, f"a time that comes ({error})") from None
    return " ".join(fields)


def _check_zone(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # of a folder, such as 'Europe'
        raise fail(one_of(zone, available_timezones(), most=3)) from None
    return zone


def check_target(to: str) -> str:
    """Return an address to publish to; raise an error of pydantic, without the address, if it may hold a secret."""
    protocol, slashes, rest = to.rpartition("://")
    user = unquote(rest.split("/", 1)[0]).rpartition("@")[0] if slashes else ""
    if ":" in user or (user and protocol not in WITH_USER) or (slashes and "?" in rest):
        raise fail(
            "an address with a password, key or query stands in a file that others read; leave it out, and set it in "
            "the environment, as the program that writes there documents"
        )
    return to


_Edition = Annotated[str, matching(EDITION.pattern, "a report and its edition, as 'harbour/30eadf40ebb7'")]
Duration = Annotated[dt.timedelta, BeforeValidator(_parse_duration)]


class Schedule(BaseModel):
    """The table `[schedule]`."""

    model_config = STRICT

    cron: Annotated[str, AfterValidator(_check_cron)] | None = None
    """When an engine looks for work, in five fields, as `17 7 * * 1-5`."""
    time_zone: Annotated[str, AfterValidator(_check_zone)] | None = None
    """The zone of `cron`, as `Europe/Paris`."""
    fetch: dict[str, Duration] = {}
    """How old the vintage of a data set may get before a newer one is looked for, as `frontex = "7 d"`."""
    verify: Duration | None = None
    """How often the pages of sources are read again, as `12 h` or `30 d`."""

    @model_validator(mode="after")
    def _has_zone(self) -> Schedule:
        if self.cron and not self.time_zone:
            raise fail("cron needs a time_zone, such as 'Europe/Paris'")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone of `cron`, UTC where there is none."""
        return ZoneInfo(self.time_zone or "UTC")

    def next_looks(self, number: int, after: dt.datetime) -> list[dt.datetime]:
        """Return the next looks after an aware time, in local time, as Debian's cron would look."""
        from cronsim import CronSim

        return [*islice(CronSim(self.cron, after.astimezone(self.zone)), number)] if self.cron else []

    def find_faults(self, after: dt.datetime) -> Iterator[str]:
        """Yield what is wrong with the looks of the year after an aware time, where engines differ about them."""
        from cronsim import CronSim

        minute, hour, *_ = (self.cron or "- -").split()
        if re.search(r"(^|,)(\*|0+(?!\d))", minute):
            yield "minute 0: GitHub starts jobs late, or not at all, when most jobs of the world begin; take another"
        begin = after.astimezone(self.zone).replace(tzinfo=None)
        looks = () if HOURLY.fullmatch(hour) or not self.cron else islice(CronSim(self.cron, begin), MAX_LOOKS)
        for look in takewhile(lambda look: look < begin + dt.timedelta(366), looks):
            first, second = (look.replace(tzinfo=self.zone, fold=fold).utcoffset() for fold in (0, 1))
            if first != second and first is not None and second is not None:
                how = "does not exist" if first < second else "comes twice"
                yield f"{look:%Y-%m-%d %H:%M} {how} in {self.time_zone}, for the clock changes; take another hour"


class Publishing(BaseModel):
    """The table `[publish]`."""

    model_config = STRICT

    to: Annotated[str, Field(min_length=1), AfterValidator(check_target)] | None = None
    """Where the pages go besides `reports/published/`: a folder, or an address that fsspec writes to."""
    keep: Annotated[int, Field(ge=1)] | None = None
    """Number of editions that stay there; all, if omitted."""
    cited: Annotated[
        tuple[Annotated[str, _Edition], ...],
        Field(strict=False),
    ] = ()
    """Editions (`report/edition`) that always stay, for others refer to them."""


class Telling(BaseModel):
    """The table `[tell]`."""

    model_config = STRICT

    on: Annotated[tuple[Notice, ...], Field(strict=False)] = ("failed", "recovered", "moved", "source-changed")
    """What messages are sent about."""
    again: Duration = dt.timedelta(days=7)
    """After how long a message is sent again about what still fails."""
    attach: bool = False
    """Whether the PDF of a report whose figures moved goes with the message."""
