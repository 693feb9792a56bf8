"""What is over is counted from the day somebody looks, in every register, and nothing that is done is over."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.methods.governance.due import ahead, overdue

DAY = date(2026, 11, 22)


def row(**said: object) -> pd.DataFrame:
    return pd.DataFrame([{"key": "k", "label": "What", "owner": "Somebody", "audience": "public", **said}])


def on(days: int) -> str:
    return (DAY + timedelta(days=days)).isoformat()


def decision(**said: object) -> pd.DataFrame:
    empty = {"question": "Whether", "asked_by": "A", "needed_by": "", "decided_by": "", "review_by": "",
             "reviewed_on": "", "status": "open"}  # fmt: skip
    return row(**{**empty, **said})


REGISTERS = {
    "assumptions": lambda due: row(review_by=due),
    "risks": lambda due: row(review_by=due, status="open"),
    "dependencies": lambda due: row(due=due, status="open"),
    "timetable": lambda due: row(who="Somebody", due=due, status="", set_by="own", done_on="", submission=False),
    "readiness": lambda due: row(action="Do it", due=due, set_by="own"),
    "decisions": lambda due: decision(needed_by=due),
}


@pytest.mark.parametrize("name", REGISTERS)
def test_a_date_is_over_the_day_after_and_not_on_the_day(name: str) -> None:
    for days, over in ((1, None), (0, None), (-1, 1), (-30, 30)):
        found = overdue({name: REGISTERS[name](on(days))}, DAY)
        assert list(found["days_over"]) == ([over] if over else [])
    assert overdue({name: REGISTERS[name]("")}, DAY).empty


def test_what_is_done_closed_met_or_set_nationally_is_not_over() -> None:
    late = on(-9)
    done = {
        "risks": row(review_by=late, status="closed"),
        "mitigations": row(action="Do it", due=late, status="begun"),  # of a risk that is closed
        "dependencies": row(due=late, status="met"),
        "timetable": row(who="ICB", due=late, status="", set_by="national", done_on=""),
        "readiness": row(action="Do it", due="", set_by="national"),
        "decisions": decision(status="decided", needed_by=late, review_by=late, reviewed_on=on(-2)),
    }
    assert overdue(done, DAY).empty
    waits = {"decisions": decision(status="decided", decided_by="Board", review_by=late)}
    assert list(overdue(waits, DAY)[["finding", "owner"]].iloc[0]) == ["review overdue", "Board"]


@given(st.integers(0, 10_000))
def test_every_planted_date_is_found_and_no_other(seed: int) -> None:
    chance = random.Random(seed)
    planted = {name: chance.choice([-chance.randint(1, 90), chance.randint(0, 90)]) for name in REGISTERS}
    found = overdue({name: REGISTERS[name](on(days)) for name, days in planted.items()}, DAY)
    assert sorted(found["days_over"]) == sorted(-days for days in planted.values() if days < 0)
    assert list(found["days_over"]) == sorted(found["days_over"], reverse=True)


def test_dates_ahead_are_counted_from_the_day_and_those_done_or_past_are_not_ahead() -> None:
    dates = pd.concat([REGISTERS["timetable"](on(days)) for days in (40, -1, 0)])
    assert list(ahead(dates, DAY)["days_left"]) == [0, 40]
    assert ahead(dates.assign(done_on=on(-3)), DAY).empty
