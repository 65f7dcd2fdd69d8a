"""A report with every kind of block, such as a real notebook makes, and texts that attack whoever renders them."""

import io
from functools import cache
from typing import Any

from nbformat import v4

from liberterra_analysis.document import (
    MIME,
    Chart,
    Check,
    Checks,
    Column,
    Document,
    Heading,
    Inlines,
    Items,
    KeyFigure,
    KeyFigures,
    Link,
    Note,
    Paragraph,
    Row,
    Table,
    Text,
    Title,
)
from liberterra_analysis.report.render.svg import clean_svg

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '#read("/etc/passwd")',
    "$x$ *bold* _it_ @label <label> // no comment",
    "{{7*7}} {% raw %}",
    "right-to-left \u202eoverride",
    "w" * 5000,
    "emoji 😀 and 🇻🇳",
    "&lt;b&gt; &amp;",
    "漢字 العربية Ελλάδα Київ Łódź",
)

COUNTRIES = ("Argentina", "Bosnia and Herzegovina", "Brazil", "Costa Rica", "Indonesia", "Kenya", "Mali", "Türkiye")
METRICS = ("arrests", "potential victims of trafficking identified", "irregular migrants detected", "forged documents")
SOURCE = "https://www.example.org/news/2024/largest-operation-against-human-trafficking-and-migrant-smuggling?lang=en"


def words(text: str) -> Inlines:
    """Return plain text as inlines."""
    return (Text(text=text),)


def number(text: str, claim: int) -> Link:
    """Return a number that leads to its claim."""
    return Link(text=text, target=f"#claim-{claim:02d}", number=True)


ALT = "Bar chart of arrests in 8 countries: Türkiye 178 to 208, Mali 105, Kenya 68 to 80, five others below 30."


@cache
def draw_svg() -> str:
    """Draw a bar chart as matplotlib writes it: clip paths, hatches, shared markers, a title as paths."""
    import matplotlib as mpl  # a test module must not cost this where no figure is drawn
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure as Canvas

    with mpl.rc_context({"svg.hashsalt": "sample", "svg.fonttype": "path", "font.size": 9}):
        canvas = Canvas(figsize=(7, 3.6), layout="constrained")
        axes = canvas.subplots()
        values = [1, 3, 9, 14, 27, 68, 105, 178]
        axes.barh(COUNTRIES, values, color="#2b6a99", xerr=[[0] * 8, [0, 2, 0, 6, 0, 12, 0, 30]], ecolor="#555555")
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_xlabel("persons arrested")
        text = io.StringIO()
        FigureCanvasSVG(canvas).print_svg(text, metadata={"Date": None})
    return text.getvalue()


def claims(rows: int) -> Table:
    """Return a wide table such as the appendix of claims."""
    labels = ("Claim", "As printed", "Interval", "Metric", "Status", "Scope", "Country", "Source", "Passage", "Note")
    columns = tuple(Column(label=label, align="right" if label == "Interval" else "left") for label in labels)
    return Table(
        name="claims",
        title="Every claim of this report, with its source and passage. One row is one published figure",
        columns=columns,
        rows=tuple(_claim(index) for index in range(1, rows + 1)),
        source=(Text(text="Source: "), Link(text="Example Gazette, 6 November 2024", target=SOURCE)),
        csv="claim_id,as_printed\n1,more than 250\n",
    )


def _claim(index: int) -> Row:
    country, metric = COUNTRIES[index % len(COUNTRIES)], METRICS[index % len(METRICS)]
    texts = (
        f"liberterra-2-{index:02d}",
        f"“more than {index * 10}”",
        f"{index * 10 + 1:,} or more",
        metric,
        "potential" if index % 3 else "unspecified",
        "country" if index % 2 else "operation",
        country,
    )
    source = (Link(text="Example Gazette, “Largest operation of its kind”", target=f"{SOURCE}#:~:text=more%20than"),)
    note = words(
        "Counted within the total of the operation; the source does not say which offence." if index % 4 else ""
    )
    cells = (*(words(text) for text in texts), source)
    return Row(anchor=f"claim-{index:02d}", cells=(*cells, words(f"paragraph {index % 12 + 1}"), note))


def narrow(name: str = "actions") -> Table:
    """Return a small table with numbers."""
    return Table(
        name=name,
        title="Arrests by country, as published",
        columns=(
            Column(label="Country"),
            Column(label="Arrests", align="right"),
            Column(label="Share of total", align="right"),
        ),
        rows=tuple(
            Row(cells=(words(country), (number(f"{9 + 7 * i}", i + 1),), words("1% to 3%")))
            for i, country in enumerate(COUNTRIES)
        ),
        source=words("Source: ledger of claims, edition of 6 November 2024. A blank means: not stated."),
        csv="country,arrests\nArgentina,9\n",
    )


def sample(rows: int = 60) -> Document:
    """Return the report."""
    strip = KeyFigures(
        figures=(
            KeyFigure(number=number("2,517", 1), label="arrests", detail="of which 850 for trafficking or smuggling"),
            KeyFigure(
                number=number("3,222", 2), label="potential victims of trafficking", detail="potential, not confirmed"
            ),
            KeyFigure(number=number("about 17,800", 3), label="irregular migrants", detail="not all of them smuggled"),
            KeyFigure(number=number("nearly 24,000", 4), label="flights monitored", detail="23,000 to 23,999"),
            KeyFigure(number=number("at least 8 million", 5), label="checks", detail="checks are not persons checked"),
        )
    )
    prose = (
        Text(text="Police in many countries and territories made "),
        number("2,517 arrests", 1),
        Text(text=" within six days. The figures are "),
        Text(text="preliminary", style="strong"),
        Text(text=", and the publisher calls the people found "),
        Text(text="potential", style="emphasis"),
        Text(text=" victims; the column is "),
        Text(text="release_status", style="code"),
        Text(text=". More is in the "),
        Link(text="announcement", target=SOURCE),
        Text(text=" and in "),
        Link(text="all claims", target="#claims"),
        Text(text="."),
    )
    figure = Chart(
        name="arrests-by-country",
        title="Half of the arrests that were placed fell in one country",
        subtitle="Arrests by country as published, persons; lines show what the wording leaves open",
        alt=ALT,
        svg=clean_svg(draw_svg(), "arrests-by-country", ALT),
        source=(Text(text="Source: "), Link(text="Example Gazette", target=SOURCE), Text(text=", 6 November 2024")),
        csv="country,arrests\nTürkiye,178\n",
    )
    checks = Checks(
        label="Do the parts fit their wholes?",
        checks=(
            Check(
                state="agrees",
                inlines=(Text(text="The part "), number("850", 1), Text(text=" is within the whole 2,517.")),
            ),
            Check(state="differs", inlines=words("One source says five days; the dates it gives span six.")),
            Check(state="by rounding", inlines=words("The headline rounds it.")),
            Check(state="in different words", inlines=words("“Hundreds” is less exact.")),
            Check(state="cannot tell", inlines=words("“About” and “nearly” so many flights overlap.")),
        ),
    )
    return Document(
        title=Title(
            title="Operation Liberterra II",
            subtitle="What was announced, who said it, and what the words leave open",
            badges=("preliminary figures",),
            facts=(
                ("Dates", words("29 September to 4 October 2024")),
                ("Figures published by", (Link(text="Example Organisation", target="https://www.example.org"),)),
                ("Data", words("edition of 6 November 2024")),
            ),
            date="2024-11-06",
        ),
        blocks=(
            strip,
            Heading(level=2, text="What was announced"),
            Paragraph(inlines=prose),
            Paragraph(inlines=words("A hedge is kept as an interval. Sums and shares are computed on intervals. " * 4)),
            Note(title="Preliminary", inlines=words("These figures were first results when published.")),
            Heading(level=2, text="Where"),
            Heading(level=3, text="Arrests that were placed in a country"),
            figure,
            narrow(),
            Heading(level=2, text="Checks"),
            checks,
            Heading(level=2, text="How to read the hedges"),
            Items(items=(words("“about 24,000” means 23,500 to 24,499;"), words("“more than 250” means 251 or more."))),
            Items(
                ordered=True, items=(words("Read the number."), words("Follow its link."), words("Judge the passage."))
            ),
            Note(title="Method", inlines=words("Nothing is added up that one source counts within another figure.")),
            Heading(level=2, text="Every claim"),
            claims(rows),
        ),
    )


def hostile() -> Document:
    """Return a report whose every text is one of the attacks."""
    cells = tuple(words(text) for text in HOSTILE[:3])
    blocks = [
        KeyFigures(figures=tuple(KeyFigure(number=number(t[:60], 1), label=t[:80], detail=t[:80]) for t in HOSTILE)),
        *(Heading(level=2, text=text) for text in HOSTILE),
        *(
            Paragraph(inlines=(Text(text=text), Text(text=" after"), Text(text=text[:99], style="code")))
            for text in HOSTILE
        ),
        Note(title=HOSTILE[0], inlines=words(HOSTILE[1])),
        Items(items=tuple(map(words, HOSTILE))),
        Checks(label=HOSTILE[1], checks=tuple(Check(state="agrees", inlines=words(text)) for text in HOSTILE)),
        Table(
            name="t",
            title=HOSTILE[2],
            columns=tuple(Column(label=text) for text in HOSTILE[:3]),
            rows=(Row(cells=cells, anchor="claim-01"), *(Row(cells=(words(text),) * 3) for text in HOSTILE)),
            source=words(HOSTILE[4]),
        ),
        Chart(
            name="f",
            title=HOSTILE[0],
            subtitle=HOSTILE[1],
            alt=f"{HOSTILE[1]} 7",
            svg=clean_svg(draw_svg(), "f", f"{HOSTILE[1]} 7"),
            source=words(HOSTILE[2]),
        ),
    ]
    title = Title(
        title=HOSTILE[1], subtitle=HOSTILE[0], badges=HOSTILE, facts=tuple((t[:40], words(t)) for t in HOSTILE)
    )
    return Document(title=title, blocks=tuple(blocks))


def block_cell(*blocks: dict[str, Any]) -> dict[str, Any]:
    """Make a code cell that has shown these blocks."""
    return v4.new_code_cell("show()", outputs=[v4.new_output("display_data", {MIME: block}) for block in blocks])


def notebook_of(*cells: Any) -> Any:
    """Make a notebook of Markdown texts and cells, after one that shows the title."""
    made = [v4.new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    return v4.new_notebook(cells=[block_cell({"kind": "title", "title": "Routes"}), *made])
