"""When to look for work, where to publish, what to message about: three tables of the catalogue."""

import datetime as dt
import re
from collections.abc import Iterator
from itertools import islice, takewhile
from typing import Annotated, Literal, Self
from urllib.parse import unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, model_validator

from liberterra_analysis.errors import one_of
from liberterra_analysis.report.settings import STRICT, fail, matching, refuse

WITH_USER = frozenset({"sftp", "ssh", "ftp", "smb", "hdfs", "az", "abfs", "abfss"})
"""Protocols whose addresses name a user or a container, which is no secret."""

_ITEM = r"(?:(?:\*|\d+-\d+)(?:/\d+)?|\d+)"
_FIELD = f"{_ITEM}(?:,{_ITEM})*"
CRON = rf"{_FIELD} {_FIELD} (?:{_FIELD} {_FIELD} \*|\* {_FIELD} (?!.*7){_FIELD})"
"""What schedulers understand alike: no names, `5/15` or `L`, no Sunday as 7, no days of both week and month."""

FIELDS = (
    "five fields of digits, '*', '-', ',' and '/', as '17 7 * * 1-5', Sunday as 0, days of the month or of the week "
    "but not both: schedulers differ about the rest"
)
HOURLY = re.compile(r"\*(/1)?")
MAX_LOOKS = 20_000
"""Most looks in which faults are searched for."""

Notice = Literal["failed", "recovered", "moved", "source-changed"]
EditionName = Annotated[
    str, matching(r"[a-z0-9][a-z0-9-]*/[0-9a-f]+", "a report and its edition, as 'harbour/30eadf40ebb7'")
]
"""An edition, as its report and its id."""


def _parse_days(given: object) -> dt.timedelta:
    found = re.fullmatch(r"([1-9]\d{0,4}) ?d", given) if isinstance(given, str) else None
    if found is None:
        raise fail("expected a number of days, as '7 d'")
    return dt.timedelta(int(found[1]))


Days = Annotated[dt.timedelta, BeforeValidator(_parse_days)]


def _join_fields(given: object) -> object:
    return " ".join(given.split()) if isinstance(given, str) else given


def _check_cron(cron: str) -> str:
    try:
        CronSim(cron, dt.datetime.now(dt.UTC))
    except CronSimError as error:
        raise refuse(cron, f"minutes, hours, days and months that exist ({error})") from None
    return cron


Cron = Annotated[str, BeforeValidator(_join_fields), matching(CRON, FIELDS), AfterValidator(_check_cron)]


def _check_zone(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # of a folder, such as 'Europe'
        raise fail(one_of(zone, available_timezones(), most=3)) from None
    return zone


def check_target(to: str) -> str:
    """Return an address to publish to; an error does not hold the address if that may hold a secret."""
    protocol, slashes, rest = to.rpartition("://")
    user = unquote(rest.split("/", 1)[0]).rpartition("@")[0] if slashes else ""
    if ":" in user or "@" in protocol or (user and protocol not in WITH_USER) or (slashes and "?" in rest):
        raise fail(
            "an address with a password, key or query stands in a file that others read; leave it out, and set it in "
            "the environment, as the program that writes there documents"
        )
    if slashes:
        from fsspec import available_protocols  # most workspaces publish to a folder, or nowhere

        if (last := protocol.rpartition("::")[2]) not in (known := available_protocols()):
            raise fail(one_of(last, known))
    return to


class Schedule(BaseModel):
    """The table `[schedule]`."""

    model_config = STRICT

    cron: Cron | None = None
    """When a scheduler looks for work, in five fields, as `17 7 * * 1-5`."""
    time_zone: Annotated[str, AfterValidator(_check_zone)] | None = None
    """The zone of `cron`, as `Europe/Paris`."""
    fetch: dict[str, Days] = {}
    """How old the vintage of a data set may get before a newer one is looked for, as `frontex = "7 d"`."""
    verify: Days | None = None
    """How often the pages of sources are read again, as `30 d`."""

    @model_validator(mode="after")
    def _has_zone(self) -> Self:
        if self.cron and not self.time_zone:
            raise fail("cron needs a time_zone, such as 'Europe/Paris'")
        return self

    def next_looks(self, number: int, after: dt.datetime) -> list[dt.datetime]:
        """Return the next looks after an aware time, in local time, as Debian's cron would look."""
        if not self.cron or not self.time_zone:
            return []
        return [*islice(CronSim(self.cron, after.astimezone(ZoneInfo(self.time_zone))), number)]

    def find_faults(self, after: dt.datetime) -> Iterator[str]:
        """Yield what is wrong with the looks of the year after an aware time, where schedulers differ about them."""
        if not self.cron or not self.time_zone:
            return
        minute, hour, *_ = self.cron.split()
        if re.search(r"(^|,)(\*|0+(?!\d))", minute):
            yield "minute 0: GitHub starts jobs late, or not at all, when most jobs of the world begin; take another"
        zone = ZoneInfo(self.time_zone)
        begin = after.astimezone(zone).replace(tzinfo=None)
        looks = () if HOURLY.fullmatch(hour) else islice(CronSim(self.cron, begin), MAX_LOOKS)
        for look in takewhile(lambda look: look < begin + dt.timedelta(366), looks):
            first, second = (look.replace(tzinfo=zone, fold=fold).utcoffset() or dt.timedelta() for fold in (0, 1))
            if first != second:
                how = "does not exist" if first < second else "comes twice"
                yield f"{look:%Y-%m-%d %H:%M} {how} in {self.time_zone}, for the clock changes; take another hour"


class Publishing(BaseModel):
    """The table `[publish]`."""

    model_config = STRICT

    to: Annotated[str, Field(min_length=1), AfterValidator(check_target)] | None = None
    """Where the pages go besides `reports/published/`: a folder, or an address that fsspec writes to."""
    keep: Annotated[int, Field(ge=1)] | None = None
    """Number of editions that stay there; all, if omitted."""
    cited: Annotated[tuple[EditionName, ...], Field(strict=False)] = ()
    """Editions (`report/edition`) that always stay, for others refer to them."""


class Telling(BaseModel):
    """The table `[tell]`."""

    model_config = STRICT

    on: Annotated[tuple[Notice, ...], Field(strict=False)] = ("failed", "recovered", "moved", "source-changed")
    """What messages are sent about."""
    again: Days = dt.timedelta(days=7)
    """After how long a message is sent again about what still fails."""
    attach: bool = False
    """Whether the PDF of a report whose figures moved goes with the message."""
