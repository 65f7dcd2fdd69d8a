"""The command `liberterra`: parse arguments, call one function, map errors to exit codes."""

import sys
from typing import Annotated

import typer

from liberterra_analysis import __version__
from liberterra_analysis.cli import datasets, editions, intake, ledger, reports, schedule
from liberterra_analysis.cli.console import check_output, open_streams, warn
from liberterra_analysis.errors import EXIT_CODES, WorkspaceError, explain

app = typer.Typer(
    name="liberterra",
    help="Build reports from notebooks and a ledger of cited figures.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog=f"Exit codes: {'; '.join(f'{code} {meaning}' for code, meaning in EXIT_CODES.items())}.",
)

STOPPED = 130
"""Exit code after Ctrl-C, as a shell gives it; Typer turns the interrupt into it without a word."""


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"liberterra_analysis {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    pass


for part in (reports, editions, ledger, intake, schedule, datasets):
    app.add_typer(part.app)


def main() -> None:
    """Run the command; an error is one message and an exit code, never a traceback."""
    open_streams()
    try:
        app(prog_name="liberterra")
    except SystemExit as end:
        code = end.code
        if code == STOPPED:
            warn("error: stopped; what was published stands.")
    except Exception as error:  # noqa: BLE001 (whoever calls the command can do nothing with a traceback)
        code = _fail(error)
    try:
        check_output()
    except WorkspaceError as error:
        code = code or _fail(error)
    sys.exit(code)


def _fail(error: Exception) -> int:
    message, code = explain(error)
    warn(f"error: {message}")
    return code
