"""The commands `fetch` and `datasets`, as a person calls them."""

import re
from pathlib import Path
from typing import Any

import pytest

from liberterra_analysis import datasets

HEAD = "Year,Quarter,Age at exploitation,Location of exploitation,NRM referrals\n"


@pytest.fixture
def call(call: Any, tmp_path: Path) -> Any:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "claims.csv").touch()
    return lambda *arguments: call(*arguments, "-w", tmp_path)


def test_a_file_at_hand_is_stored_once_and_its_revisions_are_shown(call: Any, tmp_path: Path) -> None:
    first, second = tmp_path / "nrm_2024-03-07.csv", tmp_path / "nrm_2024-06-06.csv"
    first.write_text(HEAD + "2023,Q4,Adult,Total,4142\n2023,Q3,Adult,Total,9\n", "utf-8")
    second.write_text(HEAD + "2023,Q4,Adult,Total,4134\n2024,Q1,Adult,Total,4524\n", "utf-8")
    stored = f"nrm: vintage 2024-03-07 stored ({first.stat().st_size} bytes).\n"
    nothing = "nrm: 0 counts differ between the two latest vintages.\n"
    assert call("fetch", "nrm", "--from", first, "--diff") == (0, stored + nothing, "")
    assert call("fetch", "nrm", "--from", first) == (0, stored.replace("stored", "is held already"), "")
    code, out, err = call("fetch", "nrm", "--from", second, "--diff", "--quiet")
    assert (code, err) == (0, "")
    said, _, *rows = out.splitlines()
    assert said == "nrm: 3 counts differ between the two latest vintages."
    assert [(row.split()[4], row.split()[-2:]) for row in rows] == [
        ("2023-07-01", ["True", "9"]),
        ("2023-10-01", ["4,142", "4,134"]),
        ("2024-01-01", ["True", "4,524"]),
    ]


def test_data_sets_are_listed_with_their_terms(call: Any, tmp_path: Path) -> None:
    path = tmp_path / "nrm_2024-03-07.csv"
    path.write_text(HEAD + "2023,Q4,Adult,Total,4142\n", "utf-8")
    call("fetch", "nrm", "--from", path)
    code, out, err = call("datasets")
    assert (code, err) == (0, "")
    assert (
        "nrm: National Referral Mechanism, referrals since 2009 (Home Office, United Kingdom); counts referrals\n"
        "    Open Government Licence v3.0: rows may be passed on if the source is named\n"
        f"    held: 2024-03-07 ({path.stat().st_size} bytes)\n"
    ) in out
    assert "    CC BY 4.0: sums may be shown; rows are single incidents and are not\n" in out
    assert out.count("\n    not fetched; see https://") == len(datasets.DATASETS) - 1
    assert re.findall(r"^[\w-]+(?=: )", out, re.MULTILINE) == list(datasets.DATASETS)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("nmr",), 2, "error: data set 'nmr' is not one of "),
        (("nrm", "--from", "nowhere.csv"), 2, "error: There is no file 'nowhere.csv'.\n"),
        (("darien",), 2, "error: The publisher of 'darien' offers no file at a known address. "),
    ],
)
def test_a_wrong_call(call: Any, arguments: tuple[str, ...], code: int, says: str) -> None:
    found, out, err = call("fetch", *arguments)
    assert (found, out) == (code, "")
    assert err.startswith(says)
