"""The names of the two engines, and which is the faster that is safe here."""

from __future__ import annotations

import os
import sys

WARM, KERNEL = "warm", "kernel"
ENGINES = (WARM, KERNEL)
CELL_SECONDS = 240.0


def default_engine() -> str:
    """Give `warm` where processes can safely be forked (Linux), else `kernel`."""
    return WARM if sys.platform.startswith("linux") and hasattr(os, "fork") else KERNEL
