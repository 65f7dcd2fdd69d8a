"""Where the workspace is found: the variable, the folders above, the checkout; and what is said where there is none."""

from pathlib import Path

import pytest

import liberterra_analysis
from liberterra_analysis import workspace as module
from liberterra_analysis.errors import WorkspaceError
from liberterra_analysis.workspace import VARIABLE, Workspace, find_workspace

CHECKOUT = Path(liberterra_analysis.__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.fixture
def installed_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Make as if the package were installed from a wheel: no ledger lies beside it."""
    monkeypatch.setattr(module, "__file__", str(tmp_path / "site-packages" / "liberterra_analysis" / "workspace.py"))


def make(folder: Path) -> Path:
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "claims.csv").touch()
    return folder


def test_the_nearest_folder_above_with_a_ledger(tmp_path: Path) -> None:
    outer = make(tmp_path / "outer")
    inner = make(outer / "notebooks" / "inner")
    deep = inner / "a" / "b"
    deep.mkdir(parents=True)
    assert find_workspace(deep) == find_workspace(inner) == Workspace(inner)
    assert find_workspace(outer / "notebooks") == Workspace(outer)


def test_the_working_directory_is_where_the_search_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make(tmp_path / "root")
    (root / "notebooks").mkdir()
    monkeypatch.chdir(root / "notebooks")
    assert find_workspace() == find_workspace(Path()) == Workspace(root)


def test_a_link_leads_to_the_folder_itself(tmp_path: Path) -> None:
    root = make(tmp_path / "root")
    (tmp_path / "link").symlink_to(root)
    assert find_workspace(tmp_path / "link").root == root


def test_the_checkout_where_nothing_else_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_workspace(tmp_path) == Workspace(CHECKOUT)
    monkeypatch.chdir(tmp_path)
    assert find_workspace() == Workspace(CHECKOUT)


def test_the_variable_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named, here = make(tmp_path / "named"), make(tmp_path / "here")
    monkeypatch.setenv(VARIABLE, str(named))
    assert find_workspace(here) == Workspace(named)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, "named")
    assert find_workspace(here) == Workspace(named)
    monkeypatch.setenv(VARIABLE, "")
    assert find_workspace(here) == Workspace(here)


def test_a_variable_that_names_no_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with pytest.raises(WorkspaceError) as caught:
        find_workspace(CHECKOUT)
    assert str(caught.value) == (
        f"LIBERTERRA_WORKSPACE is {str(tmp_path)!r}, but there is no data/claims.csv in that folder. "
        "Set it to the folder that holds data/, notebooks/ and reports/, or unset it."
    )


@pytest.mark.usefixtures("installed_elsewhere")
def test_no_workspace_anywhere(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(WorkspaceError) as caught:
        find_workspace(tmp_path / "data")
    assert str(caught.value) == (
        f"No data/claims.csv in {tmp_path / 'data'} or any folder above it. Go to the folder that holds data/, "
        "notebooks/ and reports/, set LIBERTERRA_WORKSPACE to it, or make a new one: liberterra init FOLDER"
    )
    assert caught.value.exit_code == 6
