"""The words of value: kinds of benefit, which of them are health, and what is counted beside pounds."""

from __future__ import annotations

KINDS = {
    "health": "Health of those helped",
    "wellbeing": "Wellbeing of carers and families",
    "cash": "Cash released",
    "capacity": "Capacity released, for other care",
    "carbon": "Carbon",
    "proxies": "Local work, by the system's own proxies",
}
HEALTH = ("health", "wellbeing")
COUNTS = {
    "qaly": ("Years of life in full health", "qaly"),
    "wellbeing": ("Wellbeing-years of carers and families", "wellbeing_years"),
    "carbon": ("Carbon saved", "tonnes_co2e"),
    "jobs": ("Local jobs that would not be there otherwise, job-years", "wte"),
}
PRICED = {"health": ("qaly_gbp", 2020), "wellbeing": ("wellbeing_gbp", 2019)}
