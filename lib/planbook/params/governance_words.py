"""Words of governance: the levels, timeframes and lenses of its grid, who is to be heard, and who may see what."""

from __future__ import annotations

from typing import Annotated, Literal

from planbook.params.kinds import offered, one_of

Audience = Literal["public", "partners", "confidential"]

LEVELS = {
    "neighbourhood": "Neighbourhood",
    "place": "Place",
    "provider": "Provider",
    "system": "System",
    "region": "Region",
    "national": "National",
}
TIMEFRAMES = {"in_year": "In-year, by month", "annual": "Annual", "multi_year": "Multi-year"}
LENSES = {"place": "Place", "programme": "Programme", "pathway": "Pathway", "profession": "Profession"}
ROLE_LEVELS = {
    "neighbourhood": "Neighbourhood",
    "place": "Place",
    "provider": "Provider",
    "icb": "Integrated care board",
    "partnership": "Integrated care partnership",
    "region": "Region",
}
GROUPS = {
    "clinicians": "Clinicians and care professionals",
    "patients": "Patients and carers",
    "staff": "Staff and their unions",
    "communities": "Communities and residents",
    "employers": "Employers and skills bodies",
    "voluntary_sector": "Voluntary, faith and community sector",
    "private_sector": "Private and independent sector",
}
FAMILIES = {
    "success_factor": "Success factors",
    "went_well": "Lessons: what went well",
    "could_improve": "Lessons: what could be better",
    "risk": "Risks of challenged economies",
    "building_block": "Building blocks of strategy",
}
SCORES = {
    0: "not begun",
    1: "talked about",
    2: "begun",
    3: "in place",
    4: "in place and proven",
}
LIKELIHOOD = {1: "rare", 2: "unlikely", 3: "possible", 4: "likely", 5: "almost certain"}
IMPACT = {1: "negligible", 2: "minor", 3: "moderate", 4: "major", 5: "severe"}

LevelKey = Annotated[str, one_of("level", LEVELS), offered(LEVELS)]
TimeframeKey = Annotated[str, one_of("timeframe", TIMEFRAMES), offered(TIMEFRAMES)]
LensKey = Annotated[str, one_of("lens", LENSES), offered(LENSES)]
RoleLevelKey = Annotated[str, one_of("level", ROLE_LEVELS), offered(ROLE_LEVELS)]
GroupKey = Annotated[str, one_of("group", GROUPS), offered(GROUPS)]
