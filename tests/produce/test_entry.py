"""papermill finds our engines by name, whichever of the two is imported first."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("first", ["import papermill", "import planbook.produce.engine"])
@pytest.mark.parametrize("name", ["planbook-warm", "planbook-kernel"])
def test_papermill_finds_our_engines(first: str, name: str) -> None:
    code = f"{first}\nfrom papermill.engines import papermill_engines\nprint(papermill_engines.get_engine({name!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Engine" in done.stdout
