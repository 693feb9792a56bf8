"""The parts of a page: each returns `Html`, which a notebook cell shows and the report prints.

Everything given is escaped, except what is already `Html`.
"""

from __future__ import annotations

from planbook.present.blocks import (
    ask,
    basis_mark,
    callout,
    checks,
    figure,
    masthead,
    note,
    section,
    text,
    unfold,
)
from planbook.present.html import Html, stylesheet
from planbook.present.tables import assumptions, not_held, table
from planbook.present.tile_map import tile_map
from planbook.present.tiles import KeyNumber, key_numbers

__all__ = [
    "Html",
    "KeyNumber",
    "ask",
    "assumptions",
    "basis_mark",
    "callout",
    "checks",
    "figure",
    "key_numbers",
    "masthead",
    "not_held",
    "note",
    "section",
    "stylesheet",
    "table",
    "text",
    "tile_map",
    "unfold",
]
