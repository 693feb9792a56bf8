"""What papermill finds by its entry points: our engines, for those who call papermill themselves.

papermill loads every entry point while it is itself being imported, so nothing here imports papermill before an engine
is used.
"""

from __future__ import annotations

from typing import Any


class WarmEngine:
    """`papermill --engine planbook-warm`: cells in a process forked from a warm one."""

    @classmethod
    def execute_notebook(cls, *given: Any, **named: Any) -> Any:
        """Run a notebook as papermill's engines do."""
        from planbook.produce import engine

        return engine.WarmEngine.execute_notebook(*given, **named)


class KernelEngine:
    """`papermill --engine planbook-kernel`: cells in a real kernel of this interpreter."""

    @classmethod
    def execute_notebook(cls, *given: Any, **named: Any) -> Any:
        """Run a notebook as papermill's engines do."""
        from planbook.produce import engine

        return engine.KernelEngine.execute_notebook(*given, **named)
