"""References for BibTeX."""

import re
from collections.abc import Mapping

_SPECIAL = {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {sign: f"\\{sign}" for sign in "#$%&_"}


def format_bibtex(key: str, fields: Mapping[str, str | tuple[str, ...]]) -> str:
    r"""Return an entry `@misc`, without blank fields, whose texts LaTeX prints and BibTeX does not read as commands.

    Several authors are a tuple.

    >>> print(format_bibtex("routes 2", {"title": r"Routes & \Numbers{}", "year": "", "url": "https://a.org/x_y"}))
    @misc{routes-2,
      title = {{Routes \& Numbers}},
      url = {https://a.org/x_y}
    }
    """
    lines = [f"  {name} = {{{_format_field(name, text)}}}" for name, text in fields.items() if text]
    return ",\n".join([f"@misc{{{re.sub('[^A-Za-z0-9-]', '-', key)}", *lines]) + "\n}"


def _format_field(name: str, text: str | tuple[str, ...]) -> str:
    if isinstance(text, tuple):
        return " and ".join(_format_field(name, one) for one in text)
    if name == "url":
        return text
    # Braces and backslashes go: even escaped, BibTeX counts braces.
    escaped = "".join(_SPECIAL.get(character, character) for character in re.sub(r"[\\{}]", "", text))
    # A second pair keeps an organisation whole, and the capitals of a title.
    return f"{{{escaped}}}" if name in {"author", "title"} else escaped
