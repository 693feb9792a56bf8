"""The words of this step: age bands, where joiners come from, what moves the gap, and which groups it knows."""

from __future__ import annotations

from planbook.params.programme_words import NHS_STAFF, STAFF_AGES

PRACTICE = ("gps", "general_practice_nurses", "general_practice_direct_care", "pharmacists")
GROUPS = (*NHS_STAFF, *PRACTICE, "social_care_staff")
"""Staff groups whose supply is worked out; voluntary groups' staff and volunteers are counted by nobody."""

TOTALS = {"nhs": ("NHS staff", NHS_STAFF), "all": ("All staff counted here", GROUPS)}

AGES = STAFF_AGES
"""Age bands and how many years each spans: that share of those who stay grows out of it each year."""

UNDER_35, MIDDLE, FROM_55 = ("under_25", "25-34"), ("35-44", "45-54"), ("55-59", "60-64", "65+")

TRAINING, INTERNATIONAL, RETURNERS, OTHERS = "training", "international", "returners", "others"
SOURCES = {
    TRAINING: "Newly qualified",
    INTERNATIONAL: "Trained abroad",
    RETURNERS: "Coming back after a break",
    OTHERS: "Other joiners in this country",
}
FLOWS = {
    **SOURCES,
    "moved_in": "From another group in the system",
    "moved_out": "To another group in the system",
    "leavers": "Leave before retirement",
    "retirements": "Retire",
}
COMES = (*SOURCES, "moved_in")
GOES = ("moved_out", "leavers", "retirements")
COUNTED_AS_LEAVING = (
    "doctors > gps",
    "nurses_and_health_visitors > general_practice_nurses",
    "social_care_staff > support_to_doctors_nurses_midwives",
)
"""Moves that published leaving rates count, for they end in another kind of employer."""

DRIVERS = {
    "required": "What the work takes",
    "retirements": "Retirement",
    "leavers": "Leaving before retirement",
    "training": "Newly qualified staff",
    "international": "Staff trained abroad",
    "other_joiners": "Other joiners",
    "moves": "Moves between groups",
    "hours": "Hours worked by each",
    "absence": "Sickness absence",
    "temporary": "Bank and agency",
}
"""What moves the gap; a driver above 0 widens it."""

POSITIONS = {
    "in_post": "In post",
    "temporary": "Bank and agency",
    "at_work": "At work, bank and agency among them",
    "available": "Posts filled",
    "required": "Posts the work takes",
    "gap": "Short",
}

REASONS = {
    "retirement": "Retirement",
    "work_life_balance": "Work and life balance",
    "other": "Other reasons, and none recorded",
}

EXTRACT = "staff_in_post"
NOT_HELD = (
    (
        "Staff by age",
        "Published for England and regions, not in the files held; ages of each group are beliefs",
        EXTRACT,
    ),
    (
        "Who joins and who leaves",
        "Not published by system: leaving rates are England's, and joiners follow from leavers and growth",
        EXTRACT,
    ),
    ("Sickness absence", "Published by system, not in the files held: England's by group, partly believed", "none yet"),
    ("Bank and agency staff", "Not published by group and system: shares of England's, believed", "none yet"),
    ("Training places by university", "Not in the files held: England's, shared as its staff are", "none yet"),
    ("Moves between systems and employers", "Not published: taken to even out", "none yet"),
    ("Joining and leaving general practice and pharmacies", "Not published by system: beliefs", EXTRACT),
    (
        "Care staff who leave the sector",
        "Turnover is published by authority, but most who leave a post take another in care: a belief",
        EXTRACT,
    ),
    ("Staff of voluntary groups, and volunteers", "Counted by nobody: their supply is not worked out", "none"),
    (
        "Staff by place",
        "Ages, joiners and leavers are published for no place: a share of the system's would say nothing of the place",
        "none yet",
    ),
)
