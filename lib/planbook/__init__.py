"""Integrated planning of health and care: what we believe, how we reason, what the board is told."""
