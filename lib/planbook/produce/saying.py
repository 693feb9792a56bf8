"""What the command line says of the farm's work: the plan before, the summary after, and reconciled totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

from planbook.data.rows import rows_of
from planbook.present.words import count_words
from planbook.produce import manifest
from planbook.produce.fresh import FRESH, Verdict
from planbook.produce.pool import processors
from planbook.produce.progress import duration_words
from planbook.produce.selection import Selection, Wanted

if TYPE_CHECKING:
    import pandas as pd

    from planbook.data.build.reconciliation import Reconciliation
    from planbook.data.local import Template
    from planbook.produce.exchange import Pack
    from planbook.produce.farm import Summary

# What a start, a system's tables and a report take on an ordinary machine, where nothing was made yet to go by.
START_SECONDS, TABLES_SECONDS, REPORT_SECONDS = 3.0, 10.0, 0.5


def planned(selection: Selection, verdicts: Mapping[Wanted, Verdict], out: Path, jobs: int = 0) -> str:
    """Give what would be made: how many of each step, how many are fresh, and how long the rest may take."""
    to_make = [each for each in selection.wanted if each not in verdicts or verdicts[each].state != FRESH]
    by_step = Counter(each.step for each in selection.wanted)
    left = Counter(each.step for each in to_make)
    lines = [
        plan_line(selection, to_make, out, jobs),
        *(f"  {count} x {step}, {left[step]} to make" for step, count in by_step.items()),
        *(f"  {each.path}" for each in to_make),
    ]
    return "\n".join(lines)


def plan_line(selection: Selection, to_make: Sequence[Wanted], out: Path, jobs: int = 0) -> str:
    """Give the plan in a line: how many reports of how many areas, how many fresh, and how long the rest may take."""
    wanted, scenarios = selection.wanted, dict.fromkeys(each.scenario for each in selection.wanted)
    areas = len({(each.system, each.place) for each in wanted})
    named = f"{'scenario' if len(scenarios) == 1 else 'scenarios'} {', '.join(scenarios)}"
    counted = f"{count_words(len(wanted), 'report')} of {count_words(areas, 'area')} in "
    line = f"{counted}{count_words(len(selection.areas), 'system')}, {named}: "
    line += f"{len(wanted) - len(to_make)} fresh, {len(to_make)} to make"
    return f"{line}, about {duration_words(expected_seconds(to_make, out, jobs))}" if to_make else line


def expected_seconds(to_make: Sequence[Wanted], out: Path, jobs: int = 0) -> float:
    """Give how long making these may take: as long as each took last time (or others of its step), and the start."""
    taken: dict[str, list[float]] = {}
    for row in manifest.read(out):
        if row["status"] == manifest.MADE:
            taken.setdefault(row["step"], []).append(row["seconds"])
    usual = {slug: sum(each) / len(each) for slug, each in taken.items()}
    reports = sum(usual.get(each.step, REPORT_SECONDS) for each in to_make)
    systems = len({(each.system, each.scenario) for each in to_make})
    return START_SECONDS + (reports + systems * TABLES_SECONDS) / (jobs or processors())


def stands(selection: Selection, verdicts: Mapping[Wanted, Verdict]) -> str:
    """Give how each report stands: a line an area, and a line for each of its reports that is not fresh."""
    areas: dict[tuple[str, str | None, str], list[Wanted]] = {}
    for each in selection.wanted:
        areas.setdefault((each.system, each.place, each.scenario), []).append(each)
    lines = []
    for (system, place, scenario), reports in areas.items():
        name = f"{system}/{place}" if place else system
        counted = Counter(verdicts[each].state for each in reports)
        told = ", ".join(f"{count} {state}" for state, count in counted.items())
        lines.append(f"{name} ({scenario}): {told}")
        lines += [f"  {each.step}: {verdicts[each].said}" for each in reports if verdicts[each].state != FRESH]
    counted = Counter(verdict.state for verdict in verdicts.values())
    lines.append("All: " + ", ".join(f"{count} {state}" for state, count in counted.items()))
    return "\n".join(lines)


def summed_up(summary: Summary, out: Path) -> str | Table:
    """Give what came of it: one line when all went well, else a table of what failed, where and why."""
    line = f"{summary.made} reports made in {duration_words(summary.seconds)}: {_shown(out / 'index.html')}"
    if summary.made and summary.largest_mb:
        line += f" (no process held more than {summary.largest_mb:,.0f} MB)"
    if summary.fresh:
        line = f"{len(summary.fresh)} reports are fresh and stay as they are. {line}"
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


def packs_said(frame: pd.DataFrame, packs: Sequence[Pack], all_rows: int) -> str | Table:
    """Give our assumptions beside those of packs, a row an assumption and leaf, with the spread over all."""
    if frame.empty:
        return "Nothing differs: every number that a pack holds is ours too."
    named = ", ".join(f"{pack.system} is {pack.name} ({pack.scenario}, {pack.as_at})" for pack in packs)
    more = f" First {len(frame)} of {all_rows}; --to FILE writes all." if len(frame) < all_rows else ""
    table = Table(title="Assumptions beside each other", title_justify="left", caption=f"{named}.{more}", box=None)
    codes = [pack.system for pack in packs]
    for name in ("assumption", "unit", "ours", *codes, "lowest", "middle", "highest"):
        table.add_column(name, justify="left" if name in ("assumption", "unit") else "right", overflow="fold")
    for row in frame.to_dict("records"):
        key = f"{row['key']}[{row['leaf']}]" if row["leaf"] else row["key"]
        numbers = (row[name] for name in ("ours", *codes, "lowest", "middle", "highest"))
        table.add_row(key, row["unit"], *(f"{each:,.6g}" if each == each else "" for each in numbers))
    return table


def _shown(path: Path) -> str:
    """Give a path as the reader would type it: from here where it is below."""
    try:
        return str(path.resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return str(path)


def columns_said(template: Template) -> str:
    """Say what each column of a local file holds, and what is possible."""
    lines = [template.says]
    for column in template.columns:
        allowed = f" ({', '.join(column.among)})" if column.among else ""
        lines.append(f"  {column.name}: {column.says}{allowed}")
    return "\n".join(lines)


def feedback_said(records: pd.DataFrame) -> str:
    """Say which assumptions lie outside what happened, with what is proposed and whether it was decided."""
    outside = records[records["outside"]]
    lines = [f"{len(records)} looked at, {len(outside)} outside what was assumed."]
    for row in rows_of(outside):
        was = f"assumed {row.value:.3g} ({row.low:.3g} to {row.high:.3g})"
        seen = f"seen {row.seen:.3g} ({row.seen_low:.3g} to {row.seen_high:.3g})"
        proposed = f"proposed {row.proposed:.3g} ({row.proposed_low:.3g} to {row.proposed_high:.3g})"
        lines.append(f"{row.key}: {was}; {seen}; {proposed}: {row.status}")
    return "\n".join(lines)
