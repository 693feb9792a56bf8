"""What the command line says of the farm's work: the plan before, the summary after, and reconciled totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

from planbook.data.build.reconciliation import Reconciliation
from planbook.produce import manifest
from planbook.produce.progress import duration_words
from planbook.produce.selection import Selection

if TYPE_CHECKING:
    from planbook.produce.farm import Summary


def planned(selection: Selection, out: Path) -> str:
    """Give what would be made: how many of each step, for how many areas, and how long the last time took."""
    wanted = selection.wanted
    areas = {(each.system, each.place) for each in wanted}
    by_step = Counter(each.step for each in wanted)
    lines = [
        f"{len(wanted)} reports of {len(areas)} areas in {len(selection.areas)} systems, "
        f"scenarios {', '.join(dict.fromkeys(each.scenario for each in wanted))}:"
    ]
    lines += [f"  {count} x {step}" for step, count in by_step.items()]
    taken = {(row["system"], row["place"], row["scenario"], row["step"]): row["seconds"] for row in manifest.read(out)}
    known = [taken[key] for each in wanted if (key := (each.system, each.place, each.scenario, each.step)) in taken]
    if known:
        lines.append(
            f"About {duration_words(sum(known) / len(known) * len(wanted))} of one processor's work, as last time."
        )
    lines += [f"  {each.path}" for each in wanted]
    return "\n".join(lines)


def summed_up(summary: Summary, out: Path) -> str | Table:
    """Give what came of it: one line when all went well, else a table of what failed, where and why."""
    line = f"{summary.made} reports made in {duration_words(summary.seconds)}: {_shown(out / 'index.html')}"
    if summary.warned:
        line += f"\n{len(summary.warned)} notebooks wrote warnings, kept in {_shown(out / 'logs')}"
    if not summary.failures and not summary.not_tried:
        return line
    if summary.not_tried:
        line += f"\n{len(summary.not_tried)} not tried, because another failed first."
    table = Table(caption=line, title=f"{len(summary.failures)} reports failed", title_justify="left", box=None)
    for name in ("system", "place", "step", "cell", "message"):
        table.add_column(name, overflow="fold")
    for failure in summary.failures:
        wanted = failure.wanted
        cell = str(failure.cell) if failure.cell else ""
        table.add_row(wanted.system, wanted.place or "", wanted.step, cell, failure.message[:400])
    return table


def reconciled(rows: Sequence[Reconciliation]) -> Table:
    """Give our totals beside the published ones."""
    table = Table(title=f"{len(rows)} totals held against published ones", title_justify="left", box=None)
    for name in ("what", "published", "ours", "difference", "unit", "note"):
        table.add_column(name, justify="right" if name in ("published", "ours", "difference") else "left")
    for row in rows:
        table.add_row(
            row.what,
            f"{row.published_total:,.1f}",
            f"{row.ours:,.1f}",
            f"{row.difference:,.1f} ({row.difference_pct:.2f}%)",
            row.unit,
            row.note,
        )
    return table


def _shown(path: Path) -> str:
    """Give a path as the reader would type it: from here where it is below."""
    try:
        return str(path.resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return str(path)
