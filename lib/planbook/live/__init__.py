"""Working with a run at hand: moving assumptions, comparing scenarios, asking numbers where they come from and why.

`from planbook.live import compare, explain, explore, why` is all that a cell needs.
"""

from __future__ import annotations

from planbook.live.asking import explain
from planbook.live.comparing import compare
from planbook.live.exploring import explore
from planbook.live.reasons import why

__all__ = ["compare", "explain", "explore", "why"]
