# ruff: noqa: E501 - one mistake a line reads best
"""A folder of parameters is read whole, or everything wrong with it is said, each with its file and line."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from planbook.errors import InputError
from planbook.params import load_beliefs

NEED = "assumptions/need.yaml"


def test_a_right_folder_is_read(beliefs):
    assert list(beliefs.assumptions) == ["need.frailty_pct", "need.cost_growth", "need.threshold"]
    assert beliefs.assumptions["need.frailty_pct"].leaves == ("65-69", "70-74", "90+")
    assert beliefs.assumptions["need.threshold"].as_of == "2016-03-31"
    assert set(beliefs.systems["QWO"].places) == {"leeds", "wakefield"}
    assert beliefs.systems["QWO"].overrides[0].because == "Counted locally."
    assert beliefs.evidence["study_2016"].grade == "M"
    assert list(beliefs.places) == ["QWO/leeds"]
    assert beliefs.reports.systems["QWO"].places == "all"


def test_years_of_the_plan(beliefs):
    assert beliefs.planning.plan_year_list == (2027, 2028, 2029, 2030, 2031)
    assert beliefs.planning.years == tuple(range(2024, 2037))


ONE_MISTAKE = {
    "unknown key, with the nearest": (
        (NEED, "    meaning: Growth", "    meening: Growth"),
        f"params/{NEED}:15, assumptions.cost_growth.meening: unknown key 'meening' (did you mean 'meaning'?",
    ),
    "unit nobody knows": (
        (NEED, "unit: percent_per_year", "unit: percent_a_year"),
        "need.yaml:16, assumptions.cost_growth.unit: unknown unit 'percent_a_year' (did you mean 'percent_per_year'?",
    ),
    "quality that is no colour": ((NEED, "quality: red", "quality: blue"), "'blue' is not allowed (allowed: amber"),
    "number in words": ((NEED, "value: 1.0", "value: one"), "need.yaml:17, assumptions.cost_growth.value: 'one' is not"),
    "number in quotes": ((NEED, "value: 1.0", "value: '1.0'"), "assumptions.cost_growth.value: '1.0' is not"),
    "true as a number": ((NEED, "value: 1.0", "value: true"), "assumptions.cost_growth.value: true is not"),
    "not a number": ((NEED, "value: 1.0", "value: .nan"), "nan is not a number we can count with"),
    "no reason": ((NEED, "    because: A convention.\n", ""), "assumptions.threshold: 'because' is missing (add because:)"),
    "empty reason": ((NEED, "because: A convention.", "because: ' '"), "assumptions.threshold.because: is empty"),
    "no range": ((NEED, "    low: 0.5\n", ""), "'low' is missing (a value needs its 80% range, or distribution: fixed)"),
    "range of a fixed value": ((NEED, "value: 65", "value: 65\n    low: 60"), "a fixed value has no 'low'"),
    "value outside its range": ((NEED, "low: 0.5", "low: 1.5"), "lies outside its range (low 1.5, value 1, high 2)"),
    "more than possible": ((NEED, "90+: 60}", "90+: 160}"), "high.90+: 160 is more than possible (at most 100)"),
    "limits wider than the unit": ((NEED, "unit: years", "unit: years\n    least: -5"), "-5 is below what its unit"),
    "leaves that differ": ((NEED, "high: {65-69", "high: {60-64"), "(in this order: 65-69, 70-74, 90+)"),
    "one number for many leaves": ((NEED, "by: age_band", ""), "value: has several numbers: 65-69, 70-74, 90+"),
    "many leaves for one number": ((NEED, "value: 1.0", "by: sex\n    value: 1.0"), "but the assumption is by sex"),
    "duplicate key": ((NEED, "value: 65", "value: 65\n    value: 66"), "need.yaml:28, assumptions.threshold.value: the key"),
    "duplicate assumption": ((NEED, "  threshold:", "  cost_growth:"), "is written twice, first on line 14"),
    "date nobody can place": ((NEED, "as_of: 2016-03\n", "as_of: lately\n"), "'lately' is not in the right form (a year,"),
    "step of another file": ((NEED, "step: need", "step: demand"), "says it is 'demand', but the file is named for 'need'"),
    "bad name": ((NEED, "  threshold:", "  Old-age:"), "'Old-age' is not a name we can use (small letters"),
    "override of nothing": (
        ("systems/QWO.yaml", "need.frailty_pct[", "need.frailty_pc["),
        "params/systems/QWO.yaml:6, overrides[0].key: unknown assumption 'need.frailty_pc' (did you mean 'need.frailty_p",
    ),
    "override of no leaf": (("systems/QWO.yaml", "[65-69]", "[65-96]"), "unknown leaf '65-96' of need.frailty_pct (in QWO, baseline) (did"),
    "override without a reason": (
        ("scenarios/dear.yaml", ", because: The story of this scenario.", ""),
        "params/scenarios/dear.yaml:5, overrides[0]: 'because' is missing",
    ),
    "override with both": (("scenarios/dear.yaml", "value: 3", "value: 3, times: 2"), "needs value or times, and not both"),
    "override of all leaves by one value": (
        ("places/QWO/leeds.yaml", "times: 1.1", "value: 9"),
        "leeds.yaml:4, overrides[0].key: 'value' is one number, but the assumption is by age_band",
    ),
    "override beyond what is possible": (
        ("places/QWO/leeds.yaml", "times: 1.1", "times: 3"),
        "value of need.frailty_pct[90+] would be wrong: 120 is more than possible (in QWO/leeds, baseline) (at most 100)",
    ),
    "override with a range beside its value": (
        ("scenarios/dear.yaml", "value: 3", "value: 3, low: 4"),
        "value of need.cost_growth would be wrong: lies outside its range (low 4, value 3, high 4)",
    ),
    "same key twice": (
        ("scenarios/dear.yaml", "", "  - {key: need.cost_growth, value: 4, because: Again.}\n"),
        "dear.yaml:6, overrides[1].key: 'need.cost_growth' is overridden twice, first on line 5",
    ),
    "scenario on nothing": (("scenarios/dearer.yaml", "on: dear", "on: dera"), "unknown scenario 'dera' (did you mean 'dear'?"),
    "scenario on itself": (
        ("scenarios/dear.yaml", "overrides:", "on: dearer\noverrides:"),
        "dear.yaml:4, on: is built on itself: dear on dearer on dear",
    ),
    "reports of no scenario": (("reports.yaml", "[baseline]", "[baselin]"), "reports.yaml:3, scenarios[0]: unknown scenario"),
    "reports of no scenario of a system's own": (
        ("reports.yaml", "places: all", "places: all, scenarios: [baseline, deer]"),
        "reports.yaml:2, systems.QWO.scenarios[1]: unknown scenario 'deer' (did you mean",
    ),
    "reports under nothing": (("reports.yaml", "places: all", "places: all, scenarios: []"), "systems.QWO.scenarios"),
    "reports of no place": (("reports.yaml", "places: all", "places: [leds]"), "unknown place of QWO 'leds' (did you mean 'leeds'?"),
    "one area in two places": (("systems/QWO.yaml", "E08000036", "E08000035"), "'E08000035' is already in 'leeds'"),
    "no area": (("systems/QWO.yaml", "E08000036", "Wakefield"), "'Wakefield' is not in the right form (a local authority"),
    "fictional place in a real system": (("systems/QWO.yaml", "areas: [E08000036]", "age_third: 1"), "needs areas"),
    "joined place without a reason": (("systems/QWO.yaml", "[E08000036]", "[E08000036, E08000034]"), "does not say why"),
    "place of another system": (("places/QWO/leeds.yaml", "system: QWO", "system: QHM"), "says it is 'QHM/leeds'"),
    "years that leave a gap": (("planning.yaml", "[2025, 2026]", "[2025]"), "planning.yaml:4, nowcast_years: [2025] leaves a gap"),
    "round of another year": (("planning.yaml", "2027/28", "2026/27"), "(plan_start makes it '2027/28')"),
    "weights that do not sum": (("planning.yaml", "first: 0.75", "first: 0.7"), "sum to 0.95 (they must sum to 1)"),
    "anchors": ((NEED, "value: 65", "value: &age 65"), "has an anchor or alias 'age'"),
    "cut off": ((NEED, "high: {65-69: 10, 70-74: 12, 90+: 60}", "high: {65-69: 10,"), "cannot be read as YAML"),
    "folder of another name": (("scenario/winter.yaml", "", "a: 1"), "unknown folder 'scenario' (did you mean 'scenarios'?"),
    "ending of another kind": (("systems/QHM.yml", "", "a: 1"), "params/systems/QHM.yml: this file is not read"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "said"), ONE_MISTAKE.values(), ids=ONE_MISTAKE)
def test_a_mistake_is_said_where_it_is(change, said, complaints, params):
    (params / change[0]).parent.mkdir(exist_ok=True)
    found = complaints(change)
    assert any(said in problem for problem in found), found


def test_every_mistake_in_every_file_is_said_at_once(complaints):
    found = complaints(
        ("planning.yaml", "n_draws: 64", "n_draws: 4"),
        (NEED, "quality: red", "quality: blue"),
        (NEED, "high: 2.0", "high: 0.9"),
        ("systems/QWO.yaml", "value: 8", "value: eight"),
        ("places/QWO/leeds.yaml", "times: 1.1", "times: 3"),
        ("scenarios/dear.yaml", "story: Costs rise faster than anyone thought.", "story:"),
        ("scenarios/dear.yaml", "need.cost_growth", "need.cost_groth"),
    )
    assert [problem.partition(",")[0] for problem in found] == [
        "params/assumptions/need.yaml:17",
        "params/assumptions/need.yaml:22",
        "params/places/QWO/leeds.yaml:4",
        "params/planning.yaml:10",
        "params/scenarios/dear.yaml:3",
        "params/scenarios/dear.yaml:5",
        "params/systems/QWO.yaml:7",
    ]


def test_a_mistake_in_an_assumption_is_not_said_again_at_its_overrides(complaints):
    found = complaints(
        (NEED, "unit: percent\n", "unit: percnt\n"), (NEED, "value: {65-69: 7,", "value: {65-69: seven,")
    )
    assert len(found) == 2


@pytest.mark.parametrize("name", ["planning.yaml", "reports.yaml", "sources.yaml"])
def test_a_missing_or_empty_file_is_said_in_one_sentence(name, params):
    (params / name).write_text("# nothing but a comment\n")
    with pytest.raises(InputError, match=f"^params/{name}: the file is empty"):
        load_beliefs(params)
    (params / name).unlink()
    with pytest.raises(InputError, match=f"^params/{name}: there is no such file$"):
        load_beliefs(params)


def test_bytes_that_are_not_text(params):
    (params / "reports.yaml").write_bytes(b"systems: \xff\xfe")
    with pytest.raises(InputError, match="not UTF-8"):
        load_beliefs(params)


def test_a_file_cut_anywhere_is_read_or_refused_but_never_breaks_us(params):
    path = params / NEED
    whole = path.read_text()
    for end in range(0, len(whole), 23):
        path.write_text(whole[:end])
        with suppress(InputError):
            load_beliefs(params)


def test_no_folder():
    with pytest.raises(InputError, match="no such folder"):
        load_beliefs(Path("nowhere"))


def test_no_machine_path_is_said(params, tmp_path):
    (params / "planning.yaml").unlink()
    with pytest.raises(InputError) as error:
        load_beliefs(params)
    assert str(tmp_path) not in str(error.value)


def test_sources_are_evidence_or_published(beliefs, params):
    assert beliefs.unknown_sources() == ()
    path = params / NEED
    path.write_text(path.read_text().replace("source: study_2016", "source: study_2061", 1))
    (problem,) = load_beliefs(params).unknown_sources(["population_estimates"])
    assert str(problem).startswith("params/assumptions/need.yaml:3, need.frailty_pct: unknown source 'study_2061' (did")
    assert load_beliefs(params).unknown_sources(["study_2061"]) == ()


def test_a_system_of_an_earlier_footprint_has_its_own_file(params):
    text = "system: QRL\nfootprint: 2022\noverrides:\n  - {key: need.cost_growth, value: 1.5, because: Then.}\n"
    (params / "systems/QRL@2022.yaml").write_text(text)
    beliefs = load_beliefs(params)
    assert beliefs.resolve("QRL@2022")["need.cost_growth"].scalar == 1.5
    assert beliefs.resolve("QRL")["need.cost_growth"].scalar == 1.0
    assert beliefs.resolve("QWO@2026")["need.frailty_pct"].at("65-69") == 8


def test_a_cluster_of_icbs_and_what_a_fictional_system_needs(params):
    (params / "systems/NORTH.yaml").write_text("system: NORTH\nname: A cluster\nmembers: [QWO, QF7]\n")
    assert load_beliefs(params).systems["NORTH"].members == ("QWO", "QF7")
    (params / "systems/NORTH.yaml").write_text("system: NORTH\nfictional: true\nmembers: [QWO, QWO]\n")
    with pytest.raises(InputError) as error:
        load_beliefs(params)
    said = str(error.value)
    for problem in (
        "'name' is missing",
        "'people' is missing",
        "has no members",
        "needs two or more systems, each once",
    ):
        assert problem in said
