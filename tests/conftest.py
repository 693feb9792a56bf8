"""Fixtures every test may use."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest

from planbook.params import Beliefs, load_beliefs

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
