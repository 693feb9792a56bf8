"""Fixtures every test may use."""

from __future__ import annotations

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
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with real reports: a place of a real ICB, an ICB made of parts, and the fictional one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANBOOK_CACHE", str(tmp_path_factory.mktemp("cache")))
        project = open_project(ROOT)
        out = tmp_path_factory.mktemp("site")
        for systems, places in ((["QWO"], "leeds"), (["QWO", "S1Y5D", "EXAMPLE"], "none")):
            summary = make_reports(project, select(project, systems, places), Settings(out, jobs=1))
            assert [failure.message for failure in summary.failures] == []
    return out
