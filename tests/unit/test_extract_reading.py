"""Files to texts: what is read of each kind, and what is said of a file that cannot be read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import typst

from liberterra_analysis.errors import TextError
from liberterra_analysis.extract import extract, read_text_of, text_of

PAGE = b"""<!doctype html><html><head><title>9 held</title><style>p {width: 3px}</style></head><body>
<header>Menu 1</header><nav><a href="/">12 news</a></nav><div class="cookie-banner">We and 300 partners</div>
<main><article><h1>Forty held</h1><p>Police <b>arrested</b>
40 people&nbsp;in 3&nbsp;countries.</p><ul><li>7 cars were seized</li></ul>
<table><tr><th>Victims</th><td>12</td></tr></table><aside>99 other stories</aside></article></main>
<ul><li><a href="a">10 more</a></li><li><a href="b">11 more</a></li><li><a href="c">12 more</a></li></ul>
<footer>Call 5</footer><script>var x = 17;</script></body></html>"""


def test_page_is_read_without_what_stands_around_it() -> None:
    text = text_of(PAGE, "page.html")
    assert text == (
        "Forty held\nPolice arrested 40 people in 3 countries.\n- 7 cars were seized\nVictims | 12\n"
    ).replace("people in 3 countries", "people in 3 countries")
    assert [one.metric for one in extract(text)] == ["arrests", "arrests", "countries", "vehicles", "victims"]


def test_page_without_an_article_keeps_its_text() -> None:
    assert (
        text_of(b"<html><body><div><p>12 arrests were made.</p></div></body></html>", "a") == "12 arrests were made.\n"
    )


def test_pdf_is_read(tmp_path: Path) -> None:
    raw = typst.compile(b"Police arrested *more than 40* people in 12 countries.", ignore_system_fonts=True)
    path = tmp_path / "release.pdf"
    path.write_bytes(raw)
    assert [(one.as_printed, one.metric) for one in extract(read_text_of(path))] == [
        ("more than 40", "arrests"),
        ("12", "countries"),
    ]


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


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "a.txt: is empty."),
        (b" \n\t", "a.txt: is empty."),
        (
            "12 arrests in Córdoba".encode("latin-1"),
            "a.txt: is not in UTF-8: byte 0xF3 at position 15; save it as UTF-8.",
        ),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff", "a.txt: is not a text but a binary file."),
        (b"\x00\x01\x02" * 50, "a.txt: is not a text but a binary file."),
        (b"12 " * 17_000_000, "a.txt: is 51 MB large; the text of an announcement is below 20 MB."),
        (b"<html><body><script>1</script></body></html>", "a.txt: holds no text."),
    ],
    ids=["empty", "blank", "latin-1", "png", "control", "51 MB", "no text"],
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
    run = [sys.executable, "-B", "-c", "from liberterra_analysis.cli import main; main()", "extract"]
    wrong = subprocess.run([*run, tmp_path / "none.txt"], capture_output=True, text=True, check=False)
    assert (wrong.returncode, wrong.stdout) == (7, "")
    assert wrong.stderr == f"error: {tmp_path}/none.txt: there is no such file.\n"
    piped = subprocess.run([*run, "-"], input="12 arrests", capture_output=True, text=True, check=True)
    assert piped.stdout == "12  exact  arrests  outcome  0.96  noun\n"
    form = subprocess.run([*run, "-", "--format", "xml"], input="", capture_output=True, text=True, check=False)
    assert (form.returncode, form.stderr) == (2, "error: --format 'xml' is not one of 'csv', 'json', 'table'.\n") or (
        form.stderr.startswith("error: --format 'xml' is not one of 'csv', 'json', 'table'")
    )
