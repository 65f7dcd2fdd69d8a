"""Typst, kept ready: it reads its fonts once in each process, and keeps nothing of what it made.

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
FONTS = Path(__file__).parents[2] / "fonts"

REMEMBERED = 10
"""Compilations for which Typst caches each part of its work."""


def typeset(source: Path | bytes, inputs: dict[str, str], **options: Any) -> bytes | list[bytes]:
    """Compile a Typst template or source; return the file, or one image for each of several pages.

    `inputs` are texts that the source finds in `sys.inputs`, and are never read as code; `options` are those of
    `typst.Compiler.compile`. typst.TypstError if it cannot be compiled.

    >>> typeset(b"#sys.inputs.text", {"text": "Routes"}, format="png")[1:4]
    b'PNG'
    """
    compiler = _compiler()
    try:
        return cast("bytes | list[bytes]", compiler.compile(source, sys_inputs=inputs, **options))
    finally:
        # The cache would grow by hundreds of megabytes, though two reports share next to nothing; empty compilations,
        # a tenth of a millisecond each, expire it.
        for _ in range(REMEMBERED + 1):
            compiler.compile(b"", format="svg")


@functools.cache
def _compiler() -> Compiler:
    import typst  # lazy: 20 MB that `--help` need not load

    return typst.Compiler(root=TEMPLATES, font_paths=[FONTS], ignore_system_fonts=True)
