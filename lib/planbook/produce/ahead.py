"""What the tables of every system rest on and no system changes, read and worked out before processes are forked.

Each process that makes a system's tables then finds it there: it takes as long as a fifth of the tables of an ICB.
"""

from __future__ import annotations

from contextlib import suppress

from planbook.data import apportion, reference
from planbook.methods.alignment import neighbours
from planbook.methods.monitoring import published
from planbook.produce.code import arrays_named, code_key, references_named
from planbook.workflow import STEPS


def read_ahead() -> None:
    """Read the published tables and the code of the steps; what fails here says so where it is used."""
    with suppress(Exception):
        for name in reference.names():
            reference.load(name)
            reference.digest(name)
        reference.population()
        apportion.need_of_pieces()
        published.read_ahead()
        neighbours.volumes_of_trusts()
    with suppress(Exception):
        for step in STEPS:
            for read in (code_key, references_named, arrays_named):
                read(f"planbook.steps.{step.slug}")
