"""The command line: `planbook check`, `planbook reports`, `planbook data build` and the rest.

Exit codes: 0 done, 1 something failed while working, 2 something was wrong with what was given.
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.console import Console

from planbook.errors import InputError, PlanbookError

if TYPE_CHECKING:
    from planbook.produce.selection import Selection

Command = TypeVar("Command", bound=Callable[..., None])

FAILED, WRONG, STOPPED = 1, 2, 130

app = typer.Typer(
    help="Integrated planning of health and care for any ICB in England.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
data_app = typer.Typer(help="The published figures that ship.", no_args_is_help=True)
app.add_typer(data_app, name="data")

said = Console(highlight=False, markup=False, soft_wrap=True)
wrong = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
_debug = {"on": False}


def clearly(command: Command) -> Command:
    """Make a command end with one clear message and an exit code; the whole traceback with --debug."""

    @functools.wraps(command)
    def clear(*args: object, **given: object) -> None:
        try:
            command(*args, **given)
        except KeyboardInterrupt:
            wrong.print("Stopped. What was made before stays.")
            raise typer.Exit(STOPPED) from None
        except (PlanbookError, OSError) as error:
            if _debug["on"]:
                raise
            wrong.print(str(error))
            raise typer.Exit(WRONG if isinstance(error, InputError) else FAILED) from None

    return clear  # type: ignore[return-value]


def _version(asked: bool) -> None:
    if asked:
        said.print(f"planbook {version('planbook')}")
        raise typer.Exit


@app.callback()
def main(
    debug: Annotated[bool, typer.Option(help="Show the whole traceback of an error.")] = False,
    _asked: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Integrated planning of health and care for any ICB in England."""
    _debug["on"] = debug


@app.command()
@clearly
def check() -> None:
    """Check everything in params/, the notebooks and the areas, and run nothing."""
    from planbook.produce.check import check as check_all

    checked = check_all()
    if checked.problems:
        raise InputError(checked.problems)
    said.print(f"Nothing is wrong: {checked.looked_at}.")


@app.command()
@clearly
def reports(
    systems: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SYSTEM]...", help="Codes such as QWO or QRL@2022, all, or all@2022. None: as params/reports.yaml."
        ),
    ] = None,
    places: Annotated[str | None, typer.Option(help="all, none (the system's own only), or slugs with commas.")] = None,
    steps: Annotated[str | None, typer.Option(help="Steps with commas, such as need,board; or all.")] = None,
    scenario: Annotated[str | None, typer.Option(help="Scenarios, with commas.")] = None,
    jobs: Annotated[int, typer.Option(min=0, help="How many at once; 0: one a processor.")] = 0,
    engine: Annotated[str, typer.Option(help="warm or kernel; none: the fastest that is safe here.")] = "",
    out: Annotated[Path | None, typer.Option(help="Where to; none: reports/build of the project.")] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Make every table and report again.")] = False,
    only_stale: Annotated[
        bool, typer.Option("--only-stale", help="Only what was made before and is not fresh; nothing new.")
    ] = False,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first failure.")] = False,
    scheduler: Annotated[
        str, typer.Option(help="A dask scheduler whose workers make them: tls://HOST:8786, or tcp:// on this machine.")
    ] = "",
    insecure_scheduler: Annotated[
        bool, typer.Option("--insecure-scheduler", help="Let --scheduler be elsewhere without encryption.")
    ] = False,
    store: Annotated[
        str, typer.Option(help="Put the pages there, as s3://bucket/reports, instead of into --out.")
    ] = "",
    edition: Annotated[
        str | None,
        typer.Option(help="public, partners or full; the first two leave out what is not for their readers."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be made, and make nothing.")] = False,
) -> None:
    """Make reports: each notebook, for each system and place, under each scenario. Fresh ones are left as they are."""
    from planbook.produce import start
    from planbook.produce.editions import edition_named
    from planbook.produce.project import find_root, open_project
    from planbook.produce.saying import planned, summed_up
    from planbook.produce.selection import select

    inputs = start.inputs_digest(find_root())
    project, whose = open_project(), edition_named(edition or "")
    build = out or start.build_of(project.root, whose)
    selection = select(project, systems or None, places, steps, scenario)
    if dry_run:
        from planbook.produce.fresh import verdicts_in

        verdicts = {} if no_cache else verdicts_in(build.resolve(), project, selection, store, edition=whose)
        said.print(planned(selection, verdicts, build, jobs))
        return
    from planbook.produce.farm import make_reports
    from planbook.produce.progress import Shown
    from planbook.produce.settings import Settings

    settings = Settings(
        build.resolve(),
        jobs,
        engine,
        no_cache,
        only_stale,
        fail_fast,
        scheduler=scheduler,
        insecure_scheduler=insecure_scheduler,
        store=store,
        edition=whose,
    )
    summary = make_reports(project, selection, settings, Shown(said))
    said.print(summed_up(summary, build))
    if summary.failures or summary.not_tried:
        raise typer.Exit(FAILED)
    named = {"places": places, "steps": steps, "scenario": scenario, "out": str(out) if out else None}
    named["edition"] = edition
    ask = {"systems": " ".join(systems or ()), **{name: value for name, value in named.items() if value is not None}}
    if not only_stale and not store:
        start.remember(ask, project.root, inputs, hashes_of(selection, build))


def hashes_of(selection: Selection, build: Path) -> dict[str, str]:
    """Give the hash of each report asked for, by its path in the build folder."""
    from planbook.produce import manifest

    paths = {each.path for each in selection.wanted}
    return {row["path"]: row["sha256"] for row in manifest.read(build) if row["path"] in paths}


@app.command()
@clearly
def status(
    systems: Annotated[
        list[str] | None, typer.Argument(metavar="[SYSTEM]...", help="As for reports; none: as params/reports.yaml.")
    ] = None,
    places: Annotated[str | None, typer.Option(help="all, none (the system's own only), or slugs with commas.")] = None,
    steps: Annotated[str | None, typer.Option(help="Steps with commas, such as need,board; or all.")] = None,
    scenario: Annotated[str | None, typer.Option(help="Scenarios, with commas.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the reports are; none: reports/build of the project.")] = None,
    store: Annotated[str, typer.Option(help="Where the pages are, if they were put into a store.")] = "",
    edition: Annotated[str, typer.Option(help="public, partners or full: which edition's reports.")] = "",
    page: Annotated[
        bool, typer.Option("--page", help="Write the planning lead's page of each system as well, as of today.")
    ] = False,
) -> None:
    """Say of each report whether it is fresh, stale and because of what, failed, or never made. No report is made."""
    from planbook.produce.editions import edition_named
    from planbook.produce.fresh import verdicts_in
    from planbook.produce.project import open_project
    from planbook.produce.saying import stands
    from planbook.produce.selection import select
    from planbook.produce.start import build_of

    project, whose = open_project(), edition_named(edition)
    build = out or build_of(project.root, whose)
    selection = select(project, systems or None, places, steps, scenario)
    verdicts = verdicts_in(build.resolve(), project, selection, store, coming=False, edition=whose)
    said.print(stands(selection, verdicts))
    if page:
        from planbook.produce.lead import lead_pages

        paths = lead_pages(project, build.resolve(), selection, verdicts, store, whose)
        said.print("\n".join(f"Wrote {build / path}" for path in paths) or "No planning lead's page: nothing it is of.")


@app.command()
@clearly
def bench(
    system: Annotated[str, typer.Argument(help="The system to measure on.")] = "QWO",
    pairs: Annotated[int, typer.Option(min=1, help="How often each comparison is made.")] = 3,
    long: Annotated[bool, typer.Option("--long", help="Hold the loop against all the system's places too.")] = False,
    out: Annotated[Path | None, typer.Option(help="Where to; none: reports/build/bench.json.")] = None,
) -> None:
    """Measure the farm against a shell loop, its floor and itself: some minutes, best with the machine to itself."""
    from planbook.produce.bench import Bench, shown, write
    from planbook.produce.project import open_project

    project = open_project()
    measured = Bench(project, system, pairs, long, lambda line: said.print(f"  {line}")).measure()
    write(measured, out or project.root / "reports" / "build" / "bench.json")
    said.print(shown(measured))


@app.command()
@clearly
def systems() -> None:
    """List the systems reports can be made for, and their places."""
    from planbook.data.areas import known_codes
    from planbook.produce.project import open_project

    project = open_project()
    for code in known_codes(project.beliefs.systems, project.beliefs.planning):
        areas = project.areas(code)
        said.print(f"{code:10} {areas.system.name}{' (fictional)' if areas.fictional else ''}")
        for place in areas.places:
            said.print(f"{'':10}   {place.slug}: {place.name}")


@app.command()
@clearly
def lab() -> None:
    """Open JupyterLab on the notebooks."""
    from planbook.produce.project import find_root

    root = find_root()
    environment = {**os.environ, "PLANBOOK_ROOT": str(root)}
    ran = subprocess.run([sys.executable, "-m", "jupyterlab", str(root / "notebooks")], env=environment, check=False)
    raise typer.Exit(ran.returncode)


@app.command()
@clearly
def schema() -> None:
    """Write the JSON schemas that help editors with params/."""
    from planbook.params import schema as schemas
    from planbook.produce.project import find_root

    folder = find_root() / "params" / "schema"
    schemas.write(folder)
    said.print(f"Wrote {len(list(folder.glob('*.json')))} schemas to params/schema.")


@app.command()
@clearly
def feedback(
    system: Annotated[str, typer.Argument(help="The system whose plan is monitored.")],
    accept: Annotated[str, typer.Option(help="The key whose proposed update is accepted.")] = "",
    decline: Annotated[str, typer.Option(help="The key whose proposed update is declined.")] = "",
    because: Annotated[str, typer.Option(help="The reason, in a sentence.")] = "",
    by: Annotated[str, typer.Option(help="Who decides: a post or a board.")] = "",
    scenario: Annotated[str, typer.Option(help="The scenario held against what happened.")] = "plan",
) -> None:
    """List assumptions that what happened speaks against, or accept or decline the update proposed for one."""
    from datetime import date

    from planbook.produce.feedback import Decision, decide, record_of
    from planbook.produce.project import find_root
    from planbook.produce.run import open_run
    from planbook.produce.saying import feedback_said

    records = open_run("monitoring", system=system, scenario=scenario).table("monitoring_feedback")
    key = accept or decline
    if not key:
        said.print(feedback_said(records))
        return
    decision = Decision("accepted" if accept else "declined", because, by, date.today())
    for path in decide(find_root(), system, record_of(records, key), decision):
        said.print(f"Wrote {path}")


@data_app.command("build")
@clearly
def data_build(
    folder: Annotated[Path, typer.Argument(help="The folder of published files.")],
    out: Annotated[Path | None, typer.Option(help="Where to; none: into the package.")] = None,
) -> None:
    """Build the reference tables from published files, and print our totals beside the published ones."""
    from planbook.data import reference
    from planbook.data.build import build
    from planbook.produce.saying import reconciled

    said.print(reconciled(build(folder, out or reference.FOLDER)))


@data_app.command("template")
@clearly
def data_template(
    name: Annotated[str, typer.Argument(help="The template that a page names; none: list them.")] = "",
    to: Annotated[Path | None, typer.Option(help="The folder to write to; none: PLANBOOK_DATA, else local/.")] = None,
    system: Annotated[str, typer.Option(help="For a register of governance: whose it is, such as QWO.")] = "",
) -> None:
    """Write the empty file of figures or the empty register that a system may supply, and say what it holds."""
    from planbook.data import local
    from planbook.params.governance import OWN, SAYS
    from planbook.produce.saying import columns_said

    if not name:
        for each in local.TEMPLATES.values():
            said.print(f"{each.name}: {each.says}")
        for register, says in SAYS.items():
            said.print(f"{register} (--system CODE): {says}")
        return
    if name in OWN:
        _register(name, system)
        return
    path = local.write_template(name, to or local.folder() or Path("local"))
    said.print(columns_said(local.template_of(name)))
    said.print(f"Wrote {path}: fill it in, and set PLANBOOK_DATA to its folder.")


def _register(name: str, system: str) -> None:
    """Write an empty register of governance."""
    from planbook.params.governance_template import write_register
    from planbook.produce.project import open_project

    project = open_project()
    code = project.areas(system or "EXAMPLE").code
    path = write_register(name, code, project.root / "params")
    said.print(f"Wrote {path.relative_to(project.root)}: fill it in; its comments show the fictional example.")


@app.command()
@clearly
def verify(
    system: Annotated[str, typer.Argument(help="The system whose plan was signed, such as EXAMPLE.")],
    scenario: Annotated[str, typer.Option(help="The scenario of the plan.")] = "plan",
) -> None:
    """Say whether each version of a plan still has the numbers that were signed; and the hashes of what stands now."""
    from planbook.produce.run import open_run
    from planbook.produce.signed import hash_lines, signed_lines

    run = open_run("governance", system=system, scenario=scenario)
    lines, broken = signed_lines(run.table("governance_versions"), run.table("governance_content"), scenario)
    said.print("\n".join([*lines, *hash_lines(run.table("governance_content"))]))
    if broken:
        raise typer.Exit(FAILED)


from planbook.produce import cli_exchange  # noqa: E402, F401

if __name__ == "__main__":
    app()
