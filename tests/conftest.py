"""Fixtures every test may use."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from pathlib import Path

import hypothesis
import pytest

from planbook.params import Beliefs, load_beliefs
from planbook.produce.farm import make_reports
from planbook.produce.project import open_project
from planbook.produce.selection import select
from planbook.produce.settings import Settings

ROOT = Path(__file__).parents[1]
FEW_DRAWS = 48
LEFT_OUT = (
    *("acuity", "delayed_programmes", "demand_surge", "hard_winter", "optimistic", "price_shock"),
    *("sicker", "winter_and_strikes", "workforce_shock"),
)

hypothesis.settings.register_profile("planbook", deadline=None, print_blob=False)
hypothesis.settings.load_profile("planbook")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give all that look at the real site to one process: making it takes minutes, and others need not wait for it."""
    for item in items:
        if "site" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("site"))


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
            for systems, places in ((["QWO"], "leeds"), (["QWO", "S1Y5D", "EXAMPLE"], "none")):
                summary = make_reports(project, select(project, systems, places), Settings(out))
                assert [failure.message for failure in summary.failures] == []
            (shared / "site.made").touch()
    return out
