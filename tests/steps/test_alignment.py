"""The step finds what the Example ICB's plans hold, invents none for a real ICB, and every tolerance bites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planbook import workflow
from planbook.data.areas import ENGLAND
from planbook.data.plans import OnRecord
from planbook.errors import InputError
from planbook.methods.alignment.catalogue import CHECKS, TOLERANCES
from planbook.methods.explain import evaluate
from planbook.params import Assumption, Parameters, load_beliefs
from planbook.produce.tables import SystemTables

PARAMS = Path(__file__).parents[2] / "params"
STEP = workflow.step("alignment")
OWN = "alignment_"
DRAWS = 16
ASSUMED = [key for key in load_beliefs(PARAMS).assumptions if key.startswith("alignment.")]
PLANTED = {
    ("assumption", "Example Community Care", "absence_pct"),
    ("assumption", "Example Hospitals", "emergency_growth_pct"),
    ("assumption", "Example Mental Health", "pay_award_pct"),
    ("footing", "Example Community Care", "ae_minor"),
    ("contract", "Example Hospitals", "emergency_overnight"),
    ("contract", "Example Mental Health", "talking_therapies"),
    ("value", "Example Ambulance", "contract_gbp"),
    ("staff_for_activity", "Example Hospitals", "staff_substantive"),
    ("savings_in_posts", "Example Hospitals", "staff_reduction"),
    ("beds", "Example Hospitals", "beds"),
    ("places", "Example ICB", "ae_minor"),
    ("productivity_asked", "Example Community Care", "productivity_pct"),
}


def again(plain: SystemTables, **changes: Any) -> SystemTables:
    """Give tables that compare anew on the same earlier steps and the same model."""
    keep = {name: each for name, each in plain._made.items() if not name.startswith(OWN) or name == "alignment_model"}
    return replace(plain, _made=keep, _making=[], **changes)


@pytest.fixture
def example(money: Any) -> SystemTables:
    return money.tables("EXAMPLE", "plan")


@pytest.fixture
def real(money: Any) -> SystemTables:
    return money.tables("QWO", "baseline")


def frame(of: SystemTables, name: str) -> pd.DataFrame:
    return of.made(name).frame


@pytest.mark.parametrize("name", [table.name for table in STEP.produces])
def test_every_table_is_as_declared_and_marked(example: SystemTables, real: SystemTables, name: str) -> None:
    fictional, actual = frame(example, name), frame(real, name)
    assert ENGLAND not in set(fictional["area"]) | set(actual["area"])
    if "basis" in fictional:
        assert set(fictional["basis"]) <= {"illustrative"}
        assert not set(actual["basis"]) & {"illustrative", "local"}


def test_a_real_system_without_plans_has_none_invented(real: SystemTables) -> None:
    for name in ("record", "assumed", "compared", "checks", "breaches", "movement"):
        assert frame(real, f"alignment_{name}").empty
    status = frame(real, "alignment_status").iloc[0]
    assert not status["aligned"]
    assert status["submitted"] == status["open_count"] == 0
    assert "No submitted plan is on record" in status["finding"]
    asks = frame(real, "alignment_asks")
    assert asks[["commissioned", "provided"]].isna().all(axis=None)
    assert set(asks["basis"]) == {"modelled"}
    assert {"plans", "plans_resolutions", "plans_signed"} <= set(frame(real, "alignment_not_held")["template"])


def test_the_differences_of_the_example_are_those_written_into_it(example: SystemTables) -> None:
    breaches = frame(example, "alignment_breaches")
    standing = breaches[breaches["status"] != "closed"]
    assert set(map(tuple, standing[["check", "party", "measure"]].to_numpy())) == PLANTED
    assert standing.loc[standing["status"] == "explained", "check"].tolist() == ["productivity_asked"]
    assert breaches.loc[breaches["status"] == "closed", "check"].tolist() == ["contract", "region"]
    late = breaches[breaches["overdue"]]
    assert late["measure"].tolist() == ["talking_therapies"]
    assert set(breaches.loc[breaches["unowned"], "check"]) == {"assumption", "places", "staff_for_activity"}


def test_status_counts_what_is_listed_and_is_never_aligned_while_one_is_open(example: SystemTables) -> None:
    status, breaches = frame(example, "alignment_status").iloc[0], frame(example, "alignment_breaches")
    assert status["open_count"] == (breaches["status"] == "open").sum() == len(PLANTED) - 1
    signed = {"plans_signed.csv": b"area,round,signed_by,signed_on\nEXAMPLE,2,Chair,2026-11-20\n"}
    kept = again(example, written=replace(example.written, plans=with_files(example, signed), _digests={}))
    after = frame(kept, "alignment_status").iloc[0]
    assert not after["aligned"]
    assert after["signed_by"] == "Chair"
    assert "signed all the same" in after["finding"]


def test_plans_that_agree_and_are_signed_are_aligned(example: SystemTables) -> None:
    mine = example.written.plans.files
    mental = next(name for name in mine if name.endswith("mental_health.csv"))
    alone = mine[mental].replace(b"pay_award_pct", b"pay_award_pct")
    signed = b"area,round,signed_by,signed_on\nEXAMPLE,2,Chair,2026-12-20\n"
    only = OnRecord("EXAMPLE", {mental: alone, "plans_signed.csv": signed})
    status = frame(again(example, written=replace(example.written, plans=only, _digests={})), "alignment_status").iloc[
        0
    ]
    assert status["compared"] > 0
    assert status["open_count"] == 0
    assert status["aligned"]
    assert "the plans agree and are signed" in status["finding"]


def with_files(of: SystemTables, files: dict[str, bytes]) -> OnRecord:
    return OnRecord(of.areas.code, {**of.written.plans.files, **files})


def test_wrong_plans_are_refused_with_file_and_line(example: SystemTables) -> None:
    head = next(iter(example.written.plans.files.values())).split(b"\n", 1)[0]
    bad = head + b"\nEXAMPLE,Someone,provider,1,2026-10-16,provider,all,all,all,all,bed,annual,2027,5,beds,none\n"
    kept = again(
        example, written=replace(example.written, plans=with_files(example, {"plans/x.csv": bad}), _digests={})
    )
    with pytest.raises(InputError, match=r"plans/x\.csv:2, measure: unknown measure 'bed' \(did you mean 'beds'"):
        kept.made("alignment_compared")


def test_every_difference_stands_in_the_comparisons_and_the_other_way(example: SystemTables) -> None:
    compared, breaches = frame(example, "alignment_compared"), frame(example, "alignment_breaches")
    red = compared[(compared["seen_in"] == "now") & (compared["verdict"] == "red")]
    by = ["check", "party", "counterpart", "measure"]
    listed = breaches[breaches["status"] != "closed"]
    assert set(map(tuple, red[by].to_numpy())) == set(map(tuple, listed[by].to_numpy()))
    assert red.groupby(by).size().sum() == listed["periods"].sum()
    checks = frame(example, "alignment_checks")
    assert checks["open_count"].sum() == len(red)
    assert checks["compared"].sum() == (compared["seen_in"] == "now").sum()


def test_shares_of_care_add_up_and_places_hold_their_own(real: SystemTables) -> None:
    trusts = frame(real, "alignment_trusts")
    assert np.allclose(trusts.groupby(["area", "family"])["care_pct"].sum(), 100)
    volume = trusts.groupby(["area", "family"])["value"].sum().unstack("area")
    places = [code for code in volume if "/" in str(code)]
    assert np.allclose(volume[places].sum(axis=1), volume["QWO"])
    leeds = trusts[(trusts["area"] == "QWO/leeds") & (trusts["family"] == "emergency")]
    assert leeds.iloc[0]["provider"] == "RR8"


def test_what_the_model_asks_of_trusts_is_their_share_of_its_volume(real: SystemTables) -> None:
    asks, model, trusts = (frame(real, f"alignment_{name}") for name in ("asks", "model", "trusts"))
    volume = model[(model["area"] == "QWO") & (model["year"] == 2031)].set_index("point")["mean"]
    share = trusts[(trusts["area"] == "QWO") & (trusts["family"] == "ae")].set_index("provider")["care_pct"]
    asked = asks[(asks["provider"] == "RR8") & (asks["year"] == 2031)].set_index("measure")["model_mean"]
    assert asked["ae_major"] == pytest.approx(volume["ae_major"] * share["RR8"] / 100)


def test_neighbours_are_other_icbs_and_their_shares_are_of_all_care(real: SystemTables) -> None:
    border, trusts = frame(real, "alignment_neighbours"), frame(real, "alignment_trusts")
    assert "QWO" not in set(border["home"])
    mine = trusts[(trusts["area"] == "QWO") & (trusts["family"] == "emergency")]
    going = border[border["family"] == "emergency"]["going_out_pct"].sum()
    assert going == pytest.approx(mine.loc[~mine["inside"], "care_pct"].sum())


def test_each_key_number_is_what_its_formula_gives(example: SystemTables, real: SystemTables) -> None:
    for of in (example, real):
        rows = frame(of, "alignment_explained")
        numbers = rows[rows["symbol"] == ""].set_index(["area", "key"])["value"]
        assert len(numbers)
        for at, inputs in rows[rows["symbol"] != ""].groupby(["area", "key"]):
            values = dict(zip(inputs["symbol"], inputs["value"], strict=True))
            assert evaluate(inputs["formula"].iloc[0], values) == pytest.approx(numbers[at])
    counted = frame(example, "alignment_explained").set_index("key")["value"]
    assert counted["open_count"].iloc[0] == frame(example, "alignment_status").iloc[0]["open_count"]


def test_the_board_hears_what_does_not_add_up_and_who_must_move(example: SystemTables, real: SystemTables) -> None:
    told = frame(example, "alignment_for_board")
    assert told["order"].tolist() == list(range(1, len(told) + 1))
    assert "differences are open" in told.iloc[0]["text"]
    assert all("Must move: " in text for text in told["text"].iloc[1:])
    assert "No submitted plan is on record" in frame(real, "alignment_for_board").iloc[0]["text"]


@pytest.mark.parametrize("key", ASSUMED[2:])
def test_every_assumption_bites(example: SystemTables, key: str) -> None:
    assert (
        not again(example, parameters=moved(example, key, [""]))
        .made("alignment_checks")
        .frame.equals(frame(example, "alignment_checks"))
    )


@pytest.mark.parametrize("key", ASSUMED[:2])
@pytest.mark.parametrize("mix", range(len(TOLERANCES).bit_length()))
def test_each_tolerance_moves_its_own_checks_and_no_others(example: SystemTables, key: str, mix: int) -> None:
    """Many are moved at once, no two in the same mixes: so each has moved, and what moved with it is its own."""
    chosen = [name for number, name in enumerate(TOLERANCES, start=1) if number >> mix & 1]
    found = again(example, parameters=moved(example, key, chosen)).made("alignment_checks").frame
    by = ["area", "party", "counterpart", "check"]
    before, after = (each.set_index(by).sort_index() for each in (frame(example, "alignment_checks"), found))
    assert before.index.equals(after.index)
    other = ((before != after) & ~(before.isna() & after.isna())).any(axis=1)
    assert {CHECKS[check].tolerance for check in before.index[other].get_level_values("check")} == set(chosen)


def moved(of: SystemTables, key: str, leaves: Sequence[str]) -> dict[str, Parameters]:
    """Give each area's parameters with some leaves of an assumption moved; an assumption of one number has leaf ""."""

    def otherwise(held: Parameters) -> Parameters:
        own, everywhere = ({**dict(each), key: shifted(each[key], leaves)} for each in (held, held.national()))
        return Parameters(own, everywhere)

    return {area: otherwise(held) for area, held in of.parameters.items()}


def shifted(each: Assumption, leaves: Sequence[str]) -> Assumption:
    def by_leaf(values: tuple[float, ...]) -> tuple[float, ...]:
        named = zip(each.leaves or [""], values, strict=True)
        return tuple(value + 0.25 if name in leaves else value for name, value in named)

    return replace(each, **{part: by_leaf(getattr(each, part)) for part in ("value", "low", "high")})
