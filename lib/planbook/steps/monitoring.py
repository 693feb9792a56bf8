"""Is it working, and what must change?

What happened stands beside what the plan has, month by month, on control charts; assumptions are held against it and an
update is proposed to the step each belongs to; programmes are tracked by their milestones; and the model is started
earlier, to see how good its projections would have been. A system without a plan of its own has its published months
beside the model's path since the base year.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.data.rows import rows_of
from planbook.fields import FIELDS
from planbook.methods.monitoring import milestones as tracking
from planbook.methods.monitoring import review, told
from planbook.methods.monitoring.actual import actual_months, measures_of
from planbook.methods.monitoring.backtest import OURS, TESTED, Tested, no_better, scores, summed_up
from planbook.methods.monitoring.columns import COLUMNS
from planbook.methods.monitoring.control import charted, looked_at, summary
from planbook.methods.monitoring.drift import REACH
from planbook.methods.monitoring.measures import ACTUALS, HELPED
from planbook.methods.monitoring.planned import planned_months
from planbook.methods.monitoring.published import OWN, given_for, icbs, months_of_all
from planbook.methods.monitoring.tested import tested
from planbook.methods.monitoring.year_end import year_ends


def monitoring_about(inputs: Inputs) -> pd.DataFrame:
    """Give the day it is looked at, whether there is a plan of the system's own, and the span of the months held."""
    series = inputs.table("monitoring_series")
    has = bool(tracking.tracked(inputs))
    text = "The system's plan." if has else "The model's path since the base year: no plan of the system's own."
    rows = [
        (area.code, _day(inputs).isoformat(), has, mine["month"].min(), mine["month"].max(), text)
        for area in inputs.areas.every
        if len(mine := series[series["area"] == area.code])
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS["monitoring_about"]))


def monitoring_series(inputs: Inputs) -> pd.DataFrame:
    """Give what happened by month beside the plan, and the control chart of it: one row per area x measure x month."""
    measures = measures_of(inputs)
    actual = actual_months(inputs, measures)
    planned = planned_months(inputs, measures, _years(inputs, actual))
    found = charted(actual, looked_at(inputs)).merge(
        planned, on=["area", "measure", "month"], how="left", validate="one_to_one"
    )
    of_rows = [measures[key] for key in found["measure"].tolist()]
    for name in ("label", "group", "unit", "better"):
        found[name] = [getattr(measure, name) for measure in of_rows]
    return found[list(COLUMNS["monitoring_series"])]


def monitoring_measures(inputs: Inputs) -> pd.DataFrame:
    """Give each measure at its latest month, with variation and assurance: one row per area x measure."""
    targets = inputs.table("baseline_targets").dropna(subset=["target"])
    found = summary(inputs.table("monitoring_series"), measures_of(inputs), targets, looked_at(inputs))
    return found[list(COLUMNS["monitoring_measures"])]


def monitoring_year_end(inputs: Inputs) -> pd.DataFrame:
    """Give where the year under way would end, for what the plan has by month: one row per area x measure."""
    measures, series = measures_of(inputs), inputs.table("monitoring_series")
    planned = planned_months(inputs, measures, _years(inputs, series))
    reach = {key: REACH * rmse for key, rmse in _chance(inputs).items()}
    return year_ends(series, planned, measures, reach)[list(COLUMNS["monitoring_year_end"])]


def monitoring_feedback(inputs: Inputs) -> pd.DataFrame:
    """Give assumptions held against what happened, and the update proposed to each: one row per key, the system's."""
    found = tested(inputs, inputs.table("monitoring_series"), measures_of(inputs), _chance(inputs))
    return _typed(found, "monitoring_feedback")


def monitoring_programmes(inputs: Inputs) -> pd.DataFrame:
    """Give adopted programmes with their start as planned and as it fell, and their next review."""
    late, day = tracking.slipped(inputs), _day(inputs)
    marks = inputs.table("monitoring_milestones")
    after = tracking.as_slipped(inputs)
    rows = [
        {
            "area": inputs.areas.code, "programme": name, "title": each.title, "lead": each.lead,
            "starts": each.begins, "begins": after[name].begins, "months_late": late.get(name, 0),
            "review": each.review, "comparator": each.comparator, "stop_or_scale": each.stop_or_scale,
            "state": _state(marks[marks["programme"] == name]),
        }
        for name, each in tracking.tracked(inputs).items()
    ]  # fmt: skip
    frame = pd.DataFrame(
        rows, columns=[name for name in list(COLUMNS["monitoring_programmes"]) if name != "months_ahead"]
    )
    return _typed(review.next_reviews(frame, day), "monitoring_programmes")


def monitoring_milestones(inputs: Inputs) -> pd.DataFrame:
    """Give milestones of adopted programmes: due, seen, state, months late."""
    return _typed(tracking.milestones(inputs, _day(inputs)), "monitoring_milestones")


def monitoring_slips(inputs: Inputs) -> pd.DataFrame:
    """Give what slipped starts take from people helped, staff and care avoided: one row per "
    "programme x year x thing."""
    found = tracking.slips(inputs)
    return _typed(found.assign(basis=_basis(inputs), source="planbook_judgement"), "monitoring_slips")


def monitoring_triggers(inputs: Inputs) -> pd.DataFrame:
    """Give triggers on record: their mark, the month they fired in, and whether they hold."""
    return _typed(tracking.triggers(inputs, inputs.table("monitoring_series")), "monitoring_triggers")


def monitoring_benefits(inputs: Inputs) -> pd.DataFrame:
    """Give the benefits register beside what was counted: planned and counted over the months held, where any are."""
    register = inputs.table("value_register")
    series = inputs.table("monitoring_series")
    own = series[series["area"] == inputs.areas.code]
    rows: list[dict[str, object]] = []
    for each in rows_of(register[(register["area"] == inputs.areas.code) & (register["measure"] == "helped")]):
        mine = own[own["measure"] == HELPED + each.programme].dropna(subset=["planned"])
        rows.append(
            {
                **{name: getattr(each, name) for name in ("area", "programme", "measure", "title", "label", "unit")},
                **{name: getattr(each, name) for name in ("owner", "review", "how", "basis", "source")},
                "order": len(rows) + 1,
                "planned": float(mine["planned"].sum()) if len(mine) else float("nan"),
                "value": float(mine["value"].sum()) if len(mine) else float("nan"),
                "period_to": mine["month"].iloc[-1] if len(mine) else "",
            }
        )
    return _typed(pd.DataFrame(rows, columns=list(COLUMNS["monitoring_benefits"])), "monitoring_benefits")


def monitoring_backtest(inputs: Inputs) -> pd.DataFrame:
    """Hold the model started earlier against what was published: one row per area x measure x horizon x method.

    Areas are the system and England; errors of all former ICBs stand beside. The same for every system but for its own.
    """
    parts = []
    for each in TESTED:
        months = months_of_all(inputs, each)
        scored = scores(each, months, given_for(inputs, each))
        naive = no_better(scored, icbs())
        found = summed_up(scored, (OWN, ENGLAND), icbs())
        found["beats"] = [", ".join(naive[horizon]) for horizon in found["horizon"]]
        about = {"label": each.label, "unit": each.unit, "rate_words": _rate_words(each)}
        parts.append(found.assign(measure=each.key, period_to=str(months.index.max()), **about))
    joined = pd.concat(parts, ignore_index=True).assign(source="planbook_backtest")
    joined["basis"] = joined["area"].map({OWN: _basis(inputs), ENGLAND: "modelled"})
    joined["area"] = joined["area"].replace({OWN: inputs.areas.code})
    return joined[list(COLUMNS["monitoring_backtest"])]


def monitoring_valid(inputs: Inputs) -> pd.DataFrame:
    """Give the tests of whether the plan is still valid, the answer first: one row per test, the system's."""
    names = ("feedback", "year_end", "measures", "milestones", "triggers")
    held = review.Held(*(inputs.table(f"monitoring_{name}") for name in names))
    most_late = float(inputs.value("monitoring.slip_months").max())
    has = bool(tracking.tracked(inputs))
    return review.valid(inputs.areas.code, held, most_late, has)[list(COLUMNS["monitoring_valid"])]


def monitoring_not_held(inputs: Inputs) -> pd.DataFrame:
    """Give the measures no month is held of, and the template that would supply them."""
    series, measures = inputs.table("monitoring_series"), measures_of(inputs)
    held = set(zip(series["area"], series["measure"], strict=True))
    rows = [
        (area.code, key, each.label, each.group, each.why, ACTUALS)
        for area in (inputs.areas.system, *inputs.areas.places)
        for key, each in measures.items()
        if (area.code, key) not in held
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS["monitoring_not_held"]))


def monitoring_for_board(inputs: Inputs) -> pd.DataFrame:
    """Give the system's rows for the board: plan against actual, past projections, still valid or not."""
    code = inputs.areas.code
    names = ("valid", "measures", "year_end", "backtest")
    held = [inputs.table(f"monitoring_{name}") for name in names]
    return told.for_board(code, *(frame[frame["area"] == code] for frame in held))


def monitoring_for_lead(inputs: Inputs) -> pd.DataFrame:
    """Give the system's rows for the planning lead: plan against actual, what drifted, next reviews."""
    code = inputs.areas.code
    names = ("measures", "feedback", "programmes", "triggers")
    held = [inputs.table(f"monitoring_{name}") for name in names]
    return told.for_lead(code, *(frame[frame["area"] == code] for frame in held))


def _chance(inputs: Inputs) -> dict[str, float]:
    """Give how far a whole year strays from its forecast over all ICBs (root mean square of logs), by measure."""
    past = inputs.table("monitoring_backtest")
    year = past[(past["area"] == ENGLAND) & (past["method"] == OURS) & (past["horizon"] == 1)]
    found = {str(key): float(rmse) for key, rmse in zip(year["measure"], year["rmse"], strict=True)}
    return found | {"incidents": found["ae_attendances"]}  # ambulance calls are not tested by area: as A&E visits


def _years(inputs: Inputs, months: pd.DataFrame) -> list[int]:
    """Give the financial years after the base year that months are held of."""
    years = {int(month[:4]) - (int(month[5:7]) < 4) for month in set(months["month"].tolist())}
    return sorted(year for year in years if year > inputs.planning.base_year)


def _day(inputs: Inputs) -> date:
    return looked_at(inputs).as_at


def _state(marks: pd.DataFrame) -> str:
    """Give where a programme has got to: its milestones done of all, and those overdue."""
    done = int((marks["state"] == tracking.DONE).sum())
    silent = int((marks["state"] == tracking.LATE).sum())
    return f"{done} of {len(marks)} milestones done" + (f", {silent} overdue with nothing recorded" if silent else "")


def _basis(inputs: Inputs) -> str:
    return "illustrative" if inputs.areas.fictional else "modelled"


def _rate_words(each: Tested) -> str:
    if each.how == "end":
        return "England's net change of the three years before"
    if each.rests_to > "2020-03":
        return "no other growth: the rate rests on judgement of after the origin"
    return "England's rate, from years to 2019/20"


def _typed(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Give the columns of a table, of their kinds where it has no rows."""
    kinds = {"text": "str", "integer": "int64", "number": "float64", "flag": "bool"}
    return frame[list(COLUMNS[table])].astype({name: kinds[FIELDS[name].kind] for name in list(COLUMNS[table])})
