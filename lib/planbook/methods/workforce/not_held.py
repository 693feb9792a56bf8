"""What nobody publishes of staff for areas, why, and what would supply it."""

from __future__ import annotations

SUPPLY = "workforce"
OWN = ("Staff this system says it needs", "A system's own; none was supplied here", "workforce_required.csv")
NOT_HELD: tuple[tuple[str, str, str], ...] = (
    ("Staff of voluntary groups today", "No national list by area: only what programmes bring is counted", SUPPLY),
    ("Volunteers today", "No national list by area: counted apart, and only with programmes", SUPPLY),
    ("Social care staff of the area", "Not among the files that ship: England's are shared out", SUPPLY),
    ("Practice staff beside GPs, and pharmacists", "Not among the files that ship: England's are shared out", SUPPLY),
    ("Bank and agency staff", "Published for England, in pounds: part of today's work, not of staff in post", SUPPLY),
    ("Vacant posts of the area", "Published for England and regions only", SUPPLY),
    ("Staff of the independent sector", "Not among the files that ship", SUPPLY),
    ("Time standards the area has agreed", "Those shown are judgement until a system replaces them", "params/systems"),
)
