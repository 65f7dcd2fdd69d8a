"""The pages of the PDFs look as they did when somebody last looked at them.

Of each page a grid of shades is kept: how much ink is in each of its fields. Hashes of the picture itself would differ
with every version of poppler, and with every edition, whose id is on each page; the grid stays the same until something
moves, grows or goes. `make pages` keeps what there is now: look at the PDFs first.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.conftest import missing
from tests.browser.pages import KINDS
from tests.browser.test_reader import path_of

KEPT = Path(__file__).with_name("kept_pages.json")
ACROSS, DOWN = 12, 16
"""Fields of a page's grid."""
DARK = 40
"""Shades for a field full of ink; text fills a quarter of it, and all above fifteen is black."""
MOST = 6
"""Fields of a page that may be more than a shade off: the letters of an id or a version, not a line."""


def shades(path: Path) -> str:
    """Give the grid of a rendered page, one hexadecimal digit a field."""
    with Image.open(path) as page:
        small = page.convert("L").resize((ACROSS, DOWN), Image.Resampling.BOX)
    return "".join(f"{min(15, round(DARK * (1 - grey / 255))):x}" for grey in small.tobytes())


def look(pdf: Path, folder: Path) -> list[str]:
    subprocess.run(["pdftoppm", "-r", "72", "-gray", pdf, folder / "page"], check=True)
    return [shades(path) for path in sorted(folder.glob("page-*"))]


def off(seen: str, kept: str) -> int:
    return sum(abs(int(one, 16) - int(other, 16)) > 1 for one, other in zip(seen, kept, strict=True))


@pytest.mark.parametrize("name", KINDS)
def test_pages_look_as_when_somebody_looked(published: Path, tmp_path: Path, name: str) -> None:
    if not shutil.which("pdftoppm"):
        missing("pdftoppm is not installed")
    seen = look(path_of(published, name).with_suffix(".pdf"), tmp_path)
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    if os.environ.get("LIBERTERRA_KEEP_PAGES"):
        KEPT.write_text(json.dumps({**kept, name: seen}, indent=1, sort_keys=True) + "\n", "utf-8")
        return
    advice = "look at the PDF; if it is as it should be, keep it with `make pages`"
    assert len(seen) == len(kept[name]), advice
    moved = [number for number, pair in enumerate(zip(seen, kept[name], strict=True), 1) if off(*pair) > MOST]
    assert moved == [], f"pages that look different; {advice}"


def test_a_page_on_which_something_moved_is_seen(tmp_path: Path) -> None:
    grids = []
    for top in (100, 103, 160):
        page = Image.new("L", (300, 400), 255)
        page.paste(90, (20, top, 280, top + 60))
        page.save(tmp_path / "page.png")
        grids.append(shades(tmp_path / "page.png"))
    assert off(grids[0], grids[0]) == 0
    assert off(grids[0], grids[2]) > MOST
