"""The commands of scheduled rebuilds: update, schedule, runs."""

import datetime as dt
from typing import Annotated

import typer

from liberterra_analysis.cli.console import warn
from liberterra_analysis.cli.options import AsJson, Quiet, Root, open_workspace, print_json
from liberterra_analysis.cli.progress import show_progress
from liberterra_analysis.errors import UsageError
from liberterra_analysis.schedule.schedulers import SCHEDULERS, describe_scheduler

app = typer.Typer()


@app.command()
def update(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what is due, and do nothing.")] = False,
    wait: Annotated[
        float, typer.Option("--wait", metavar="SECONDS", help="Time to wait for another command to finish.")
    ] = 0,
    root: Root = None,
    quiet: Quiet = False,
) -> None:
    """Do all that is due: fetch data, verify sources, build what is stale, publish, send messages; and record it."""
    from liberterra_analysis.schedule.history import Look
    from liberterra_analysis.schedule.update import plan_update, update

    workspace, now = open_workspace(root), dt.datetime.now(dt.UTC).replace(microsecond=0)
    if dry_run:
        typer.echo("\n".join(plan_update(Look(workspace, now))) or "Nothing is due.")
        return
    with show_progress(quiet=quiet) as progress:
        run = update(Look(workspace, now, wait, progress))
    if not quiet:
        typer.echo("Nothing was due." if run.is_idle else str(run))
    for key, trouble in run.troubles.items():
        if not key.startswith("source "):
            warn(f"{'error' if run.code else 'warning'}: {key}: {trouble.text}")
    warn("\n".join(run.problems))
    raise typer.Exit(run.code)


@app.command()
def schedule(
    scheduler: Annotated[
        str, typer.Argument(metavar="[SCHEDULER]", help=f"One of {', '.join(SCHEDULERS)}.", show_default=False)
    ] = "",
    root: Root = None,
) -> None:
    """Print the next three looks of the schedule, and what is wrong with them; or what a SCHEDULER needs."""
    from liberterra_analysis.report.publish.catalogue import read_catalogue_file

    workspace = open_workspace(root)
    file = read_catalogue_file(workspace)
    schedule = file.schedule
    if schedule.cron is None or schedule.time_zone is None:
        raise UsageError(
            "reports/reports.toml has no schedule; add such lines: [schedule], cron = '17 7 * * 1-5', "
            "time_zone = 'Europe/Paris'."
        )
    now = dt.datetime.now(dt.UTC)
    if scheduler:
        given = {"cron": schedule.cron, "zone": schedule.time_zone, "to": file.publish.to or ""}
        typer.echo(describe_scheduler(scheduler, workspace, **given), nl=False)
    for look in () if scheduler else schedule.next_looks(3, now):
        typer.echo(f"{look:%A %Y-%m-%d %H:%M} {schedule.time_zone}, {look.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC")
    for fault in schedule.find_faults(now):
        warn(f"warning: {fault}.")


@app.command()
def runs(root: Root = None, as_json: AsJson = False) -> None:
    """Print what each look did, oldest first."""
    from liberterra_analysis.schedule.history import read_runs

    runs = read_runs(open_workspace(root))
    if as_json:
        print_json([run.model_dump(mode="json") for run in runs])
        return
    for run in runs:
        if not run.is_idle:
            typer.echo(str(run))
    last = f", the last at {runs[-1].at:%Y-%m-%d %H:%M} UTC" if runs else ""
    typer.echo(f"Looks: {len(runs)}{last}.")
