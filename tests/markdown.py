"""Read Markdown, and the pages made of it, back."""

from functools import cache

import lxml.html
import mistune

from liberterra_analysis.document import Code, Document, Link, Table, Text, plain, walk
from liberterra_analysis.report.render.layout import isolate, spell_day


def read_texts(page: str) -> tuple[list[list[str]], str]:
    """Return the rows of all tables and the whole text of a page, without the numbers of footnotes."""
    tree = lxml.html.fromstring(f"<div>{page}</div>")
    for note in tree.xpath("//*[contains(@class, 'footnote-ref')]"):
        note.drop_tree()
    rows = [[squeeze(cell.text_content()) for cell in row.iter("td", "th")] for row in tree.iter("tr")]
    return rows, squeeze(tree.text_content())


def squeeze(text: str) -> str:
    return " ".join(text.split())


@cache
def _make_reader() -> mistune.Markdown:
    return mistune.create_markdown(plugins=["table", "footnotes", "strikethrough"])


def to_html(text: str) -> str:
    """Return the page that a reader of Markdown other than pandoc makes of a text."""
    return _make_reader()(text)


def find_lost(document: Document, page: str) -> list[str]:
    """Return the texts of a document, such as hedged numbers, that a page made of its Markdown does not hold."""
    rows, text = read_texts(page)
    tables = [part for part in walk(document.blocks) if isinstance(part, Table)]
    cells = [[squeeze(isolate(spell_day(plain(cell)))) for cell in row.cells] for one in tables for row in one.rows]
    lost = [" | ".join(row) for row in cells if row not in rows]
    texts = [part.text for part in walk((document.title, document.blocks)) if isinstance(part, Text | Link | Code)]
    return lost + [one for one in texts if squeeze(spell_day(one)) not in text]
