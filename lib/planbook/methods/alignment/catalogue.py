"""Every check of plans: what it compares, by which formula, how near is near enough, and who must move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["between", "shared", "model", "within", "sums"]
Side = Literal["either", "short", "over"]


@dataclass(frozen=True)
class Check:
    """One check: words, formula, kind, the tolerance it is held to, whose move it is within a party.

    `points`: its gap is in percentage points, else a per cent of the two. `side`: whether it fails only where
    the plan is short of what it is held against, or over it. `explained`: an agreed reason may close it; the others are
    closed by figures alone.
    """

    label: str
    formula: str
    kind: Kind
    tolerance: str
    moves: str = ""
    points: bool = False
    side: Side = "either"
    explained: bool = False


SAYS_OWN = "its planning lead"
STAFF_AND_WORK = "its workforce and operations leads"
STAFF_AND_MONEY = "its workforce and finance leads"
MONEY_AND_WORK = "its finance and operations leads"

CHECKS: dict[str, Check] = {
    "footing": Check(
        "Both count the same people and prices", "footing of one = footing of the other", "shared", "same"
    ),
    "assumption": Check(
        "Shared planning assumptions", "assumption of one = assumption of the other", "shared", "assumption", "",
        points=True, explained=True,
    ),
    "contract": Check("Activity of the contract", "provider's plan = commissioner's plan", "between", "contract"),
    "value": Check("Value of the contract", "provider's income = commissioner's spending", "between", "value"),
    "performance": Check("Waits of the contract", "provider's plan = commissioner's plan", "between", "contract"),
    "model": Check(
        "Plan beside the model", "plan within the model's 80% range of growth since the outturn", "model", "model",
        SAYS_OWN, explained=True,
    ),
    "outturn": Check(
        "Outturn beside published activity", "base-year outturn = base year of the model", "model", "outturn", SAYS_OWN,
        explained=True,
    ),
    "productivity": Check(
        "Productivity", "(1 + activity) / (1 + staff) - 1 = productivity the plan says it has", "within", "rate",
        STAFF_AND_WORK, points=True,
    ),
    "productivity_asked": Check(
        "Productivity asked nationally", "(1 + activity) / (1 + staff) - 1 >= what is asked", "within", "rate",
        STAFF_AND_WORK, points=True, explained=True, side="short",
    ),
    "pay_per_staff": Check(
        "Pay for each member of staff", "(1 + pay) / (1 + staff) - 1 = pay award + drift", "within", "rate",
        STAFF_AND_MONEY, points=True,
    ),
    "cost_per_unit": Check(
        "Cost of a unit of activity", "(1 + cost) / (1 + activity) - 1 = inflation - efficiency", "within", "rate",
        MONEY_AND_WORK, points=True,
    ),
    "non_pay": Check(
        "Non-pay and its savings", "non-pay before x (1 + inflation) x (1 + activity) - savings = non-pay", "within",
        "money", MONEY_AND_WORK,
    ),
    "beds": Check(
        "Beds for admissions", "overnight emergency admissions x stay / 365 / occupancy <= beds", "within", "beds",
        "its operations and estates leads", side="short",
    ),
    "staff_for_activity": Check(
        "Staff for each month's activity",
        "staff of the outturn x activity a day / activity a day of the outturn / (1 + productivity) <= staff in post, "
        "bank and agency", "within", "staff", STAFF_AND_WORK, side="short",
    ),
    "cover": Check(
        "Bank and agency staff for gaps", "bank + agency = funded posts - staff in post + absence", "within", "cover",
        STAFF_AND_MONEY,
    ),
    "savings_in_posts": Check(
        "Savings in pay as posts", "savings in pay / pay for each member of staff = posts taken out", "within",
        "savings", STAFF_AND_MONEY,
    ),
    "agency_cost": Check(
        "Agency spending", "agency staff x pay for each x (1 + premium) = agency spending", "within", "money",
        STAFF_AND_MONEY,
    ),
    "agency_share": Check(
        "Agency share of pay", "agency spending / pay <= what is allowed", "within", "rate", STAFF_AND_MONEY,
        points=True, explained=True, side="over",
    ),
    "list_change": Check(
        "Change of the waiting list", "list at the start + joining - completed - validated = list at the end", "within",
        "list", "its elective lead",
    ),
    "list_carried": Check(
        "Waiting list from year to year", "list at the start = list at the end of the year before", "within", "list",
        "its elective lead",
    ),
    "admissions": Check(
        "Admissions for the waiting list", "completed with admission <= day cases + planned admissions", "within",
        "list", "its elective and operations leads", side="over",
    ),
    "theatres": Check(
        "Theatres for cases", "cases <= lists a week x weeks x cases a list", "within", "beds",
        "its elective and estates leads", side="over",
    ),
    "training": Check(
        "Joiners from training", "joiners <= starts, years of training before, x share who join", "within",
        "staff", "its workforce lead", side="over",
    ),
    "capital": Check(
        "Revenue cost of capital", "capital spent before x charge <= revenue cost of capital", "within", "money",
        "its finance and estates leads", side="short",
    ),
    "months": Check("Months make the year", "sum, mean or last of the months = the year", "sums", "sums", SAYS_OWN),
    "first_year": Check(
        "The annual plan is its year of the longer plan", "annual plan = the same year of the multi-year plan", "sums",
        "sums", SAYS_OWN,
    ),
    "working_days": Check(
        "Planned care by working days", "planned care a working day in each month = the year's", "within", "phasing",
        "its elective lead", explained=True,
    ),
    "winter": Check(
        "Winter in the plan", "emergency admissions a day, December to February >= the year's", "within", "phasing",
        "its operations lead", explained=True, side="short",
    ),
    "neighbourhoods": Check("Neighbourhoods make the place", "sum of neighbourhoods = place", "sums", "sums", SAYS_OWN),
    "places": Check("Places make the whole", "sum of places = the party's total", "sums", "sums", SAYS_OWN),
    "providers": Check("Providers make the ICS", "sum of providers = ICS", "sums", "sums", SAYS_OWN),
    "commissioners": Check(
        "Commissioners make the provider", "sum of commissioners = provider", "sums", "sums", SAYS_OWN
    ),
    "region": Check("The ICS as the region has it", "ICS in the region's plan = ICS", "sums", "sums", SAYS_OWN),
    "lens": Check("Parts of a cut make the whole", "sum over the parts = the whole", "sums", "sums", SAYS_OWN),
}  # fmt: skip
KINDS: dict[str, str] = {
    "shared": "Shared assumptions",
    "between": "Between commissioner and provider",
    "model": "Beside the model",
    "within": "Within a plan",
    "sums": "Adding up",
}
LINED = ("working_days", "winter")
TOLERANCES = tuple(dict.fromkeys(check.tolerance for check in CHECKS.values()))
