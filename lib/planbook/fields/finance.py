"""Columns that only tables of the step `finance` have."""

from __future__ import annotations

from planbook.fields.field import Field

COLUMNS = (
    Field("case", "unchanged, with the programmes, or as they can be staffed and paid for"),
    Field("item", "what money is spent on"),
    Field("organisation", "who spends it, by sector; all together is 'all'"),
    Field("cash", "the mean in the prices of its own year, pounds", "number"),
    Field("own_cost", "what the programme itself costs, pounds", "number"),
    Field("reappears", "cost of care that reappears or grows, pounds", "number"),
    Field("stays", "cost of avoided care that stays, pounds", "number"),
    Field("money", "line of income"),
    Field("fund", "part of the Better Care Fund"),
)
