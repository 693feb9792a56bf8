"""How we reason: one module a planning step, pure functions of tables and parameters."""
