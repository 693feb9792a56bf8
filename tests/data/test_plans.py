"""Plans on record are read whole or not at all, and what is wrong with them is said at once with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from planbook.data.local import TEMPLATES, write_template
from planbook.data.plans import PLAN_FILES, OnRecord, on_record, template_named
from planbook.errors import InputError
from planbook.methods.demand.lines import BY_KEY
from planbook.methods.pathways.words import UNITS_ELSEWHERE
from planbook.params import load_beliefs
from planbook.params.plan_words import ALL, CHECKS, MEASURES, UNITS
from planbook.units import unit

ROOT = Path(__file__).parents[2]
HEAD = ",".join(column.name for column in TEMPLATES["plans"].columns)
RIGHT = "QWO,Home ICB,commissioner,1,2026-10-16,ics,all,all,all,all,ae_major,annual,2027,1000,attendances,registered"


def plans(*rows: str, file: str = "plans.csv") -> OnRecord:
    return OnRecord("QWO", {file: "\n".join((HEAD, *rows)).encode()})


def wrong(*rows: str) -> str:
    with pytest.raises(InputError) as caught:
        plans(*rows).frame()
    return str(caught.value)


def test_a_plan_comes_with_its_types_and_where_each_row_stood() -> None:
    frame = plans(RIGHT, RIGHT.replace("QWO", "QHM")).frame()
    assert frame["where"].tolist() == ["plans.csv:2"]
    assert frame.iloc[0][["round", "value", "period"]].tolist() == [1, 1000.0, "2027"]


def test_a_system_without_files_has_no_plan() -> None:
    assert all(on_record("QWO", {}, None).frame(name).empty for name in PLAN_FILES)
    with pytest.raises(InputError, match="did you mean 'plans'"):
        on_record("QWO", {}, None).frame("plan")


def test_parties_known_by_code_have_their_name_and_keep_their_code() -> None:
    frame = plans(RIGHT.replace("ics,all,all,all,all", "provider,all,all,all,RR8")).frame()
    assert frame["counterpart"].tolist() == ["Leeds Teaching Hospitals NHS Trust"]
    assert frame["counterpart_code"].tolist() == ["RR8"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (RIGHT.replace("ae_major", "ae_mayor"), "plans.csv:2, measure: unknown measure 'ae_mayor' (did you mean"),
        (RIGHT.replace("commissioner", "buyer"), "plans.csv:2, role: unknown role 'buyer'"),
        (RIGHT.replace("attendances", "tests"), "plans.csv:2: 'ae_major' is in tests (attendances)"),
        (RIGHT.replace("1000", "-5"), "plans.csv:2: 'ae_major' is -5, less than possible"),
        (RIGHT.replace("annual,2027", "annual,2027-04"), "plans.csv:2: '2027-04' does not fit timeframe 'annual'"),
        (RIGHT.replace("annual,2027", "month,2027-13"), "'2027-13' does not fit timeframe 'month'"),
        (RIGHT.replace("ics,all", "place,all"), "plans.csv:2: does not say which place or neighbourhood"),
        (RIGHT.replace("ics,all", "neighbourhood,hill"), "does not say in which place the neighbourhood lies"),
        (RIGHT.replace("ics,all", "ics,north"), "names a part of a level that has none"),
        (RIGHT.replace("all,all,all,ae", "programme,all,all,ae"), "cuts by nothing, or does not say which part"),
        (RIGHT.replace("commissioner", "provider"), "a provider has no figure at this level"),
        (RIGHT.replace("ics", "provider"), "names no provider"),
        (RIGHT.replace("2026-10-16", "October"), "as_of: 'October' does not fit"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_said_with_its_line(row: str, said: str) -> None:
    assert said in wrong(row)


def test_rows_are_held_against_each_other() -> None:
    assert "is there already, on line 2" in wrong(RIGHT, RIGHT.replace("1000", "2000"))
    both = {name: f"{HEAD}\n{RIGHT}\n".encode() for name in ("plans.csv", "plans/home.csv")}
    with pytest.raises(InputError, match=r"plans/home\.csv:2: says again what plans\.csv:2 says"):
        OnRecord("QWO", both).frame()
    twice = RIGHT.replace("annual,2027", "annual,2028")
    assert "Home ICB in round 1 has two dates" in wrong(RIGHT, twice.replace("2026-10-16", "2026-10-17"))
    provider = twice.replace("commissioner", "provider").replace("ics", "provider")
    assert "Home ICB has two roles" in wrong(RIGHT, provider)
    slip = twice.replace("ics,all,all,all,all", "provider,all,all,all,Home ICG")
    assert "unknown party 'Home ICG' (did you mean 'Home ICB'?)" in wrong(RIGHT, slip)


def test_all_that_is_wrong_is_said_at_once_over_all_files() -> None:
    bad = RIGHT.replace("ae_major", "ae_mayor")
    files = {f"plans/{name}.csv": f"{HEAD}\n{bad}\n".encode() for name in ("one", "two")}
    with pytest.raises(InputError) as caught:
        OnRecord("QWO", files).frame()
    assert str(caught.value).startswith("2 problems")
    assert "plans/one.csv:2" in str(caught.value)
    assert "plans/two.csv:2" in str(caught.value)
    assert "has 2 cells" in wrong("QWO,Home ICB")


def test_files_of_a_folder_are_found_and_told_apart_by_name(tmp_path: Path) -> None:
    for name in PLAN_FILES:
        write_template(name, tmp_path)
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "hospital.csv").write_text(f"{HEAD}\n{RIGHT}\n", encoding="utf-8")
    found = on_record("QWO", {}, tmp_path)
    assert sorted(found.files) == ["plans.csv", "plans/hospital.csv", "plans_resolutions.csv", "plans_signed.csv"]
    assert found.frame()["where"].tolist() == ["plans/hospital.csv:2"]
    assert [template_named(file) for file in ("plans/plans_signed.csv", "a/b.csv")] == ["plans_signed", "plans"]


def test_its_hash_follows_its_bytes() -> None:
    assert repr(plans(RIGHT)) == repr(plans(RIGHT))
    assert repr(plans(RIGHT)) != repr(plans(RIGHT.replace("1000", "1001")))


def test_a_resolution_may_still_lack_an_owner() -> None:
    head = ",".join(column.name for column in TEMPLATES["plans_resolutions"].columns)
    content = f"{head}\nQWO,beds,General Hospital,all,beds,,,,open,\n".encode()
    row = OnRecord("QWO", {"plans_resolutions.csv": content}).frame("plans_resolutions").iloc[0]
    assert (row["owner"], row["due"], row["status"]) == ("", "", "open")


def test_measures_have_the_units_of_the_model_and_of_pages() -> None:
    assert {key: line.unit for key, line in BY_KEY.items()} | UNITS_ELSEWHERE == UNITS
    assert all(unit(measure.unit) for measure in MEASURES.values())
    assert len(set(CHECKS)) == len(CHECKS)


def test_only_a_fictional_system_ships_with_plans_and_they_are_right() -> None:
    beliefs = load_beliefs(ROOT / "params")
    assert [code for code in beliefs.plans if not beliefs.systems[code].fictional] == []
    kept = on_record("EXAMPLE", beliefs.plans_of("EXAMPLE"), None)
    assert set(kept.frame()["round"]) == {1, 2}
    assert ALL not in set(kept.frame()["party"])
    assert len(kept.frame("plans_resolutions")) > 0
    assert kept.frame("plans_signed").empty
