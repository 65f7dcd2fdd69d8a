"""Try again what needs the network."""

from __future__ import annotations

from collections.abc import Callable
from time import sleep
from typing import TypeVar

from liberterra_analysis.errors import LiberterraError

T = TypeVar("T")


def retry(action: Callable[[], T], *, pause: float = 2.0) -> T:
    """Return what an action returns; try it three times, after a pause and then one four times as long.

    Raises what the third attempt raises, and an error of this package at once.
    """
    for seconds in (pause, 4 * pause):
        try:
            return action()
        except LiberterraError:
            raise
        except Exception:  # noqa: BLE001 (each library raises its own kinds)
            sleep(seconds)
    return action()
