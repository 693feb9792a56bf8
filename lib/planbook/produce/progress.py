"""Showing how far the farm is: a bar in a terminal, one line a report elsewhere."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar


class Progress(Protocol):
    """Told what the farm does."""

    def start(self, total: int, plan: str = "") -> None:
        """Be told how many reports are to be made, and the plan in words."""

    def tick(self) -> None:
        """Be told that time has passed."""

    def ended(self, said: str, failed: bool, seconds: float) -> None:
        """Be told that a report was made or failed."""

    def spared(self) -> None:
        """Be told that a report need not be made after all."""

    def stop(self) -> None:
        """Be told that nothing more will be made."""


class Silent:
    """Shows nothing."""

    def start(self, total: int, plan: str = "") -> None:
        """Show nothing."""

    def tick(self) -> None:
        """Show nothing."""

    def ended(self, said: str, failed: bool, seconds: float) -> None:
        """Show nothing."""

    def spared(self) -> None:
        """Show nothing."""

    def stop(self) -> None:
        """Show nothing."""


@dataclass
class Shown:
    """Shows count, rate and time left on a console; drawn by no thread of its own, so that processes may be forked."""

    console: Console
    _total: int = 0
    _done: int = 0
    _began: float = 0.0
    _bar: Bar | None = field(default=None, repr=False)

    def start(self, total: int, plan: str = "") -> None:
        """Say the plan, and begin to count."""
        if total and plan:
            self.console.print(plan, markup=False, highlight=False)
        self._total, self._began = total, time.monotonic()
        if self.console.is_terminal and total:
            columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
            self._bar = Bar(*columns, console=self.console, auto_refresh=False, transient=True)
            self._bar.add_task("starting", total=total)
            self._bar.start()
            self.tick()

    def tick(self) -> None:
        """Draw the bar again."""
        if self._bar:
            self._bar.update(self._bar.task_ids[0], completed=self._done, description=self._rate())
            self._bar.refresh()

    def ended(self, said: str, failed: bool, seconds: float) -> None:
        """Count a report; say so on a line of its own where there is no bar, and always when it failed."""
        self._done += 1
        if failed:
            self.console.print(f"failed  {said}", markup=False, highlight=False)
        elif not self._bar:
            line = f"made    {said} in {seconds:.1f} s ({self._done} of {self._total})"
            self.console.print(line, markup=False, highlight=False)
        self.tick()

    def spared(self) -> None:
        """Count one report less."""
        self._total -= 1
        if self._bar:
            self._bar.update(self._bar.task_ids[0], total=self._total)

    def stop(self) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()
            self._bar = None

    def _rate(self) -> str:
        taken = time.monotonic() - self._began
        if not self._done or taken < 1:
            return "starting"
        left = (self._total - self._done) * taken / self._done
        return f"{60 * self._done / taken:.0f} a minute, {duration_words(left)} left"


def duration_words(seconds: float) -> str:
    """Give a length of time in words: '40 s', '3 min 20 s', '1 h 5 min'."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
