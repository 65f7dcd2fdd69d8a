"""Typst, with the fonts of the package alone: it sees the folder of the package and nothing else."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from liberterra_analysis.errors import DocumentError

if TYPE_CHECKING:
    from typst import Compiler

FONTS = Path(__file__).parent / "fonts"

POINTS = 72
"""Points of an inch."""

_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1pt)"""


def typeset(source: Path | bytes, inputs: dict[str, str], **options: Any) -> bytes:
    """Compile a Typst template or source.

    `inputs` are texts that the source finds in `sys.inputs`, and are never read as code; `options` are passed to
    `typst.Compiler.compile`. DocumentError if it cannot be compiled.
    """
    from typst import TypstError  # lazy: 20 MB that `--help` need not load

    try:
        return cast("bytes", make_compiler().compile(source, sys_inputs=inputs, **options))
    except TypstError as error:
        raise DocumentError(f"Typst could not set it: {error}") from error


def draw_png(svg: str, width: float, pixels: int) -> bytes:
    """Draw an SVG, `width` points wide, as a PNG of so many pixels across, with the same bytes for the same SVG."""
    return typeset(_PICTURE, {"svg": svg, "width": str(width)}, ppi=pixels * POINTS / width, format="png")


@functools.cache
def make_compiler() -> Compiler:
    """Return a compiler that has read its fonts."""
    import typst  # lazy, as above

    return typst.Compiler(root=Path(__file__).parent, font_paths=[FONTS], ignore_system_fonts=True)
