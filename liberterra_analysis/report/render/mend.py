"""Add to a report what its notebook leaves out: names, levels of headings, marks where a source is missing."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from liberterra_analysis import document as doc
from liberterra_analysis.report.render.lint import Placed, is_forbidden

_SHAPE = re.compile(r"\d[\d,]* rows and \d")

NO_ALT = "A picture without a description in words."


def arrange(blocks: list[Placed], title: str = "") -> list[Placed]:
    """Return blocks with the title first, headings one below the other, and a name for each table and picture.

    Without a title block, the first heading is the title if it has level 1, or else `title`, if there is one.
    """
    return _lead_to_headings(_name_blocks(_level_headings(_put_title_first(blocks, title))))


def _put_title_first(blocks: list[Placed], title: str) -> list[Placed]:
    if any(isinstance(placed.block, doc.Title) for placed in blocks):
        return blocks
    first = next((placed for placed in blocks if isinstance(placed.block, doc.Heading)), None)
    if first and isinstance(first.block, doc.Heading) and first.block.level == 1:
        rest = [placed for placed in blocks if placed is not first]
        return [Placed(first.cell, doc.Title(title=first.block.text)), *rest]
    return [Placed(0, doc.Title(title=title)), *blocks] if title else blocks


def _level_headings(blocks: list[Placed]) -> list[Placed]:
    """Move headings below the title, and none more than one level below the one before it."""
    levels = [placed.block.level for placed in blocks if isinstance(placed.block, doc.Heading)]
    lower = 1 if 1 in levels else 0
    leveled, above = [], 1
    for placed in blocks:
        if isinstance(placed.block, doc.Heading):
            above = min(placed.block.level + lower, above + 1, 6)
            placed = placed._replace(block=placed.block.model_copy(update={"level": above}))  # noqa: PLW2901
        leveled.append(placed)
    return leveled


def _name_blocks(blocks: list[Placed]) -> list[Placed]:
    """Name each table and picture that has no name by its kind and a number."""
    taken = {placed.block.name for placed in blocks if isinstance(placed.block, doc.Table | doc.Chart)}
    counts: Counter[str] = Counter()
    named = []
    for placed in blocks:
        block = placed.block
        while isinstance(block, doc.Table | doc.Chart) and block.name == doc.UNNAMED:
            counts[block.kind] += 1
            name = f"{block.kind}-{counts[block.kind]}"
            block = block if name in taken else block.model_copy(update={"name": name})
        named.append(placed._replace(block=block))
    return named


def _lead_to_headings(blocks: list[Placed]) -> list[Placed]:
    """Name the headings to which links lead by their text, as JupyterLab has them."""
    parts = _list_parts(blocks)
    owned = {name for name, _ in doc.list_names(parts)}
    wanted = {doc.to_slug(link.target) for link in _list_links(parts) if link.target[1:] not in owned}
    headings = [placed.block for placed in blocks if isinstance(placed.block, doc.Heading)]
    first = {slug: heading for heading in reversed(headings) if (slug := doc.to_slug(heading.text)) in wanted}
    if not first:
        return blocks

    def change(part: Any) -> Any:
        if isinstance(part, doc.Link) and (slug := doc.to_slug(part.target)) in first and part.target[1:] not in owned:
            return part.model_copy(update={"target": f"#section-{slug}"})
        named = (slug for slug, heading in first.items() if heading is part)
        return next((part.model_copy(update={"name": f"section-{slug}"}) for slug in named), part)

    return [placed._replace(block=doc.replace_parts(placed.block, change)) for placed in blocks]


def _list_links(parts: Iterable[object]) -> Iterator[doc.Link]:
    return (part for part in parts if isinstance(part, doc.Link) and part.target[0] == "#")


def _list_parts(blocks: list[Placed]) -> list[object]:
    return [*doc.walk(tuple(placed.block for placed in blocks))]


def fill_gaps(blocks: list[Placed]) -> tuple[list[Placed], list[str]]:
    """Return the blocks of an open report with a mark where source or words are missing, and what was marked."""
    parts = _list_parts(blocks)
    names = {name for name, _ in doc.list_names(parts)}
    targets = {link.target[1:] for link in _list_links(parts)}
    counts: Counter[str] = Counter()
    titles: set[str] = set()
    filled, gaps = [], []

    def mend(part: Any) -> Any:
        if isinstance(part, str) and not part.isprintable():
            return "".join("\ufffd" if is_forbidden(one) else one for one in part)
        if isinstance(part, doc.Link) and part.target[0] == "#" and part.target[1:] not in names:
            return doc.Text(text=part.text)
        if isinstance(part, doc.Row) and part.anchor and part.anchor not in targets and doc.ROW in part.anchor:
            return part.model_copy(update={"anchor": None})
        return part

    for placed in blocks:
        if isinstance(placed.block, doc.Code) and not placed.block.text.strip():
            continue
        block = doc.replace_parts(placed.block, mend)
        if isinstance(block, doc.Table | doc.Chart):
            counts[block.kind] += 1
            given, title = block.title, f"{block.kind.capitalize()} {counts[block.kind]}"
            # Each is a landmark of the page, whose names differ.
            title = f"{title}: {given}" if given and (given in titles or _SHAPE.match(given)) else given or title
            titles.add(title)
            block, lacks = _mark_gaps(block, title)
            gaps += [f"cell {placed.cell}: {block.kind} {block.name!r} has no {lacks}"] if lacks else []
        filled.append(placed._replace(block=block, refusal=""))
    return filled, gaps


def _mark_gaps(block: doc.Table | doc.Chart, title: str) -> tuple[doc.Table | doc.Chart, str]:
    """Return a table or picture with all it needs, and what it lacks; a table whose rows lead to sources has one."""
    is_linked = isinstance(block, doc.Table) and any(isinstance(part, doc.Link) for part in doc.walk(block.rows))
    lacks = [] if block.source or is_linked else ["source"]
    update: dict[str, Any] = {"title": title}
    if isinstance(block, doc.Chart):
        update["alt"] = block.alt or NO_ALT
        lacks += [] if block.alt else ["alternative text"]
    if lacks:
        said = doc.Text(text=f"No {' and no '.join(lacks)} stated.")
        update["source"] = (*block.source, *([doc.Text(text=" ")] if block.source else []), said)
    return block.model_copy(update=update), " and no ".join(lacks)
