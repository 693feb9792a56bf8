"""The units figures come in: how each is said, and what values are possible.

Names carry units (`bed_days`, `cost_gbp`, `growth_pct_per_year`); this table says how a unit reads on a page.
"""

from __future__ import annotations

from dataclasses import dataclass

from planbook.errors import InputError, unknown


@dataclass(frozen=True)
class Unit:
    """One unit: its key, the words after a number, the text before it, decimals at most, and what is possible."""

    key: str
    words: str
    before: str = ""
    after: str = ""
    decimals: int = 0
    least: float | None = 0.0
    most: float | None = None


UNITS: dict[str, Unit] = {
    unit.key: unit
    for unit in (
        Unit("people", "people"),
        Unit("attendances", "attendances"),
        Unit("admissions", "admissions"),
        Unit("pathways", "waiting-list pathways"),
        Unit("patients", "patients"),
        Unit("tests", "tests"),
        Unit("incidents", "incidents"),
        Unit("contacts", "contacts"),
        Unit("appointments", "appointments"),
        Unit("procedures", "procedures"),
        Unit("episodes", "episodes of care"),
        Unit("births", "births"),
        Unit("requests", "requests"),
        Unit("care_days", "days of care"),
        Unit("hours", "hours"),
        Unit("treatments", "treatments"),
        Unit("consultations", "consultations"),
        Unit("doses", "vaccinations"),
        Unit("items", "items"),
        Unit("square_metres", "square metres"),
        Unit("beds", "beds"),
        Unit("bed_days", "bed days"),
        Unit("rooms", "rooms"),
        Unit("spaces", "spaces"),
        Unit("lists", "lists a week"),
        Unit("items", "items"),
        Unit("m2", "square metres", least=None),
        Unit("hours", "hours", decimals=1),
        Unit("wte", "whole-time equivalent staff"),
        Unit("headcount", "staff"),
        Unit("posts", "filled posts"),
        Unit("gbp", "pounds", before="£"),
        Unit("gbp_per_unit", "pounds each", before="£"),
        Unit("gbp_balance", "pounds, below 0 where it is owed or short", before="£", least=None),
        Unit("gbp_millions", "million pounds", before="£", after="m", least=None),
        Unit("gbp_for_each_gbp", "for each £1", before="£", decimals=2, least=None),
        Unit("qaly", "years of life in full health"),
        Unit("qaly_per_1000", "years of life in full health for every 1,000 helped", decimals=1, least=None),
        Unit("wellbeing_years", "wellbeing-years"),
        Unit("wellbeing_per_1000", "wellbeing-years for every 1,000 helped", decimals=1, least=None),
        Unit("kg_co2e", "kilograms of carbon dioxide or its like", decimals=1),
        Unit("tonnes_co2e", "tonnes of carbon dioxide or its like"),
        Unit("percent", "%", after="%", decimals=1, most=100.0),
        Unit("percent_change", "%", after="%", decimals=1, least=-100.0),
        Unit("percent_per_year", "% a year", after="% a year", decimals=2, least=-100.0),
        Unit("percentage_points", "percentage points", decimals=1, least=None),
        Unit("ratio", "times", decimals=2),
        Unit("share", "of 1", decimals=4, most=1.0),
        Unit("times", "times today", decimals=4),
        Unit("index", "(England is 1)", decimals=2),
        Unit("standardised_ratio", "(England is 100)"),
        Unit("score", "points", decimals=1, least=None),
        Unit("years", "years", decimals=1),
        Unit("weeks", "weeks", decimals=1),
        Unit("days", "days", decimals=1),
        Unit("months", "months"),
        Unit("minutes", "minutes"),
        Unit("hours", "hours", decimals=1),
        Unit("seconds", "seconds"),
        Unit("per_1000", "per 1,000 people", decimals=1),
        Unit("per_100000", "per 100,000 people", decimals=1),
        Unit("patients_per_gp", "patients for each GP"),
        Unit("weight", "relative weight", decimals=2),
        Unit("per_helped", "for each one helped", decimals=1),
        Unit("per_avoided", "for each one avoided", decimals=2),
        Unit("wte_per_1000", "whole-time equivalent staff for every 1,000 helped", decimals=1),
        Unit("wte_per_100", "whole-time equivalent staff for every 100 gained", decimals=1, least=None),
        Unit("m2_per_1000", "square metres for every 1,000 helped"),
        Unit("switch", "(1 is on, 0 is off)", most=1.0),
        Unit("calendar_year", "", least=1900, most=2200),
    )
}


def unit(key: str) -> Unit:
    """Give the unit of that key; raises `InputError` listing the known units."""
    if key not in UNITS:
        raise InputError(unknown("unit", key, UNITS))
    return UNITS[key]
