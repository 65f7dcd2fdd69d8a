"""Options that several commands share."""

import json
import os
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from liberterra_analysis.errors import UsageError, WorkspaceError
from liberterra_analysis.workspace import MARKER, Workspace, find_workspace, resolve_folder

Names = Annotated[
    list[str] | None, typer.Argument(metavar="REPORT", help="Reports, also as 'country-*'; all if omitted.")
]
Name = Annotated[str, typer.Argument(metavar="REPORT", help="A report.")]
Claim = Annotated[str, typer.Argument(metavar="CLAIM", help="Key of a claim.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but what went wrong.")]
Root = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        "-w",
        metavar="FOLDER",
        help="Folder that holds data/, notebooks/ and reports/; found if omitted.",
    ),
]

Wait = Annotated[
    float,
    typer.Option(
        "--wait",
        metavar="SECONDS",
        help="Time to wait for another command to finish; as long as it takes, if omitted.",
        show_default=False,
    ),
]

Given = Annotated[
    list[str], typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="A parameter; as often as needed.")
]
GivenFile = Annotated[
    Path | None, typer.Option("--parameters-file", "-f", metavar="FILE", help="The same in YAML, TOML or JSON.")
]


def read_given(given: Sequence[str], file: Path | None) -> dict[str, object]:
    """Return parameters from a file and from options; an option replaces the value in the file."""
    import yaml  # slow to load

    found: dict[str, object] = {}
    if file is not None:
        try:
            read = tomllib.loads if file.suffix == ".toml" else yaml.safe_load
            found = dict(read(file.read_text("utf-8-sig")))
        except OSError as error:
            raise UsageError(f"-f: {file} cannot be read: {error.strerror}.") from None
        except (ValueError, TypeError, yaml.YAMLError) as error:
            raise UsageError(f"-f: {file} holds no parameters by name: {' '.join(str(error).split())}.") from None
    return found | split_given(given)


def split_given(given: Sequence[str]) -> dict[str, str]:
    """Return the parameters of options, as text by name."""
    found = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"-p takes NAME=VALUE, such as 'operation=liberterra-3'; got {text!r}.")
        found[name.strip()] = value
    return found


def open_workspace(root: Path | None) -> Workspace:
    """Return the workspace at exactly this folder, or the one found from the working folder if omitted."""
    if root is None:
        return find_workspace()
    named = Workspace(resolve_folder(root))
    if not (named.root / MARKER).is_file():
        raise WorkspaceError(
            f"No {MARKER.as_posix()} in {named.root}. Name the folder that holds data/, notebooks/ and reports/, "
            "or make a new one: liberterra init FOLDER"
        )
    try:
        Path.cwd()
    except FileNotFoundError:
        os.chdir(named.root)  # processes do not start in a folder that was deleted
    return named


def print_json(value: object) -> None:
    """Print a value as JSON in UTF-8, whatever the encoding of standard output."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace"))
