"""Fixtures every test may use."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import hypothesis
import pytest

from planbook.params import Beliefs, load_beliefs
from planbook.produce.farm import make_reports
from planbook.produce.project import open_project
from planbook.produce.selection import select
from planbook.produce.settings import Settings

ROOT = Path(__file__).parents[1]

hypothesis.settings.register_profile("planbook", deadline=None, print_blob=False)
hypothesis.settings.load_profile("planbook")


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
def site(shared: Path, cache: Path) -> Path:
    """Give a folder with real reports: a place of a real ICB, an ICB made of parts, and the fictional one.

    It is made once in a test run, by whichever process comes first; the others wait for it.
    """
    out = shared / "site"
    with (shared / "site.lock").open("w") as lock, pytest.MonkeyPatch.context() as patch:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "site.made").exists():
            patch.setenv("PLANBOOK_CACHE", str(cache))
            project = open_project(ROOT)
            for systems, places in ((["QWO"], "leeds"), (["QWO", "S1Y5D", "EXAMPLE"], "none")):
                summary = make_reports(project, select(project, systems, places), Settings(out))
                assert [failure.message for failure in summary.failures] == []
            (shared / "site.made").touch()
    return out
