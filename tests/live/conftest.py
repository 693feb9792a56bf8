"""A project of our own with few draws, so that scenarios can be saved in it and everything answers quickly."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from planbook.live.trial import Trial
from planbook.produce.run import Run, open_run

ROOT = Path(__file__).parents[2]
SYSTEM = "S1Y5D"
DRAWS = 96  # fewer, and chance likeness hides what matters


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the root of a copy of the project that draws few times, with a cache of its own."""
    root = tmp_path_factory.mktemp("few")
    for folder in ("params", "notebooks"):
        shutil.copytree(ROOT / folder, root / folder)
    planning = root / "params" / "planning.yaml"
    planning.write_text(re.sub(r"n_draws: \d+", f"n_draws: {DRAWS}", planning.read_text()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANBOOK_CACHE", str(root / "cache"))
        patch.setenv("PLANBOOK_ROOT", str(root))
        yield root


@pytest.fixture(scope="session")
def opened(few: Path) -> Callable[..., Run]:
    """Give a function that opens a run of an ICB without places; all steps of a scenario share their tables."""
    runs: dict[tuple[str, str], Run] = {}

    def give(step: str, scenario: str = "options") -> Run:
        if (step, scenario) not in runs:
            mine = open_run(step, system=SYSTEM, scenario=scenario, root=few)
            shared = next((run.tables for (_, said), run in runs.items() if said == scenario), mine.tables)
            runs[step, scenario] = Run(mine.project, mine.step, mine.area, mine.scenario, shared)
        return runs[step, scenario]

    return give


@pytest.fixture(scope="session")
def example(few: Path) -> Run:
    """Give demand of the Example ICB, which has places, with nothing changed."""
    return open_run("demand", system="EXAMPLE", root=few)


@pytest.fixture
def trial(example: Run) -> Trial:
    """Give a trial of demand with nothing moved."""
    return Trial(example)
