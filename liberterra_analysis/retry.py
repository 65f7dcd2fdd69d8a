"""Try again what needs the network."""

from collections.abc import Callable, Sequence
from time import sleep
from typing import TypeVar

from liberterra_analysis.errors import LiberterraError

T = TypeVar("T")


def retry(
    action: Callable[[], T],
    *,
    pauses: Sequence[float] = (2.0, 8.0),
    on: tuple[type[Exception], ...] = (Exception,),
    tell: Callable[[str], None] = lambda _: None,
) -> T:
    """Return what an action returns; try it again after each pause if it raises an error of some kinds."""
    for seconds in pauses:
        try:
            return action()
        except LiberterraError:
            raise
        except on as error:
            tell(f"{str(error) or type(error).__name__}; tries again in {seconds:g} s")
            sleep(seconds)
    return action()
