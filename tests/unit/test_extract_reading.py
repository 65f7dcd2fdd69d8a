"""Files to texts: what is read of each kind, and what is said of a file that cannot be read."""

import csv
import errno
import io
import os
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import typst
from typer.testing import CliRunner

from liberterra_analysis.cli import app
from liberterra_analysis.display.review import open_sheet, save_sheet
from liberterra_analysis.errors import LiberterraError, TextError, explain
from liberterra_analysis.extract import extract, find_figures, language_of, read_stream, read_text_of, reading, text_of
from liberterra_analysis.hedges import parse

PAGE = b"""<!doctype html><html><head><title>9 held</title><style>p {width: 3px}</style></head><body>
<header>Menu 1</header><nav><a href="/">12 news</a></nav><div class="cookie-banner">We and 300 partners</div>
<main><article><h1>Forty held</h1><p>Police <b>arrested</b>
40 people&nbsp;in 3&nbsp;countries.</p><ul><li>7 cars were seized</li></ul>
<table><tr><th>Victims</th><td>12</td></tr></table><aside>99 other stories</aside></article></main>
<ul><li><a href="a">10 more</a></li><li><a href="b">11 more</a></li><li><a href="c">12 more</a></li></ul>
<footer>Call 5</footer><script>var x = 17;</script></body></html>"""


def test_page_is_read_without_what_stands_around_it() -> None:
    text = text_of(PAGE, "page.html")
    assert text == "Forty held\nPolice arrested 40 people in 3 countries.\n- 7 cars were seized\nVictims | 12\n"
    assert [one.metric for one in extract(text)] == ["arrests", "arrests", "countries", "vehicles", "victims"]


def test_page_without_an_article_keeps_its_text() -> None:
    assert (
        text_of(b"<html><body><div><p>12 arrests were made.</p></div></body></html>", "a") == "12 arrests were made.\n"
    )


STORY = "<h1>Forty held</h1>" + "".join(
    f"<p>Police of the {place} region arrested {number} people in the course of the operation.</p>"
    for number, place in enumerate(("north", "south", "west"), 12)
)
OTHERS = "<div id='comments'><h3>2 comments</h3>" + "<p>I saw 99 of them at the station.</p>" * 40 + "</div>"
MENU, END = "<nav><a href='/'>12 news</a></nav>", "<footer><p>Call 5</p></footer>"


@pytest.mark.parametrize(
    "box", ["div class=has-comments", "div id=comments", "div class='social on'", "form method=post"]
)
def test_page_whose_text_stands_in_a_container_of_another_name_is_read(box: str) -> None:
    text = text_of(page(f"{MENU}<{box}>{STORY}</{box.partition(' ')[0]}>{END}"), "a.html")
    assert text.split("\n")[:2] == [
        "Forty held",
        "Police of the north region arrested 12 people in the course of the operation.",
    ]
    assert "Call" not in text
    assert "news" not in text


def test_main_part_that_holds_next_to_nothing_is_not_taken_for_the_page() -> None:
    assert "Forty held" in text_of(page(f"<main><p>Shared</p></main>{STORY}"), "a.html")


def test_page_that_is_all_one_link_is_read() -> None:
    assert text_of(page("<a href='/'><main><p>12 arrests</p></main></a>"), "a.html") == "12 arrests\n"


def test_comments_are_left_out_and_it_is_told_that_little_was_read() -> None:
    with pytest.warns(
        UserWarning, match=r"^a\.html: 244 of the page's 1,5\d\d characters were read; the rest stands in "
    ):
        text = text_of(page(f"{STORY}{OTHERS}"), "a.html")
    assert text == text_of(page(STORY), "a.html")
    with pytest.warns(UserWarning, match=r"^a\.html: 244 of the page's 1\d\d,\d\d\d characters"):  # in another process
        assert text_of(page(f"{STORY}{OTHERS * 80}"), "a.html") == text


def test_archive_of_a_page_is_read_as_the_page() -> None:
    message = EmailMessage()
    message["Snapshot-Content-Location"] = "https://example.org/"
    message.set_content(
        page("<p>Vörläufig: 12 arrests in the Pan-European operation of that week</p>" * 3).decode(), "html"
    )
    message.add_related(b"\x89PNG", "image", "png")
    assert text_of(message.as_bytes(), "a.mhtml") == (
        "Vörläufig: 12 arrests in the Pan-European operation of that week\n" * 3
    )


def test_mail_of_one_part_is_read_as_its_text() -> None:
    message = EmailMessage()
    message["Subject"] = "12 arrests"
    words = "Police rescued 76 adults and 11 children in Córdoba and the other towns with more than 200 officers.\n"
    for encoding, charset in (("quoted-printable", "iso-8859-1"), ("base64", "utf-8"), ("8bit", "iso-8859-1")):
        message.set_content(words, cte=encoding, charset=charset)
        mail = message.as_bytes()
        for raw in (mail, b"From - Mon Nov 30 2026\n" + mail, b"X-Spam: \n" + mail, mail.partition(b"\n")[2]):
            assert text_of(raw, "a.eml") == words


DOCUMENT = "is not a text but a document or another binary file; save it as text, HTML or PDF"


def test_pdf_is_read_column_by_column_with_its_tables() -> None:
    left = [
        "Police arrested more than 40",
        "people in 12 countries on the",
        "very first day of this week;",
        "five boats were found then.",
    ]
    right = [
        "They checked 103 vehicles at",
        "the border, and read over 104",
        "passports. Nobody was hurt",
        "in the operation at all.",
    ]
    grid = ",".join(f"[{one}],[{two}]" for one, two in zip(left, right, strict=True))
    table = "#table(columns: (4cm, 4cm), [Country], [Victims], [Kenya], [7], [Peru], [9])"
    head = "#set page(header: [Norland police, page #context counter(page).display()])\n= Forty held\n"
    source = f"{head}#grid(columns: (1fr, 1fr), row-gutter: 5pt, {grid})\n{table}#pagebreak()\nAn end."
    read = text_of(typst.compile(source.encode(), ignore_system_fonts=True), "a.pdf")
    assert read.split("\n")[:3] == ["Forty held", " ".join(left), " ".join(right)]
    assert read.split("\n")[3:] == ["Country\tVictims", "Kenya\t7", "Peru\t9", "An end.", ""]


@pytest.mark.parametrize(
    "raw",
    [b"\xef\xbb\xbf12 arrests\r\n", "12 arrests\n".encode("utf-16"), b"12 arrests\r\n"],
    ids=["mark", "16", "Windows"],
)
def test_encodings_that_say_what_they_are_are_read(raw: bytes) -> None:
    assert text_of(raw, "a.txt") == "12 arrests\n"


def test_page_in_an_older_encoding_is_read_as_it_says() -> None:
    raw = '<html><head><meta charset="iso-8859-1"></head><body><p>12 arrests in Córdoba</p></body></html>'
    assert text_of(raw.encode("latin-1"), "a.html") == "12 arrests in Córdoba\n"
    dashed = raw.replace("12 arrests", "12–14 arrests").encode("cp1252")
    assert text_of(dashed, "a.html") == "12–14 arrests in Córdoba\n"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "a.txt: is empty."),
        (b" \n\t", "a.txt: is empty."),
        (
            "12 arrests in Córdoba".encode("latin-1"),
            "a.txt: is not in UTF-8: byte 0xF3 at position 15; save it as UTF-8.",
        ),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff", f"a.txt: {DOCUMENT}."),
        (b"\x00\x01\x02" * 50, f"a.txt: {DOCUMENT}."),
        (b"{\\rtf1\\ansi\\f0\\fs24 12 arrests}", f"a.txt: {DOCUMENT}."),
        (
            b"Subject: 12\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/pdf\n\nA\n",
            "a.txt: is a mail without a text; save what is attached, and extract from that.",
        ),
        (b"12 " * 17_000_000, "a.txt: is larger than 20 MB; no announcement is."),
        (
            b"<html><body><script>1</script></body></html>",
            "a.txt: holds no text; save the page from a browser once it is shown.",
        ),
    ],
    ids=["empty", "blank", "latin-1", "png", "control", "rtf", "mail", "51 MB", "no text"],
)
def test_file_without_a_text_is_told(tmp_path: Path, raw: bytes, message: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(raw)
    with pytest.raises(TextError) as caught:
        read_text_of(path)
    assert str(caught.value) == f"{tmp_path}/{message}"
    assert caught.value.exit_code == 7


def test_broken_pdf_is_told_in_one_line() -> None:
    with pytest.raises(TextError, match=r"^a\.pdf: cannot be read as PDF: [^\n]*$"):
        text_of(b"%PDF-1.7\nnothing more", "a.pdf")


def test_command_says_it_in_one_line_and_reads_what_is_piped_in(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from liberterra_analysis.cli import main; main()", "extract"]
    wrong = subprocess.run([*command, tmp_path / "none.txt"], capture_output=True, text=True, check=False)
    assert (wrong.returncode, wrong.stdout) == (7, "")
    assert wrong.stderr == f"error: {tmp_path}/none.txt: there is no such file.\n"
    code, out, _ = run("-", given="12 arrests")
    assert (code, out.split()[1:5]) == (0, ["12", "exact", "arrests", "outcome"])
    code, _, err = run("-", "--format", "xml")
    assert (code, err) == (2, "--format 'xml' is not one of 'csv', 'json', 'table'")


def page(body: str) -> bytes:
    return f"<html><body>{body}</body></html>".encode()


DEEP = "is no page that can be read: Excessive depth in document: 256"
LONG = "is no page that can be read: Resource limit exceeded: Buffer size limit exceeded"
CHARSETS = ("idna", "punycode", "undefined", "unicode_escape", "raw-unicode-escape", "base64", "latin-99")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        pytest.param(page("<div>" * 9_000 + "12 arrests"), DEEP, id="deep"),
        pytest.param(page("<ul><li><a>1</a><a>2</a><a>3</a>" * 2_000), DEEP, id="lists"),
        pytest.param(page("<p>" + "12 arrests " * 1_000_000), LONG, id="long"),
        *(
            pytest.param(
                f"<meta charset={charset}><p>12 arrests in C".encode() + b"\xf3rdoba",
                f"states an unknown encoding, {charset!r}",
                id=charset,
            )
            for charset in CHARSETS
        ),
    ],
)
def test_page_that_is_a_bomb_or_a_riddle_ends_in_one_line(raw: bytes, message: str) -> None:
    with pytest.raises(TextError) as caught:
        text_of(raw, "a.html")
    assert str(caught.value) == f"a.html: {message}."


def test_tag_of_a_million_attributes_ends_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_SECONDS", 0.5)
    with pytest.raises(TextError, match=r"^a\.html: is no file that can be read within 0\.5 seconds\.$"):
        text_of(page("<p " + " ".join(f"a{at}" for at in range(1_000_000)) + ">12 arrests"), "a.html")


def test_large_page_is_read_as_a_small_one_is() -> None:
    assert text_of(page("<p>12 arrests in Córdoba</p>" * 6_000), "a.html") == "12 arrests in Córdoba\n" * 6_000


def test_half_a_character_and_what_is_none_are_replaced() -> None:
    assert text_of("12 \ud83d\ude00 arrests \ud800".encode("utf-16", "surrogatepass"), "a") == "12 😀 arrests \ufffd"
    assert (
        text_of(b"12 arrests\0\x1f" + b" and 7 cars" * 50, "a")[:12] == "12 arrests\ufffd\ufffd"
    )  # no table holds a NUL
    read = text_of(b"<meta charset=utf-7><p>12 arrests +2AA- \xf3</p>", "a")
    assert read.encode("utf-8").startswith(b"12 arrests")


class Endless(io.RawIOBase):
    """A pipe that never ends, and notes how much was read of it."""

    given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.given += len(buffer)
        return len(buffer)


def test_pipe_that_never_ends_is_left() -> None:
    pipe = Endless()
    with pytest.raises(TextError, match=r"^standard input: is larger than 20 MB; no announcement is\.$"):
        read_stream(io.BufferedReader(pipe), "standard input")
    assert pipe.given < 1.1 * reading.MAX_BYTES


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no device that never ends")
def test_device_that_never_ends_is_left() -> None:
    with pytest.raises(TextError, match=r"^/dev/zero: is larger than 20 MB; no announcement is\.$"):
        read_text_of(Path("/dev/zero"))


def run(*arguments: str | Path, given: str = "") -> tuple[int, str, str]:
    """Run the command with a text piped in: its exit code and what it prints."""
    done = CliRunner().invoke(app, ["extract", *map(str, arguments)], input=given, catch_exceptions=True)
    if isinstance(done.exception, LiberterraError | OSError):
        message, code = explain(done.exception)
        return code, done.stdout, message
    return done.exit_code, done.stdout, done.stderr


def test_reviewed_sheet_and_the_text_itself_are_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liberterra_analysis.extract.sheet.SURE", 0)  # whatever was learned
    text, sheet, folder = tmp_path / "a.txt", tmp_path / "review.csv", tmp_path / "folder"
    text.write_text("Police arrested 12 people and seized 3 aircraft.", "utf-8")
    folder.mkdir()
    code, out, _ = run(text, "-o", sheet)
    same, odd = "is the text that is read; name another file for the sheet", "is there already and is no file"
    odd += "; name another, or '-o -' for standard output"
    assert (code, out) == (0, f"Wrote {sheet}: 2 candidates, 2 of them marked to be added.\n")
    assert sheet.read_text("utf-8").startswith("\ufeffadd,")  # as Excel knows UTF-8
    reviewed = sheet.read_text("utf-8").replace("yes", "no")
    sheet.write_text(reviewed, "utf-8")
    (tmp_path / "link.csv").symlink_to(text)
    (tmp_path / "hard.csv").hardlink_to(text)
    (tmp_path / "lost.csv").symlink_to(tmp_path / "nowhere.csv")
    for output, force, message in (
        (sheet, [], "is there already, and may hold a review; name another file, or add --force"),
        (text, [], same),
        (tmp_path / "link.csv", ["--force"], same),
        (tmp_path / "hard.csv", ["--force"], same),
        (tmp_path / "folder/../a.txt", ["--force"], same),
        (
            tmp_path / "lost.csv",
            ["--force"],
            "is there already and is no file; name another, or '-o -' for standard output",
        ),
        (folder, ["--force"], odd),
    ):
        assert run(text, "-o", output, *force) == (2, "", f"{output} {message}.")
    assert text.read_text("utf-8") == "Police arrested 12 people and seized 3 aircraft."
    assert sheet.read_text("utf-8") == reviewed
    (tmp_path / "sheet-link.csv").symlink_to(sheet)
    assert run(text, "-o", tmp_path / "sheet-link.csv", "--force")[0] == 0
    assert (tmp_path / "sheet-link.csv").is_symlink()
    assert "yes" in sheet.read_text("utf-8")
    monkeypatch.setattr("liberterra_analysis.extract.sheet.SURE", 2)
    told = "2 candidates, 0 of them marked to be added; of 2 more, the column 'doubt' says why they are not."
    assert run(text, "-o", sheet, "--force")[1] == f"Wrote {sheet}: {told}\n"


def test_sheet_that_a_notebook_saves_is_read_again_and_known_to_excel(tmp_path: Path) -> None:
    text, sheet = "La policía detuvo a 12 personas.", tmp_path / "review.csv"
    rows = open_sheet(text, find_figures(text, language="es"))
    save_sheet(rows, str(sheet))
    assert sheet.read_text("utf-8").startswith("\ufeffadd,")
    assert open_sheet(text, [], str(sheet)).equals(rows)


def test_sheet_on_standard_output_makes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run("-", "-o", "-", given="12 arrests")
    assert (code, out.splitlines()[0].split(",")[0], err) == (0, "add", "")
    assert list(tmp_path.iterdir()) == []


def test_full_disk_leaves_the_sheet_that_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = tmp_path / "review.csv"
    sheet.write_text("reviewed", "utf-8")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert run("-", "-o", sheet, "--force", given="12 arrests") == (
        6,
        "",
        f"{str(sheet)!r} cannot be used: No space left on device.",
    )
    assert [path.name for path in tmp_path.iterdir()] == ["review.csv"]
    assert sheet.read_text("utf-8") == "reviewed"


FRENCH = "La police a arrêté plus d'une trentaine de suspects dans 12 pays, et saisi 60 000,50 euros le 3 mai."
SWEDISH = "Polisen har i hamnen och på stationen med en grupp från tullen gripit mer än 250 personer av en grupp."


def test_text_that_is_not_english_is_named_and_refused() -> None:
    told = "standard input: this reads as {}, and the rules are for English; 'extract {}."
    assert run("-", given=FRENCH) == (7, "", told.format("French", "--language fr' finds its numbers, without metrics"))
    assert run("-", given=SWEDISH) == (7, "", told.format("Swedish", "--anyway' reads it so"))
    assert run("-", given="الشرطة تعتقل 40 مشتبها به في عملية ضد الاتجار بالبشر")[2].startswith(
        "standard input: this reads as Arabic,"
    )
    code, out, err = run("-", "--anyway", given=SWEDISH)
    assert (code, out.split()[1]) == (0, "250")
    assert err == (
        "warning: standard input: the rules are for English and this reads as Swedish, so take no figure on trust\n"
    )
    assert run("-", "--language", "xx", given=SWEDISH)[::2] == (
        2,
        "language 'xx' is not one of 'de', 'en', 'es', 'fr', 'it', 'nl', 'pt'",
    )


PORTUGUESE = (
    "A polícia prendeu cerca de 40 pessoas em uma operação no porto, com os agentes da cidade e do estado, em 3 casas."
)
ENGLISH = "Police in the ports of the country arrested more than 30 suspects, and seized 12 cars with their keys."


@pytest.mark.parametrize(
    ("text", "given", "told"),
    [
        (
            PORTUGUESE,
            "es",
            "Portuguese, and the rules are for Spanish; 'extract --language pt' finds its numbers, without metrics.",
        ),
        (
            PORTUGUESE,
            "en",
            "Portuguese, and the rules are for English; 'extract --language pt' finds its numbers, without metrics.",
        ),
        (
            FRENCH,
            "es",
            "French, and the rules are for Spanish; 'extract --language fr' finds its numbers, without metrics.",
        ),
        (
            FRENCH,
            "en",
            "French, and the rules are for English; 'extract --language fr' finds its numbers, without metrics.",
        ),
        (ENGLISH, "es", "English, and the rules are for Spanish; 'extract --language en' reads it."),
        (ENGLISH, "en", ""),
        (FRENCH, "fr", ""),
        ("Cerca de 40 pessoas", "es", ""),
    ],
)
def test_text_in_another_language_than_is_given_is_refused(text: str, given: str, told: str) -> None:
    code, out, err = run("-", "--language", given, given=text)
    assert (code, bool(out)) == ((7, False) if told else (0, True))
    assert err == (f"standard input: this reads as {told}" if told else "")


@pytest.mark.parametrize("options", [(), ("--language", "es")])
def test_hedge_that_no_rule_reads_is_a_doubt_of_every_row(options: tuple[str, ...]) -> None:
    code, out, err = run("-", "--anyway", *options, "-o", "-", given=SWEDISH)
    found = [*csv.DictReader(io.StringIO(out))]
    assert (code, {row["add"] for row in found}, len(found) > 0) == (0, {""}, True)
    assert {row["hedge"] for row in found} == {""}  # else 'yes' would add "mer än 250" as exactly 250
    assert {row["doubt"] for row in found} == {"no rule reads its hedge in Swedish"}
    assert err.endswith("so take no figure on trust\n")


@pytest.mark.parametrize(
    ("text", "stated", "own"),
    [(PORTUGUESE, "es", "pt"), (PORTUGUESE, "en", "pt"), (FRENCH, "es", "fr"), (ENGLISH, "fr", "en")],
)
def test_text_that_is_read_anyway_is_read_by_the_rules_of_its_own_language(text: str, stated: str, own: str) -> None:
    assert run("-", "--anyway", "--language", stated, given=text) == run("-", "--language", own, given=text)


def test_numbers_of_other_languages_are_read_without_metrics() -> None:
    assert run("-", "--anyway", given=FRENCH) == run("-", "--language", "fr", given=FRENCH)
    found = find_figures(FRENCH, language="fr-BE")
    assert [(one.as_printed, one.hedged.value, one.hedged.hedge, one.metric, one.unit, one.kind) for one in found] == [
        ("plus d'une trentaine", 30, "more_than", "", "", "unsorted"),
        ("12", 12, "exact", "", "", "unsorted"),
        ("60 000,50", 60_000.5, "exact", "", "EUR", "unsorted"),
        ("3", 3, "exact", "", "", "date"),
    ]
    (one,) = find_figures("Le bilan est de 600 le matin.", language="fr")
    assert one.unit == ""
    spanish = (
        "Unos 20.000 dólares, entre 20 y 30 pasaportes y US$ 2 millones; una mujer de 34 años, cientos de testigos."
    )
    read = [(one.as_printed, one.hedged.hedge, one.unit, one.kind) for one in find_figures(spanish, language="es")]
    assert read == [
        ("Unos 20.000", "about", "USD", "unsorted"),
        ("entre 20 y 30", "range", "", "unsorted"),
        ("2 millones", "exact", "USD", "unsorted"),
        ("34", "exact", "", "duration"),
        ("cientos", "order_of_magnitude", "", "unsorted"),
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "40 personnes ou plus, à 5 m, à 18h30", "40 personnes ou plus=40 at_least; 5=5 exact"),
        ("fr", "vingt et un mineurs et une paire de gants", "vingt et un=21 exact; une paire de=2 exact"),
        ("es", "40 personas o más, treinta y un menores", "40 personas o más=40 at_least; treinta y un=31 exact"),
        ("es", "Un par fue detenido con 300.000 € o más.", "300.000 € o más=300000 at_least"),
        (
            "es",
            "Se estima que 60 menores, o quizás más; apenas 9 coches y como mucho 4 lanchas.",
            "Se estima que 60 menores, o quizás más=60 at_least; apenas 9=9 about; como mucho 4=4 up_to",
        ),
        (
            "fr",
            "On estime que 60 mineurs, 30 hommes, voire plus, et à peine 9 voitures.",
            "On estime que 60=60 about; 30 hommes, voire plus=30 at_least; à peine 9=9 about",
        ),
        (
            "fr",
            "Plus de mille hommes, mille deux cents enfants",
            "Plus de mille=1000 more_than; mille deux cents=1200 exact",
        ),
        (
            "fr",
            "1 million et demi d'euros, un bien estimé à 9 000 euros.",
            "1 million et demi=1500000 exact; estimé à 9 000=9000 about",
        ),
        (
            "es",
            "Más de mil hombres, mil doscientos menores y una casa estimada en 9.000 euros.",
            "Más de mil=1000 more_than; mil doscientos=1200 exact; estimada en 9.000=9000 about",
        ),
        (
            "es",
            "Cayeron 3 millones y más de 70 tarjetas, 40 o más de los jefes, 20 y más.",
            "3 millones=3000000 exact; más de 70=70 more_than; 40 o más=40 at_least; 20 y más=20 at_least",
        ),
        (
            "fr",
            "On a pris 3 millions et plus d'une vingtaine de cartes, 21 ou plus, vingt et un d'entre eux.",
            "3 millions=3000000 exact; plus d'une vingtaine=20 more_than; 21 ou plus=21 at_least; vingt et un=21 exact",
        ),
        (
            "fr",
            "Il dit qu'une quarantaine de femmes, lorsqu'environ 9 hommes et une bonne dizaine d'enfants sont venus.",
            "une quarantaine=40 about; environ 9=9 about; une bonne dizaine=10 about",
        ),
        (
            "es",
            "Una buena decena de hombres y unos 9 coches; unos y otros.",
            "Una buena decena=10 about; unos 9=9 about",
        ),
        (
            "es",
            "Docenas de víctimas, casi dos centenares de agentes y millones de euros.",
            "Docenas=12 order_of_magnitude; casi dos centenares=200 nearly; millones=1000000 order_of_magnitude",
        ),
        (
            "fr",
            "Soit 47 ouvriers, voire davantage, et 12,5 pour cent.",
            "47 ouvriers, voire davantage=47 at_least; 12,5=12.5 exact",
        ),
        ("de", "Es waren 47 Helfer, oder mehr.", "47 Helfer, oder mehr=47 at_least"),
        ("it", "Liberati 47 braccianti, se non di più.", "47 braccianti, se non di più=47 at_least"),
        ("pt", "Entre os 2.000 e os 10.000 euros.", "Entre os 2.000 e os 10.000=2000 range"),
        ("pt", "Há 1 milhão e meio de euros.", "1 milhão e meio=1500000 exact"),
        ("it", "Oltre 2 milioni e mezzo di euro.", "Oltre 2 milioni e mezzo=2500000 more_than"),
    ],
)
def test_hedge_behind_a_noun_and_numbers_of_several_words_are_read(language: str, text: str, expected: str) -> None:
    found = find_figures(text, language=language)
    assert "; ".join(f"{one.as_printed}={one.hedged.value} {one.hedged.hedge}" for one in found) == expected


@pytest.mark.parametrize(
    ("language", "printed", "value", "hedge", "unit"),
    [
        ("es", "más de US$ 45.000", 45_000, "more_than", "USD"),
        ("es", "unos RD$ 45.000", 45_000, "about", "DOP"),
        ("es", "casi R$ 3 millones", 3_000_000, "nearly", "BRL"),
        ("es", "hasta MX$45.000", 45_000, "up_to", "MXN"),
        ("es", "menos de S/ 9.200", 9_200, "fewer_than", "PEN"),
        ("es", "unos S/. 9.200", 9_200, "about", "PEN"),
        ("es", "al menos B/. 9.200", 9_200, "at_least", "PAB"),
        ("es", "cerca de Q 9.200", 9_200, "nearly", "GTQ"),
        ("es", "más de Q900", 900, "more_than", "GTQ"),
        ("es", "por lo menos L 9.200", 9_200, "at_least", "HNL"),
        ("es", "más de Bs. 9.200", 9_200, "more_than", "XXX"),
        ("es", "más de $9.200", 9_200, "more_than", "USD"),
        ("fr", "près de US$ 9 200", 9_200, "nearly", "USD"),
        ("fr", "au moins R$ 3 millions", 3_000_000, "at_least", "BRL"),
        ("fr", "plus de CAD 9 200", 9_200, "more_than", "CAD"),
    ],
)
def test_amount_in_another_language_keeps_its_hedge_and_its_currency(
    language: str, printed: str, value: float, hedge: str, unit: str
) -> None:
    (one,) = find_figures(f"{printed}.", language=language)
    assert (one.as_printed, one.hedged.value, one.hedged.hedge, one.unit) == (printed, value, hedge, unit)
    assert parse(printed, language) == one.hedged


@pytest.mark.parametrize(
    ("language", "text"), [("fr", "Le 3 mai, 4 suspects"), ("es", "La Q 3 y el tomo L 4"), ("fr", "600 le matin")]
)
def test_word_or_letter_beside_a_number_is_no_currency(language: str, text: str) -> None:
    assert [one.unit for one in find_figures(text, language=language) if one.unit] == []


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Arrestati 40, tra cui 12 donne.", ["40", "12"]),
        ("Arrestate tra 20 e 30 persone.", ["tra 20 e 30"]),
        ("Arrestate fra 20 e 30 persone.", ["fra 20 e 30"]),
    ],
)
def test_italian_words_for_between_open_a_range(text: str, printed: list[str]) -> None:
    assert [one.as_printed for one in find_figures(text, language="it")] == printed


def test_text_in_two_languages_gives_no_figure_twice() -> None:
    english = "Police in the ports of the country arrested more than 30 suspects, and seized 12 cars with their keys."
    both = f"{english}\n\n{FRENCH}\n{FRENCH}\n\nAnother 5 people were arrested later by the police of the capital."
    with pytest.warns(UserWarning, match=r"^text: 2 of its paragraphs are in French and were not read$"):
        found = find_figures(both)
    assert [one.as_printed for one in found if one.kind == "outcome"] == ["more than 30", "12", "5"]
    assert all(both[one.start : one.end] == one.as_printed for one in found)
    names = "The Policía Nacional de los Estados and the Guardia Civil de la Frontera held 12 men of La Red."
    texts = [names, *(path.read_text("utf-8") for path in Path(__file__).with_name("announcements").glob("*.txt"))]
    assert {language_of(text) for text in texts} == {"en"}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (
            "nl",
            "In totaal werd in vijf landen in een actie in woningen en in auto's geld gevonden, het was in mei.",
        ),
        (
            "it",
            "In provincia e in città, in casa e in strada in una operazione, sono stati presi in 3.",
        ),
    ],
)
def test_word_that_english_shares_with_a_language_does_not_make_a_text_english(code: str, text: str) -> None:
    assert language_of(text) == code


def test_short_spanish_text_full_of_its_commonest_words_is_no_dutch() -> None:
    text = "En cifras: más de 300 agentes de la PGR en Puebla, cerca de 40 víctimas de trata, 12 de ellas de Honduras."
    assert language_of(f"{text} Casi un millar de inspecciones de locales en Cancún.") == "es"


def test_quote_in_another_language_ends_before_a_common_word() -> None:
    text = "Liberaron a más de 40 presuntas víctimas de trata, a una veintena de niños y a 12; 9 (2%) en 3 casas."
    assert [one.quote for one in find_figures(text, language="es")] == [
        "más de 40 presuntas víctimas",
        "una veintena de niños",
        "",
        "",
        "",
        "3 casas",
    ]
