"""Columns that only tables of the step `workforce` have."""

from __future__ import annotations

from planbook.fields.field import Field

COLUMNS = (
    Field("employed", "published staff by where employers are based, whole-time", "number", optional=True, least=0),
    Field("england_ratio", "what England's ratio of staff to work gives, whole-time", "number", optional=True),
    Field("brings", "staff that come with it, whole-time, mean", "number"),
    Field("elsewhere", "staff it adds to or takes from the work of others, whole-time, mean", "number"),
    Field("on_leave", "part of the staff needed on leave and public holidays, whole-time", "number", least=0),
    Field("absent", "part of the staff needed away sick, whole-time", "number", least=0),
    Field("in_training", "part of the staff needed in training, whole-time", "number", least=0),
    Field("at_work", "part of the staff needed at work, whole-time", "number", least=0),
    Field("vacant", "funded posts that nobody fills, beside the staff of the base year", "number", optional=True),
    Field("units", "units of work in a year, mean", "number", least=0),
    Field("by_standard", "staff a time standard gives, whole-time, mean", "number", least=0),
    Field("by_ratio", "staff today's ratio gives, whole-time, mean", "number", optional=True, least=0),
    Field("used", "whether it is the one that counts", "flag"),
)
