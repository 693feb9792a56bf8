"""The one cell in which a notebook's assumptions are moved; in a report it leaves a table in its place."""

from __future__ import annotations

import os
import sys
from typing import Any

from planbook.live.trial import Trial
from planbook.present import what_if
from planbook.present.html import Html
from planbook.produce.reading import READS_FILE
from planbook.produce.run import Run


def explore(run: Run) -> Any:
    """Show the assumptions that this step's numbers hang on most, to be moved in JupyterLab.

    In a report, and wherever nobody can move anything, a table of where the key numbers go at the low and the high end
    of the first three. Nothing where a step has no number that an assumption moves.
    """
    trial = Trial(run)
    if not trial.can_move:
        return None
    if not somebody_is_there():
        return static(trial)
    from planbook.live.panel import Panel

    return Panel(trial).widget


def static(trial: Trial) -> Html:
    """Give the table that stands in a report in place of the controls."""
    run = trial.run
    return what_if.swings(trial.swings, run.assumptions(), run.here)


def somebody_is_there() -> bool:
    """Say whether this is a notebook that somebody has open: a kernel, and no report in the making."""
    if os.environ.get(READS_FILE):
        return False
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell is not None and hasattr(shell, "kernel")
