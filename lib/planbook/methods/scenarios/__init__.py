"""How the step `scenarios` reasons: what breaks, what is done about it, and what matters."""
