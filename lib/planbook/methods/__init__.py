"""Textbook methods with their formulas."""
