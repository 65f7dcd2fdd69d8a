"""What the tables of `reports/reports.toml` share: no unknown keys, and refusals that name what is expected."""

import re

from pydantic import AfterValidator, ConfigDict
from pydantic_core import PydanticCustomError

from liberterra_analysis.errors import shorten

WHOLE = "whole"
"""Type of an error whose message is complete; where the value may be a password, it does not repeat it."""

STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)
"""Configuration of the model of a table, in which no key is unknown and no value is converted."""

_WITH_USER = re.compile(r"(:|//)[^/]*@")


def fail(message: str) -> PydanticCustomError:
    """Return an error with a message of one's own."""
    return PydanticCustomError(WHOLE, "{message}", {"message": message})


def refuse(given: object, expected: str) -> PydanticCustomError:
    """Return the error of a value in the place of what is expected; it repeats no address that may hold a password."""
    shown = "an address with a user or password" if _WITH_USER.search(str(given)) else shorten(given)
    return fail(f"{shown} will not do; expected {expected}")


def matching(pattern: str, expected: str) -> AfterValidator:
    """Return a validator of texts that match a pattern as a whole."""

    def check(text: str) -> str:
        if re.fullmatch(pattern, text) is None:
            raise refuse(text, expected)
        return text

    return AfterValidator(check)
