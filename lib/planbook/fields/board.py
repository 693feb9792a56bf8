"""Columns that only tables of the step `board` have."""

from __future__ import annotations

from planbook.fields.field import Field

COLUMNS = (
    Field("months_old", "months from the figure's period to the date of the report", "integer"),
    Field("against", "what the figure is held against, in words", optional=True),
)
