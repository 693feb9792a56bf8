"""Levers: what each would change, which to choose, and the model run again with those chosen."""
