"""`planbook exchange`: send what was learned, hold another system's pack beside ours, adopt a number."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planbook.produce.cli import app, clearly, said

exchange_app = typer.Typer(help="Share what was learned with other systems.", no_args_is_help=True)
app.add_typer(exchange_app, name="exchange")

System = Annotated[str, typer.Option(help="Our system's code.")]
Scenario = Annotated[str, typer.Option(help="The scenario whose assumptions are meant.")]
SHOWN = 40


@exchange_app.command("export")
@clearly
def export(
    system: Annotated[str, typer.Argument(help="The system whose pack it is.")],
    scenario: Scenario = "baseline",
    to: Annotated[Path | None, typer.Option(help="The file to write; none: exchange-<system>.json here.")] = None,
) -> None:
    """Write a pack of assumptions, evidence, public decisions and measured impact: no local data, no small numbers."""
    from planbook.produce.cache import write_whole
    from planbook.produce.exchange import pack_of, written
    from planbook.produce.run import open_run

    pack = pack_of(open_run("board", system=system, scenario=scenario))
    path = to or Path(f"exchange-{system}.json")
    write_whole(path, written(pack).encode())
    counts = (
        f"{len(pack.assumptions)} numbers, {len(pack.evidence)} pieces of evidence, {len(pack.decisions)} decisions"
    )
    said.print(f"Wrote {path}: {counts}, {len(pack.impact)} measured. Checksum {pack.sha256[:12]}.")


@exchange_app.command("import")
@clearly
def import_(
    packs: Annotated[list[Path], typer.Argument(help="Packs of other systems.")],
    system: System,
    scenario: Scenario = "baseline",
    every: Annotated[bool, typer.Option("--all", help="Show what all hold alike too.")] = False,
    to: Annotated[Path | None, typer.Option(help="Write the whole comparison there, as CSV.")] = None,
) -> None:
    """Show other systems' assumptions beside ours, one by one, with the spread over all packs. Nothing is changed."""
    from planbook.produce.exchange import beside, read_packs
    from planbook.produce.run import open_run
    from planbook.produce.saying import packs_said

    read = read_packs(packs)
    frame = beside(open_run("board", system=system, scenario=scenario), read)
    if to:
        frame.to_csv(to, index=False)
        said.print(f"Wrote {to}: {len(frame)} rows.")
    shown = frame if every else frame[frame["differs"]]
    said.print(packs_said(shown.head(SHOWN), read, len(shown)))


@exchange_app.command("adopt")
@clearly
def adopt_(
    pack: Annotated[Path, typer.Argument(help="The pack that holds the number.")],
    key: Annotated[str, typer.Argument(help="The assumption, such as demand.growth_pct_per_year.")],
    system: System,
    because: Annotated[str, typer.Option(help="Why their number holds here, in a sentence.")] = "",
    by: Annotated[str, typer.Option(help="Who agreed to it: a post or a board.")] = "",
) -> None:
    """Take a number of a pack as our own: an override of our system that says whose it was."""
    from planbook.produce.exchange import adopt, read_packs
    from planbook.produce.project import find_root

    for path in adopt(find_root() / "params", system, read_packs([pack])[0], key, because, by):
        said.print(f"Wrote {path}")
