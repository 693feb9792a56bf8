"""The bench: the farm held against a shell loop, against its floor and against itself, side by side in one run.

A machine's speed varies from minute to minute, so nothing here is judged by an absolute time: what is compared runs in
turn, and the middle of the ratios is what counts.
"""

from __future__ import annotations

import ast
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from rich.table import Table

from planbook.errors import PlanbookError
from planbook.produce.cache import write_whole
from planbook.produce.pool import processors
from planbook.produce.project import Project
from planbook.produce.selection import Wanted, select

SCENARIO = "baseline"
AGAIN = 5


@dataclass(frozen=True)
class Measured:
    """One comparison: what, its target in words, the number measured, its unit, whether it met the target, and more."""

    what: str
    target: str
    value: float
    unit: str
    met: bool
    each: tuple[float, ...] = ()
    said: str = ""


@dataclass
class Bench:
    """Measures on one system of one project, in a folder of its own."""

    project: Project
    system: str
    pairs: int = 3
    long: bool = False
    tell: Callable[[str], None] = print
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="planbook-bench-")))
    _largest: list[tuple[int, float]] = field(default_factory=list)

    def measure(self) -> list[Measured]:
        """Measure everything; takes some minutes."""
        try:
            return [
                *self.against_a_loop(),
                *self.against_the_floor(),
                *self.against_itself(),
                *self.the_chain(),
                self.choosing(),
                *self.what_ifs(),
            ]
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def against_a_loop(self) -> Iterator[Measured]:
        """Hold the farm against `papermill` and `jupyter nbconvert` called for each notebook of the same reports.

        Once each notebook finds the tables that those before it made, in our own cache; once, as a loop that knows of
        no farm, each makes what it needs.
        """
        for places in ("none", "all") if self.long else ("none",):
            yield self.one_loop(places, shared=True, times=self.pairs if places == "none" else 1)
        yield self.one_loop("none", shared=False, times=1)

    def one_loop(self, places: str, *, shared: bool, times: int) -> Measured:
        """Hold the farm against one kind of loop, in turn."""
        wanted = select(self.project, [self.system], places, "all", SCENARIO).wanted
        ratios, farms, loops = [], [], []
        for _ in range(times):
            loops.append(self.timed(partial(self.loop, wanted, shared)))
            farms.append(self.timed(partial(self.farm, places, 1)))
            ratios.append(loops[-1] / farms[-1])
            self.tell(f"loop {loops[-1]:.1f} s, farm {farms[-1]:.1f} s, {len(wanted)} notebooks, {places} places")
        each = (median(loops) / len(wanted), median(farms) / len(wanted))
        area = "its own reports only" if places == "none" else "with all its places"
        tables = "that shares the farm's tables" if shared else "of notebooks each by itself"
        return Measured(
            f"farm against a shell loop {tables}: {self.system}, {area}, one worker, caches emptied",
            "at least 10 times",
            median(ratios),
            "times",
            median(ratios) >= 10,
            tuple(ratios),
            f"{len(wanted)} notebooks: {each[0]:.2f} s each in the loop, {each[1]:.2f} s in the farm",
        )

    def against_the_floor(self) -> Iterator[Measured]:
        """Hold the farm against what its tables and cells take by themselves."""
        ratios, found = [], {}
        for _ in range(self.pairs):
            found = self.floor()
            seconds = self.timed(partial(self.farm, "all", 1))
            ratios.append(seconds / (found["tables"] + found["cells"]))
            self.tell(f"farm {seconds:.1f} s, floor {found['tables'] + found['cells']:.1f} s")
        mean = found["cells"] / found["notebooks"]
        yield Measured(
            f"farm against its floor: {self.system} with all its places, one worker, caches emptied",
            "at most 1.3 times",
            median(ratios),
            "times",
            median(ratios) <= 1.3,
            tuple(ratios),
            f"{found['notebooks']} notebooks, {mean:.2f} s of cells each, and {found['tables']:.1f} s of tables",
        )
        yield Measured(
            "cells of a notebook", "under 0.8 s", mean, "s", mean < 0.8, said=f"slowest {found['slowest']:.2f} s"
        )

    def against_itself(self) -> Iterator[Measured]:
        """Hold two workers against one, a second run against the first, and many areas against few.

        Of several systems: one system's tables are one task, which no second worker can share.
        """
        codes, gains, firsts, agains = self.some_systems(3), [], [], []
        for _ in range(self.pairs):
            one = self.timed(partial(self.farm, "all", 1, systems=codes))
            firsts.append(self.timed(partial(self.farm, "all", 2, systems=codes)))
            gains.append(one / firsts[-1])
            agains += [self.timed(partial(self.farm, "all", 2, systems=codes, again=True)) for _ in range(AGAIN)]
            self.tell(f"one worker {one:.1f} s, two {firsts[-1]:.1f} s, nothing changed {agains[-1]:.3f} s")
        yield Measured(
            f"two workers against one: {', '.join(codes)} with all their places",
            "at least 1.8 times",
            median(gains),
            "times",
            median(gains) >= 1.8,
            tuple(gains),
        )
        faster = median(firsts) / median(agains)
        said = f"{median(agains):.3f} s after {median(firsts):.1f} s"
        yield Measured(
            "nothing changed, run again",
            "at least 100 times faster",
            faster,
            "times",
            faster >= 100,
            tuple(agains),
            said,
        )
        yield from self.growth(codes, median(firsts))

    def growth(self, codes: Sequence[str], took: float) -> Iterator[Measured]:
        """Hold the time and memory of several systems, which took so long, against those of one."""
        areas = [self.areas_of(chosen) for chosen in (codes[:1], codes)]
        seconds = [self.timed(partial(self.farm, "all", 2, systems=codes[:1])), took]
        self.tell(", ".join(f"{many} areas {each:.1f} s" for many, each in zip(areas, seconds, strict=True)))
        ratio = (seconds[1] / seconds[0]) / (areas[1] / areas[0])
        said = f"{areas[0]} areas in {seconds[0]:.1f} s, {areas[1]} in {seconds[1]:.1f} s"
        yield Measured(
            "time for each area, many areas against few",
            "at most as much (1.1)",
            ratio,
            "times",
            ratio <= 1.1,
            (),
            said,
        )
        held = [each for _, each in self._largest]
        yield Measured(
            "most memory in one process", "under 600 MB", max(held), "MB", max(held) < 600, tuple(held), "any run above"
        )

    def the_chain(self) -> Iterator[Measured]:
        """Hold the chain of one area against every table of its steps."""
        from planbook.produce import bench_chain

        yield from bench_chain.measured(self, self.pairs)

    def choosing(self) -> Measured:
        """Time the choice of levers for the system."""
        from planbook.produce.bench_levers import choosing_levers

        return choosing_levers(self.project, self.system, times=self.pairs)

    def what_ifs(self) -> Iterator[Measured]:
        """Time a control moved to the updated chart."""
        from planbook.produce import bench_what_if

        yield from bench_what_if.measured(self)

    def areas_of(self, systems: Sequence[str]) -> int:
        """Give how many areas there are reports of."""
        return len({(w.system, w.place) for w in select(self.project, systems, "all", "all", SCENARIO).wanted})

    def some_systems(self, many: int) -> list[str]:
        """Give this system and others in force, in listed order."""
        every = dict.fromkeys(each.system for each in select(self.project, ["all"], "none", "all", SCENARIO).wanted)
        return [self.system, *(code for code in every if code != self.system)][:many]

    def farm(self, places: str, jobs: int, *, systems: Sequence[str] = (), again: bool = False) -> None:
        """Make reports by the command line, with nothing made before unless `again`."""
        if not again:
            self.empty()
        words = [*(systems or [self.system]), "--places", places, "--scenario", SCENARIO, "--jobs", str(jobs)]
        said = self.called("planbook.produce.start", "reports", *words, "--out", str(self.folder / "out"))
        if "no process held more than" in said:
            held = said.split("no process held more than ")[1].split(" MB")[0]
            self._largest.append((jobs, float(held.replace(",", ""))))

    def loop(self, wanted: Sequence[Wanted], shared: bool) -> None:
        """Make the same reports as a shell loop would: two commands for each notebook, one after another.

        Unless tables are `shared`, each notebook begins with nothing made.
        """
        self.empty()
        for each in wanted:
            if not shared:
                shutil.rmtree(self.folder / "cache", ignore_errors=True)
            source = self.project.notebooks / Path(each.path).with_suffix(".ipynb").name
            made = self.folder / "loop" / Path(each.path).with_suffix(".ipynb")
            made.parent.mkdir(parents=True, exist_ok=True)
            given = {"system": each.system, "place": each.place, "scenario": each.scenario}
            words = [word for name, value in given.items() if value for word in ("-p", name, value)]
            self.called("papermill", str(source), str(made), "--cwd", str(source.parent), "--no-progress-bar", *words)
            self.called("jupyter", "nbconvert", "--to", "html", "--no-input", str(made))

    def floor(self) -> dict[str, float]:
        """Give the seconds of tables and cells in a warm process, with nothing made before."""
        self.empty()
        found: dict[str, float] = ast.literal_eval(self.called("planbook.produce.floor", self.system, SCENARIO))
        return found

    def called(self, module: str, *words: str) -> str:
        """Call a command line; gives what it printed. Raises `PlanbookError` with the end of that if it failed."""
        environment = {
            **os.environ,
            "PLANBOOK_CACHE": str(self.folder / "cache"),
            "PLANBOOK_ROOT": str(self.project.root),
        }
        ran = subprocess.run([sys.executable, "-m", module, *words], capture_output=True, text=True, env=environment)
        if ran.returncode:
            raise PlanbookError(f"{module} failed: {(ran.stderr or ran.stdout)[-800:]}")
        return ran.stdout

    def empty(self) -> None:
        """Forget everything made so far."""
        for path in self.folder.iterdir():
            shutil.rmtree(path)

    @staticmethod
    def timed(what: Callable[[], object]) -> float:
        """Give the seconds something takes."""
        began = time.perf_counter()
        what()
        return time.perf_counter() - began


def write(measured: Sequence[Measured], path: Path) -> None:
    """Write what was measured, and on what machine."""
    machine = {"processors": processors(), "platform": platform.platform(), "python": platform.python_version()}
    content: dict[str, Any] = {"machine": machine, "rows": [asdict(row) for row in measured]}
    write_whole(path, (json.dumps(content, indent=1) + "\n").encode())


def shown(measured: Sequence[Measured]) -> Table:
    """Give what was measured as a table."""
    table = Table(box=None)
    for name in ("what", "target", "measured", "met", "more"):
        table.add_column(name, overflow="fold")
    for row in measured:
        table.add_row(row.what, row.target, f"{row.value:.2f} {row.unit}", "yes" if row.met else "no", row.said)
    return table
