"""Fixtures every test may use."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import hypothesis
import pytest

import planbook.produce.lean  # noqa: F401  (before any test imports Jupyter's libraries)
from planbook import workflow
from planbook.params import Beliefs, load_beliefs
from planbook.produce.farm import make_reports
from planbook.produce.lead import LED_BY
from planbook.produce.project import open_project
from planbook.produce.selection import select
from planbook.produce.settings import Settings

ROOT = Path(__file__).parents[1]
FEW_DRAWS = 48
LEFT_OUT = (
    *("acuity", "delayed_programmes", "demand_surge", "hard_winter", "optimistic", "price_shock"),
    *("sicker", "winter_and_strikes", "workforce_shock"),
)

# Every step of a place under options and of a system with places under its plan; of others, what they alone show.
EVERY = tuple(step.slug for step in workflow.STEPS)
LOOKED_AT: dict[tuple[str, str | None, str], tuple[str, ...]] = {
    ("QWO", "leeds", "options"): EVERY,
    ("EXAMPLE", None, "plan"): EVERY,
    ("QWO", None, "options"): ("baseline", "need", "capacity", "scenarios", *LED_BY),
    ("S1Y5D", None, "baseline"): ("baseline", "need", "demand", "capacity", "finance", "board"),
    ("EXAMPLE", None, "baseline"): ("goals", "pathways", "levers", *LED_BY),
}
REPORTS = [
    f"{scenario}/{system}/{place or '_system'}/{workflow.step(slug).stem}.html"
    for (system, place, scenario), slugs in LOOKED_AT.items()
    for slug in slugs
]
SITE, MONEY, ONE_ROOM = "site", "money", ("live",)

hypothesis.settings.register_profile("planbook", deadline=None, print_blob=False)
hypothesis.settings.load_profile("planbook")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each file's tests to one process, so that none makes again what another has in hand; the longest first.

    All that look at the real site go together and before all else: making it takes minutes, and others need not wait.
    """
    for item in items:
        item.add_marker(pytest.mark.xdist_group(group_of(item)))
    items.sort(key=lambda item: group_of(item) != SITE)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Ask what is asked of a report of every report in the site."""
    if "report_path" in metafunc.fixturenames:
        metafunc.parametrize("report_path", REPORTS)


def group_of(item: pytest.Item) -> str:
    """Give which tests a test goes with: those that look at the same, else those of its file or folder."""
    for shared in (SITE, MONEY):
        if shared in getattr(item, "fixturenames", ()):
            return shared
    path = item.path.relative_to(ROOT / "tests")
    return path.parts[0] if path.parts[0] in ONE_ROOM else path.as_posix()


@pytest.fixture(scope="session")
def published_folder() -> Path:
    """Give the folder of published files, or skip: it is not part of the project."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.exists():
        pytest.skip("the folder of published files is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def beliefs() -> Beliefs:
    """Give the project's own parameters, read once."""
    return load_beliefs(ROOT / "params")


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder that all processes of this test run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def cache(shared: Path) -> Path:
    """Give the cache of tables made of the project's own parameters: what one test has made, no other makes again."""
    return shared / "cache"


@pytest.fixture(scope="session")
def light(shared: Path) -> Path:
    """Give the root of a copy of the project that draws few times and lays fewer shocks: the same pages, sooner."""
    root = shared / "light"
    with (shared / "light.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not root.exists():
            for folder in ("params", "notebooks"):
                shutil.copytree(ROOT / folder, root / folder)
            planning = root / "params" / "planning.yaml"
            planning.write_text(re.sub(r"n_draws: \d+", f"n_draws: {FEW_DRAWS}", planning.read_text(encoding="utf-8")))
            for name in LEFT_OUT:
                (root / "params" / "scenarios" / f"{name}.yaml").unlink()
    return root


@pytest.fixture(scope="session")
def site(shared: Path, cache: Path, light: Path) -> Path:
    """Give a folder with real reports: a place of a real ICB, an ICB made of parts, and the fictional one.

    It is made once in a test run, by whichever process comes first; the others wait for it.
    """
    out = shared / "site"
    with (shared / "site.lock").open("w") as lock, pytest.MonkeyPatch.context() as patch:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "site.made").exists():
            patch.setenv("PLANBOOK_CACHE", str(cache))
            project = open_project(light)
            found = select(project, ["QWO", "S1Y5D", "EXAMPLE"])
            wanted = [
                each
                for each in found.wanted
                if each.step in LOOKED_AT.get((each.system, each.place, each.scenario), ())
            ]
            summary = make_reports(project, replace(found, wanted=tuple(wanted)), Settings(out))
            assert [failure.message for failure in summary.failures] == []
            assert summary.made == sum(map(len, LOOKED_AT.values()))
            (shared / "site.made").touch()
    return out
