"""Columns that only tables of the step `baseline` have."""

from __future__ import annotations

from planbook.fields.field import Field

COLUMNS = (Field("fte", "full-time equivalent staff in post", "number", least=0),)
