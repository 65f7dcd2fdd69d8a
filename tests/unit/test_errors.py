import pytest

from liberterra_analysis.errors import (
    EXIT_CODES,
    BusyError,
    CatalogueError,
    DataError,
    DocumentError,
    LiberterraError,
    Problem,
    ReportError,
    UsageError,
    WorkspaceError,
    one_of,
)


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (LiberterraError, 1),
        (ReportError, 1),
        (UsageError, 2),
        (DataError, 3),
        (CatalogueError, 4),
        (DocumentError, 5),
        (WorkspaceError, 6),
        (BusyError, 8),
    ],
)
def test_each_error_has_its_exit_code(error: type[LiberterraError], exit_code: int) -> None:
    assert issubclass(error, LiberterraError)
    assert error.exit_code == exit_code
    assert exit_code in EXIT_CODES


def test_exit_code_of_an_error_tells_what_to_mend() -> None:
    # A report, a download or a page that fails, all 1, wants no mending here.
    codes = [error.exit_code for error in LiberterraError.__subclasses__() if error.exit_code != ReportError.exit_code]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("data/claims.csv", "the file is empty"), "data/claims.csv: the file is empty."),
        (
            Problem("data/claims.csv", "the column is missing", column="hedge"),
            "data/claims.csv, column 'hedge': the column is missing.",
        ),
        (
            Problem("data/claims.csv", "'2' stands twice", rows=(14,), column="leg"),
            "data/claims.csv, row 14, column 'leg': '2' stands twice.",
        ),
        (
            Problem("data/claims.csv", "no such thing; did you mean 'about'?", rows=(14, 20), column="hedge"),
            "data/claims.csv, row 14, column 'hedge': no such thing; did you mean 'about'?"
            " 2 rows affected, first: 14, 20.",
        ),
        (
            Problem("data/claims.csv", "'' is blank", rows=(2, 3, 4, 5, 6, 7, 8)),
            "data/claims.csv, row 2: '' is blank. 7 rows affected, first: 2, 3, 4, 5, 6.",
        ),
    ],
)
def test_problem_says_what_and_where(problem: Problem, text: str) -> None:
    assert str(problem) == text


def test_data_error_holds_all_problems_in_order() -> None:
    problems = [Problem("data/routes.csv", "the file is empty"), Problem("data/claims.csv", "the file is empty")]
    error = DataError(iter(problems))
    assert error.problems == tuple(problems)
    assert str(error) == "data/routes.csv: the file is empty.\ndata/claims.csv: the file is empty."
    assert str(DataError(problems * 30)).splitlines()[49:] == [str(problems[1]), "… and 10 more problems."]


LETTERS = [f"{letter}{letter}{letter}" for letter in "abcdefghij"]


@pytest.mark.parametrize(
    ("value", "allowed", "text"),
    [
        ("c-TUR", ["c-vnm", "c-tur"], "'c-TUR' is not one of 'c-tur', 'c-vnm'; did you mean 'c-tur'?"),
        ("abuot", ["exact", "about"], "'abuot' is not one of 'about', 'exact'; did you mean 'about'?"),
        ("9", ["exact", "about"], "'9' is not one of 'about', 'exact'"),
        (3, ["exact"], "3 is not one of 'exact'"),
        ("x", [], "'x' is unknown: there is nothing to choose from"),
        ("zzz", LETTERS, "'zzz' is not one of 'aaa', 'bbb', 'ccc', 'ddd', 'eee', 'fff', 'ggg', … (10 in all)"),
        (
            "jjk",
            LETTERS,
            "'jjk' is not one of 'aaa', 'bbb', 'ccc', 'ddd', 'eee', 'fff', 'ggg', 'jjj', … (10 in all);"
            " did you mean 'jjj'?",
        ),
        ("zzz", LETTERS[:8], "'zzz' is not one of 'aaa', 'bbb', 'ccc', 'ddd', 'eee', 'fff', 'ggg', 'hhh'"),
    ],
)
def test_one_of_lists_alternatives_and_the_near_miss(value: object, allowed: list[str], text: str) -> None:
    assert one_of(value, allowed) == text


def test_one_of_shows_as_many_as_it_is_told() -> None:
    assert one_of("zzz", LETTERS, most=3) == "'zzz' is not one of 'aaa', 'bbb', … (10 in all)"
