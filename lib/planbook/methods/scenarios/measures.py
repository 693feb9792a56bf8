"""What is watched under every scenario: by month and by year, in which unit, and which way is worse."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One thing that is watched: its words, unit and the source it rests on first.

    `worse` is 1 where more is worse and -1 where less is. `of_system` measures are not told by place; `yearly` ones are
    the same in every month of a year.
    """

    key: str
    label: str
    unit: str
    source: str
    worse: int = 1
    of_system: bool = False
    yearly: bool = False


MONTHLY: tuple[Measure, ...] = (
    Measure("beds_used", "General and acute beds in use, of those open", "percent", "uec_beds_trust"),
    Measure("waiting_list", "Waiting list", "pathways", "rtt_icb_monthly"),
    Measure("within_18", "Of those waiting, within 18 weeks", "percent", "rtt_icb_monthly", worse=-1),
    Measure("staff_away", "NHS staff away sick", "percent", "nhs_workforce_statistics", of_system=True),
    Measure("staff_short", "NHS posts that cannot be filled", "percent", "nhs_workforce_statistics", of_system=True),
    Measure("ae_visits", "A&E visits a day", "attendances", "ae_icb_monthly_corrected"),
    Measure("emergency_admissions", "Emergency admissions a day", "admissions", "ae_icb_monthly_corrected"),
    Measure("cost", "Cost of care a year, 2024/25 prices", "gbp", "ncc_2024_25", yearly=True),
)
YEARLY: tuple[Measure, ...] = (
    Measure("beds_needed", "General and acute beds needed at the occupancy planned for", "beds", "uec_beds_trust"),
    Measure("beds_open", "General and acute beds open, mean of the year", "beds", "uec_beds_trust", worse=-1),
    Measure("waiting_list", "Waiting list at the year's end", "pathways", "rtt_icb_monthly"),
    Measure("within_18", "Of those waiting at the year's end, within 18 weeks", "percent", "rtt_icb_monthly", worse=-1),
    Measure("staff_away", "NHS staff away sick, mean of the year", "percent", "nhs_workforce_statistics", 1, True),
    Measure("staff_short", "NHS posts that cannot be filled", "wte", "nhs_workforce_statistics", 1, True),
    Measure("ae_visits", "A&E visits", "attendances", "ae_icb_monthly_corrected"),
    Measure("emergency_admissions", "Emergency admissions", "admissions", "ae_icb_monthly_corrected"),
    Measure("cost", "Cost of care, 2024/25 prices", "gbp", "ncc_2024_25"),
)
BY_MONTH = {each.key: each for each in MONTHLY}
BY_YEAR = {each.key: each for each in YEARLY}
OWN = "own"
