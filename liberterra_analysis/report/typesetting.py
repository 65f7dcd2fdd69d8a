"""Typst, kept ready: it reads its fonts once in each process, and does not keep what it made.

Typst sees the folder of templates and nothing else.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from typst import Compiler

__all__ = ["TEMPLATES", "typeset"]

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(__file__).parent.parent / "fonts"

REMEMBERED = 10
"""Compilations for which Typst keeps each part of its work, in case that the next one asks for it again."""


def typeset(source: Path | bytes, inputs: dict[str, str], **options: Any) -> bytes | list[bytes]:
    """Compile a Typst source.

    Parameters
    ----------
    source : pathlib.Path or bytes
        A template, or the code itself.
    inputs : dict of str to str
        What the code finds in `sys.inputs`: text that stays text.
    **options
        As `typst.Compiler.compile` takes them.

    Returns
    -------
    bytes or list of bytes
        The file; several, if it is an image of each page.

    Raises
    ------
    typst.TypstError
        If it cannot be compiled.

    Notes
    -----
    Two reports have next to nothing in common, so what Typst keeps of a compilation would be of no use, but take up
    hundreds of megabytes in a process that makes one report after another. It goes with the next few compilations,
    which are therefore made at once, of nothing: a tenth of a millisecond each.

    Examples
    --------
    >>> typeset(b"#sys.inputs.text", {"text": "Routes"}, format="png")[1:4]
    b'PNG'
    """
    compiler = _compiler()
    try:
        return cast("bytes | list[bytes]", compiler.compile(source, sys_inputs=inputs, **options))
    finally:
        for _ in range(REMEMBERED + 1):
            compiler.compile(b"", format="svg")


@functools.cache
def _compiler() -> Compiler:
    import typst  # lazy: 20 MB that `--help` need not load

    return typst.Compiler(root=TEMPLATES, font_paths=[FONTS], ignore_system_fonts=True)
