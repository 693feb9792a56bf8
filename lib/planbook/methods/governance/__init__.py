"""How a plan is decided, by whom, on what evidence, and what could go wrong."""
