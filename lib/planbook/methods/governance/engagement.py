"""Who was heard, what changed, and who was not heard yet."""

from __future__ import annotations

from typing import Any

from planbook.fields.field import AUDIENCES
from planbook.methods.governance.dates import written
from planbook.params.governance import Governance, seen_by
from planbook.params.governance_words import GROUPS
from planbook.params.programme import ProgrammeFile

Row = dict[str, Any]
NOT_HEARD, HEARD, ANSWERED = "not heard", "heard, not answered", "heard and answered"


def heard(governance: Governance) -> list[Row]:
    """Give each time a group was heard, the newest first."""
    own = governance.engagement
    rows = [
        {"group": GROUPS[each.group], "who": each.who, "heard_on": written(each.on), "topic": each.about,
         "heard": each.heard, "changed": each.changed or "", "programme": each.programme or "",
         "place": each.place or "", "audience": seen_by(own, each)}
        for each in (own.heard if own else ())
        if own
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row["heard_on"], reverse=True)


def groups(governance: Governance) -> list[Row]:
    """Give how often each group was heard and answered, those never heard first; nothing where no register is kept.

    Counts are of all rows; the last day is that of a row anybody may see.
    """
    if governance.engagement is None:
        return []
    rows = []
    for key, label in GROUPS.items():
        mine = [each for each in governance.engagement.heard if each.group == key]
        answered = sum(bool(each.changed) for each in mine)
        last = max((each.on for each in mine if seen_by(governance.engagement, each) == "public"), default=None)
        status = NOT_HEARD if not mine else ANSWERED if answered else HEARD
        rows.append({"key": key, "group": label, "times": len(mine), "answered": answered,
                     "heard_on": written(last), "status": status})  # fmt: skip
    return sorted(rows, key=lambda row: (row["times"] > 0, row["answered"] > 0))


def leads(governance: Governance, programmes: dict[str, ProgrammeFile]) -> list[Row]:
    """Give the clinical and the professional lead and the champions of each programme that is on."""
    own = governance.engagement
    rows = []
    for name, programme in programmes.items():
        found = own.leads.get(name) if own else None
        spoken = [each for each in own.champions if each.programme == name] if own else []
        named = [*([found] if found else []), *spoken]
        audience = max((seen_by(own, each, "partners") for each in named), key=AUDIENCES.index) if own and named else ""
        rows.append({"programme": name, "label": programme.title,
                     "clinical": (found.clinical or "") if found else "",
                     "professional": (found.professional or "") if found else "",
                     "champions": "; ".join(each.who for each in spoken),
                     "audience": audience or "partners"})  # fmt: skip
    return rows


def consultations(governance: Governance) -> list[Row]:
    """Give each consultation: on what, under which duty, when."""
    own = governance.engagement
    return [
        {"key": key, "label": each.about, "duty": each.duty, "opens_on": written(each.opens),
         "closes_on": written(each.closes), "status": each.status, "result_words": each.result or "",
         "audience": seen_by(own, each)}
        for key, each in (own.consultations.items() if own else ())
        if own
    ]  # fmt: skip
