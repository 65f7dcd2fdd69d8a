"""Who publishes the reports: the table `[site]` of the catalogue. What it leaves out, the reports leave out."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from liberterra_analysis.report.settings import STRICT, matching, refuse

LEAST_CONTRAST = 4.5
"""Contrast to their ground that WCAG 2.2 asks of letters (success criterion 1.4.3)."""

LINEAR = 0.04045
"""Value of a channel up to which sRGB is linear."""


def _measure_contrast(colour: str) -> float:
    """Return the contrast of a colour to white, as WCAG defines it: from 1 to 21."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= LINEAR else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _check_contrast(colour: str) -> str:
    if _measure_contrast(colour) < LEAST_CONTRAST:
        raise refuse(colour, "one dark enough to be read on white (contrast of 4.5 to 1)")
    return colour


def mix_with_white(colour: str) -> str:
    """Return an accent colour as a dark page shows it, light enough to be read there.

    >>> mix_with_white("#0f4c81")
    '#9fb7cd'
    """
    return "#" + "".join(f"{round(255 - 0.4 * (255 - int(colour[at : at + 2], 16))):02x}" for at in (1, 3, 5))


ADDRESS = "where the index of the reports stands, with a slash at its end, as 'https://example.org/reports/'"
CONTACT = "an e-mail address or the address of a page"
LANGUAGE = "'en' or a tag such as 'en-GB', for the sentences are English"
COLOUR = "a colour in hexadecimal digits, as '#0f4c81'"

Words = Annotated[str, Field(min_length=1)]


class Site(BaseModel):
    """The table `[site]`."""

    model_config = STRICT

    title: Words | None = None
    """Names the reports as a whole."""
    description: Words | None = None
    """The subject of the reports."""
    publisher: Words | None = None
    """Who publishes them."""
    authors: Annotated[tuple[Words, ...], Field(strict=False)] = ()
    """Who a citation names."""
    licence: Annotated[str, matching(r"[A-Za-z0-9.+-]+", "an identifier of SPDX, as 'CC-BY-4.0'")] | None = None
    """An SPDX identifier, as `CC-BY-4.0`."""
    address: Annotated[str, matching(r"https?://[^\s/?#@]+/([^\s?#]*/)?", ADDRESS)] | None = None
    """Where their index stands."""
    contact: Annotated[str, matching(r"https?://[^\s/?#@]+([/?#]\S*)?|[^\s@:]+@[^\s@]+", CONTACT)] | None = None
    """An e-mail address, or the address of a page."""
    language: Annotated[str, matching(r"en(-[A-Za-z0-9]{2,8})*", LANGUAGE)] = "en"
    """`en` or a tag such as `en-GB`, for the sentences are English."""
    accent: Annotated[str, matching(r"#[0-9a-f]{6}", COLOUR), AfterValidator(_check_contrast)] | None = None
    """A colour in hexadecimal digits, dark enough to be read on white."""
    logo: Words | None = None
    """An SVG file beside the catalogue; once that is read, its text."""

    @property
    def creators(self) -> tuple[str, ...]:
        """Return the authors, or else the publisher, if there is one."""
        return self.authors or ((self.publisher,) if self.publisher else ())

    @property
    def terms(self) -> str | None:
        """Return the address of the licence's text."""
        return self.licence and f"https://spdx.org/licenses/{self.licence}.html"


NO_SITE = Site()
"""What a report says that is rendered on its own."""
