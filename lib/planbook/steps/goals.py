"""What are we trying to change, for whom, in what order?

The four aims, the outcomes that serve them with the area's own position, standards and distance to go, the dated layers
of plans, the words partners share, and the golden thread from aim to evidence. What only a system can say (a vision,
actions, scores, scope) is shown where it has said so, and never made up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pandas as pd
import xarray as xr

from planbook.data.apportion import in_area_order
from planbook.data.areas import ENGLAND, Area
from planbook.data.inputs import Inputs
from planbook.methods.goals import golden_thread, positions, priorities, results
from planbook.methods.labelled import at
from planbook.params.goals import Goals
from planbook.params.programme import ProgrammeFile
from planbook.params.programme_numbers import key_of
from planbook.params.programme_words import POINTS

Row = dict[str, Any]
WITH_PATHWAYS = "What it would do to services, staff, money and rooms stands in pathways."
BASIS_OF_SCORES = {True: "local", False: "modelled"}
GAP, COVERED, TWICE = "Named by none", "Named by one", "Named by more than one"


def goals_vision(inputs: Inputs) -> pd.DataFrame:
    """Give what the system says it is for, and who agreed; empty text where it has said nothing: one row per area."""
    own = inputs.goals().own
    said = {"vision": "", "agreed_by": "", "agreed_on": ""}
    if own is not None:
        said = {"vision": own.vision or "", "agreed_by": own.agreed_by or "", "agreed_on": own.agreed_on or ""}
    return _frame(inputs, lambda area: [said], ["vision", "agreed_by", "agreed_on"])


def goals_aims(inputs: Inputs) -> pd.DataFrame:
    """Give the four aims in statutory words, the shorthand in use, and how many outcomes serve each: area x aim."""
    goals = inputs.goals()
    rows = [
        {
            "aim": code,
            "label": aim.statutory,
            "shorthand": "; ".join(aim.shorthand),
            "outcome_count": sum(code in outcome.aims for outcome in goals.outcomes.values()),
            "source": aim.source,
        }
        for code, aim in goals.national.aims.items()
    ]
    return _frame(inputs, lambda area: rows, ["aim", "label", "shorthand", "outcome_count", "source"])


def goals_outcomes(inputs: Inputs) -> pd.DataFrame:
    """Give each outcome with the area's figure, the target ahead (own or national) and the distance: area x outcome.

    `distance` above 0 is short of the target. `result` is what the programmes that are on would make of the figure, and
    `shortfall` what is left of the target then; of England nothing is said.
    """
    columns = [
        "area", "order", "outcome", "label", "aims", "measure", "how", "value", "unit", "reference", "better", "target",
        "by_when", "set_by", "distance", *results.COLUMNS, "owner", "basis", "source", "period_to", "stale", "note",
    ]  # fmt: skip
    stands = positions.positions(inputs)
    found = results.with_results(stands, inputs.table("pathways_results"), inputs.planning)
    return in_area_order(found, inputs.areas, ["order"])[columns]


def goals_targets(inputs: Inputs) -> pd.DataFrame:
    """Give every national target with the area's own position, or that nobody holds it: area x measure x year."""
    columns = [
        "area", "measure", "year", "label", "value", "target", "target_words", "distance", "unit", "better", "basis",
        "source", "period_to", "stale",
    ]  # fmt: skip
    frame = pd.DataFrame(positions.national_targets(inputs))
    return in_area_order(frame, inputs.areas, ["measure", "year"])[columns]


def goals_plans(inputs: Inputs) -> pd.DataFrame:
    """Give what each layer of plans must contain and where the system's plan meets it: area x plan x requirement."""
    columns = [
        "order", "plan", "label", "layer", "who", "span", "valid_from", "valid_to", "status", "requirement", "contains",
        "steps", "met_where", "source",
    ]  # fmt: skip
    rows = list(_requirements(inputs.goals()))
    return _frame(inputs, lambda area: rows, columns)


def _requirements(goals: Goals) -> Iterator[Row]:
    met = {(each.plan, each.requirement): each.where for each in goals.own.met} if goals.own else {}
    order = 0
    for key, plan in goals.national.plans.items():
        for requirement, asked in plan.must_contain.items():
            order += 1
            yield {
                "order": order,
                "plan": key,
                "label": plan.label,
                "layer": plan.layer,
                "who": plan.who,
                "span": plan.span,
                "valid_from": plan.valid_from,
                "valid_to": plan.valid_to or "",
                "status": plan.status,
                "requirement": requirement,
                "contains": asked.contains,
                "steps": " ".join(asked.steps),
                "met_where": met.get((key, requirement), ""),
                "source": plan.source,
            }


def goals_coverage(inputs: Inputs) -> pd.DataFrame:
    """Give which local strategies name each outcome, so that gaps and duplications show: area x outcome.

    Nothing for a system that has not listed its partners' strategies.
    """
    goals = inputs.goals()
    strategies = goals.own.strategies if goals.own else {}
    rows = []
    for order, (name, outcome) in enumerate(goals.outcomes.items() if strategies else (), start=1):
        said = [f"{each.title}: {each.outcomes[name]}" for each in strategies.values() if name in each.outcomes]
        finding = (GAP, COVERED, TWICE)[min(len(said), 2)]
        rows.append(
            {"order": order, "outcome": name, "label": outcome.label, "finding": finding, "strategies": "; ".join(said)}
        )
    return _frame(inputs, lambda area: rows, ["order", "outcome", "label", "finding", "strategies"])


def goals_glossary(inputs: Inputs) -> pd.DataFrame:
    """Give the words of health and of local government for the same thing, and plainly: area x term."""
    rows = [
        {"term": term, "health": word.health, "council": word.council, "meaning": word.meaning}
        for term, word in inputs.goals().glossary.items()
    ]
    return _frame(inputs, lambda area: rows, ["term", "health", "council", "meaning"])


def goals_scores(inputs: Inputs) -> pd.DataFrame:
    """Give what each outcome scored on each criterion, from 0 to 100, and the criterion's weight: one row per both."""
    scored = priorities.scores(inputs, inputs.table("goals_outcomes"))
    columns = ["area", "outcome", "criterion", "label", "score", "weight", "judged", "note"]
    return in_area_order(scored, inputs.areas)[columns]


def goals_priorities(inputs: Inputs) -> pd.DataFrame:
    """Give outcomes by weighted score, and how far that order rests on the weights: one row per area x outcome.

    `first_pct` and the ranks move each weight by the spread; `first_any_pct` gives every weighting the same chance.
    """
    scored, outcomes = inputs.table("goals_scores"), inputs.table("goals_outcomes")
    parts = [priorities.ordered(inputs, scored, area) for area in _not_england(inputs)]
    frame = pd.concat([part for part in parts if not part.empty], ignore_index=True)
    labels = outcomes.drop_duplicates("outcome").set_index("outcome")["label"]
    judged = scored.groupby(["area", "outcome"])["judged"].any()
    by_hand = [bool(judged[key]) for key in zip(frame["area"], frame["outcome"], strict=True)]
    frame["label"] = frame["outcome"].map(labels)
    frame["source"] = ["local_return" if hand else "mtpf_2026_29" for hand in by_hand]
    fictional = inputs.areas.fictional
    frame["basis"] = ["illustrative" if fictional else BASIS_OF_SCORES[hand] for hand in by_hand]
    columns = [
        "area", "order", "outcome", "label", "score", "first_pct", "first_any_pct", "rank_low", "rank_high", "note",
        "basis", "source",
    ]  # fmt: skip
    return in_area_order(frame, inputs.areas, ["order"])[columns]


def goals_scope(inputs: Inputs) -> pd.DataFrame:
    """Give what the system takes on and what it leaves out, why, and when it is looked at again: area x order."""
    own = inputs.goals().own
    rows: list[Row] = []
    if own is not None and own.scope is not None:
        rows += [{"side": "in", "label": each, "why": "", "again": ""} for each in own.scope.inside]
        rows += [
            {"side": "out", "label": each.what, "why": each.because, "again": each.again} for each in own.scope.outside
        ]
    numbered = [{"order": order, **row} for order, row in enumerate(rows, start=1)]
    return _frame(inputs, lambda area: numbered, ["order", "side", "label", "why", "again"])


def goals_programmes(inputs: Inputs) -> pd.DataFrame:
    """Give each programme: for whom, by whom, from when, how well evidenced, and whether it is on: area x programme."""
    goals, programmes = inputs.goals(), inputs.programmes()
    on = {name: inputs.value(key_of(name, "on")) for name in programmes}
    columns = [
        "programme", "label", "who", "aims", "serves", "touches", "on", "adopted", "starts", "ramp", "lead", "partners",
        "grade", "review", "note",
    ]  # fmt: skip
    return _frame(
        inputs,
        lambda area: [
            _programme(name, each, goals, _is_on(inputs, area, on[name])) for name, each in programmes.items()
        ],
        columns,
    )


def _programme(name: str, programme: ProgrammeFile, goals: Goals, on: bool) -> Row:
    points = dict.fromkeys(effect.point for effect in programme.effects.values())
    return {
        "programme": name,
        "label": programme.title,
        "who": programme.cohort.who,
        "aims": ", ".join(programme.aims),
        "serves": "; ".join(goals.outcomes[each].label or each for each in programme.serves),
        "touches": "; ".join(POINTS[point].label for point in points),
        "on": on,
        "adopted": goals.adopted is not None and name in goals.adopted,
        "starts": programme.start,
        "ramp": programme.ramp.replace("_", " "),
        "lead": programme.lead,
        "partners": "; ".join(partner.who for partner in programme.partners),
        "grade": programme.grade,
        "review": programme.review,
        "note": WITH_PATHWAYS,
    }


def goals_thread(inputs: Inputs) -> pd.DataFrame:
    """Give the golden thread from aim and outcome to action, programme, assumption, evidence, owner: area x order."""
    rows = list(golden_thread.thread(inputs.goals(), inputs.programmes()))
    values = {row["key"]: inputs.value(row["key"]) for row in rows if row["key"]}
    columns = [
        "order", "aim", "outcome", "label", "action", "programme", "key", "value", "unit", "grade", "source", "owner",
        "by_when", "lead",
    ]  # fmt: skip

    def of_area(area: Area) -> list[Row]:
        return [
            {"order": order, **row, "value": _of(inputs, area, values[row["key"]]) if row["key"] else None}
            for order, row in enumerate(rows, start=1)
        ]

    return _frame(inputs, of_area, columns)


def goals_broken(inputs: Inputs) -> pd.DataFrame:
    """Give each broken link of the golden thread, and what would mend it: one row per area x order."""
    outcomes, goals, programmes = inputs.table("goals_outcomes"), inputs.goals(), inputs.programmes()
    unheld = outcomes[outcomes["basis"] == "not held"].groupby("area")["outcome"].apply(list)

    def of_area(area: Area) -> list[Row]:
        found = golden_thread.broken(goals, programmes, unheld.get(area.code, []))
        return [{"order": order, **row} for order, row in enumerate(found, start=1)]

    return _frame(inputs, of_area, ["order", "finding", "label", "remedy"])


def _not_england(inputs: Inputs) -> Iterable[Area]:
    return [area for area in inputs.areas.every if area.code != ENGLAND]


def _of(inputs: Inputs, area: Area, values: xr.DataArray) -> float:
    """Give an assumption's value for an area; the system's is the mean of its places'."""
    leaves = [leaf.code for leaf in inputs.areas.leaves]
    return float(at(values, area=[area.code] if area.code in leaves else leaves).values.mean())


def _is_on(inputs: Inputs, area: Area, values: xr.DataArray) -> bool:
    return _of(inputs, area, values) > 0


def _frame(inputs: Inputs, rows_of_area: Callable[[Area], list[Row]], columns: list[str]) -> pd.DataFrame:
    """Give rows for the system and each of its places; nothing of England, which has no plan."""
    rows = [{"area": area.code, **row} for area in _not_england(inputs) for row in rows_of_area(area)]
    return pd.DataFrame(rows, columns=["area", *columns])
