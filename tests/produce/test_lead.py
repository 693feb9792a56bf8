"""The planning lead's page: what moved is told with its cause, days are counted from the day, and no edition leaks."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook import workflow
from planbook.params import load_beliefs
from planbook.present.pages.lead_round import moved_sentence
from planbook.produce import changes, lead, start
from planbook.produce.farm import make_reports
from planbook.produce.fresh import STALE, Verdict
from planbook.produce.project import open_project
from planbook.produce.publish import Publisher
from planbook.produce.selection import select
from planbook.produce.settings import Settings
from planbook.produce.snapshots import MOST_KEPT, Snapshot, Snapshots, taken
from planbook.workflow import Table

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 22)
BELIEFS = load_beliefs(ROOT / "params")
GROWTH, UNREAD = "demand.other_growth_pct_per_year", "supply.leaving_pct"


# --- what moved, and why ---


def state(parameters: dict[str, str], *, figures: str = "a" * 20, code: str = "c" * 20, after: tuple[str, ...] = ()):
    return {"code": code, "planning": "p" * 20, "areas": "r" * 20, "digest": "d", "parameters": parameters,
            "reference": {"uec_beds": figures}, "tables": dict.fromkeys(after, ""), "arrays": {},
            "written": {"programmes": "w" * 20}}  # fmt: skip


def snapshot(
    *, day: date = DAY, beds: float = 1900.0, growth: float = 0.0, figures: str = "a" * 20,
    code: str = "c" * 20, library: str = "1.0",
) -> Snapshot:  # fmt: skip
    """Give a snapshot of two key numbers: beds rest on demand, leavers on nothing that is planted here."""
    known = dict(BELIEFS.resolve("EXAMPLE", None, "baseline").items())
    known[GROWTH] = replace(known[GROWTH], value=tuple(each + growth for each in known[GROWTH].value))
    read = {GROWTH: known[GROWTH].digest()}
    states = {
        "capacity_explained": {
            "capacity_explained": state({}, after=("demand_activity",)),
            "demand_activity": state(read, figures=figures, code=code),
        },
        "supply_explained": {"supply_explained": state({UNREAD: known[UNREAD].digest()})},
    }
    row = {"key": "k", "low": None, "high": None, "unit": "beds"}
    frames = {
        "capacity_explained": pd.DataFrame([{**row, "label": "Beds needed", "value": beds}]),
        "supply_explained": pd.DataFrame([{**row, "label": "Leavers", "value": 12.0}]),
    }
    begun = Snapshot(day.isoformat(), "baseline")
    return taken(begun, frames, states, {"EXAMPLE": known}, {"pandas": library})  # type: ignore[arg-type]


PLANTED: dict[str, tuple[dict[str, Any], str]] = {
    "assumption": ({"growth": 0.5}, GROWTH),
    "figures": ({"figures": "b" * 20}, "published figures uec_beds"),
    "code": ({"code": "e" * 20}, "code of step demand"),
    "library": ({"library": "2.0"}, "library pandas"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_number_that_moved_is_told_with_the_cause_that_was_planted(planted: str) -> None:
    change, said = PLANTED[planted]
    before, now = snapshot(), snapshot(beds=2000.0, **change)
    found = changes.moved(before, now)
    assert list(found[["label", "step", "was_words", "now_words"]].iloc[0]) == [
        "Beds needed", "Capacity", "1,900 beds", "2,000 beds",
    ]  # fmt: skip
    assert len(found) == 1
    assert found["because"].iloc[0] == [said]
    assert list(changes.causes(before, now)[["what", "moves"]].itertuples(index=False, name=None)) == [(said, 1)]


def test_an_assumption_is_told_from_what_to_what() -> None:
    found = changes.causes(snapshot(), snapshot(growth=0.5)).iloc[0]
    assert (found["was"], found["now"]) == (
        "1.31% a year (1.21 to 1.41) (ae and 4 more)", "1.81% a year (1.21 to 1.41) (ae and 4 more)",
    )  # fmt: skip
    assert found["moves"] == 0


def test_nothing_changed_says_so() -> None:
    before, now = snapshot(), snapshot()
    moved, causes = changes.moved(before, now), changes.causes(before, now)
    assert moved.empty
    assert causes.empty
    seen = SimpleNamespace(since=DAY, moved=moved, causes=causes, seen=moved)
    assert moved_sentence(seen).startswith("Nothing has changed since 22 November 2026")  # type: ignore[arg-type]


def test_a_number_that_moved_on_nothing_recorded_says_so() -> None:
    found = changes.moved(snapshot(), snapshot(beds=1901.0))
    assert found["because"].iloc[0] == [changes.NO_CAUSE]


@given(st.sets(st.sampled_from(sorted(PLANTED))))
def test_all_that_was_planted_is_named_and_nothing_else(planted: set[str]) -> None:
    change = {name: value for each in planted for name, value in PLANTED[each][0].items()}
    found = changes.causes(snapshot(), snapshot(beds=2000.0, **change))
    assert set(found["what"]) == {PLANTED[each][1] for each in planted}


# --- snapshots ---


@pytest.fixture
def kept(tmp_path: Path) -> Snapshots:
    """Give the snapshots of a system, of which there is none yet."""
    return Snapshots(tmp_path, "EXAMPLE", "plan")


def keep(kept: Snapshots, *days_ago: int) -> None:
    for ago in days_ago:
        kept.keep(Snapshot((DAY - timedelta(days=ago)).isoformat(), "plan"))


def compared(kept: Snapshots) -> int | None:
    found = kept.to_compare(DAY)
    return (DAY - date.fromisoformat(found.day)).days if found else None


def test_the_newest_a_week_old_is_compared_with_else_the_oldest_else_none(kept: Snapshots) -> None:
    keep(kept, 0)
    assert compared(kept) is None
    keep(kept, 2, 5)
    assert compared(kept) == 5
    keep(kept, 30, 9, 7)
    assert compared(kept) == 7


def test_a_damaged_snapshot_is_passed_over(kept: Snapshots) -> None:
    keep(kept, 9, 8, 3)
    (kept.folder / f"{DAY - timedelta(days=8)}.json.gz").write_bytes(b"not a snapshot")
    assert compared(kept) == 9
    whole = (kept.folder / f"{DAY - timedelta(days=9)}.json.gz").read_bytes()
    (kept.folder / f"{DAY - timedelta(days=9)}.json.gz").write_bytes(whole[:-9])
    (kept.folder / "when.json.gz").write_bytes(b"")
    assert compared(kept) == 3
    for content in (b'{"day": "2026-11-19", "scenario": "plan"}', b"[]"):  # of an earlier form, and of none
        (kept.folder / f"{DAY - timedelta(days=3)}.json.gz").write_bytes(gzip.compress(content))
        assert compared(kept) is None


def test_no_more_than_so_many_are_kept_the_oldest_go(kept: Snapshots) -> None:
    keep(kept, *range(MOST_KEPT + 5, -1, -1))
    assert len(kept.days()) == MOST_KEPT
    assert kept.days()[-1] == DAY


def test_a_snapshot_comes_back_as_it_was_kept(kept: Snapshots) -> None:
    whole = replace(snapshot(), scenario="plan")
    kept.keep(whole)
    again = kept.of(DAY)
    assert again is not None
    assert changes.causes(whole, again).empty
    assert changes.moved(whole, again).empty


# --- the page a farm writes: a toy project that has one key number ---

EXPLAINED = """

def toy_explained(inputs: Inputs) -> pd.DataFrame:
    grown = inputs.table("toy_growth")
    return grown.assign(key="people", label="People to come", value=grown["people"], unit="people")[
        ["area", "key", "label", "value", "low", "high", "unit"]
    ] if "low" in grown else pd.DataFrame(
        [(a, "people", "People to come", p, None, None, "people") for a, p in zip(grown["area"], grown["people"])],
        columns=["area", "key", "label", "value", "low", "high", "unit"],
    ).astype({"low": float, "high": float})
"""
READS = """
from planbook.produce.run import open_run
run = open_run("toy", system=system, place=place, scenario=scenario)
run.table("toy_growth")
"""


@pytest.fixture
def led(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write_notebook: Callable[..., Path]) -> Path:
    """Give the toy project with a table of key numbers, and a lead's page that draws on its step."""
    columns = ("area", "key", "label", "value", "low", "high", "unit")
    table = Table("toy_explained", ("area", "key"), columns, "Key numbers.")
    step = replace(workflow.BY_SLUG["toy"], produces=(*workflow.BY_SLUG["toy"].produces, table))
    monkeypatch.setattr(workflow, "STEPS", (step, *workflow.STEPS[1:]))
    monkeypatch.setitem(workflow.BY_SLUG, "toy", step)
    for each in step.produces:
        monkeypatch.setitem(workflow.STEP_OF, each.name, step)
        monkeypatch.setitem(workflow.TABLES, each.name, each)
    monkeypatch.setattr(lead, "LED_BY", ("toy",))
    source = tmp_path / "steps" / "toy.py"
    source.write_text(source.read_text() + EXPLAINED, encoding="utf-8")
    write_notebook(toy, "01_toy", READS)
    return toy


def farmed(out: Path, day: date, edition: str = "full", **asked: Any) -> Path:
    project = open_project()
    selection = select(project, ["QAA"], asked.get("places"), "toy")
    summary = make_reports(project, selection, Settings(out, jobs=1, edition=edition, day=day))
    assert summary.failures == []
    return out / "lead" / "QAA.html"


def text_of(page: Path) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8")))


@pytest.mark.notebook
def test_an_assumption_changed_last_week_is_the_reason_on_the_page(led: Path, tmp_path: Path) -> None:
    first = text_of(farmed(tmp_path / "out", DAY))
    assert "This is the first look that is kept" in first
    params = led / "params" / "assumptions" / "toy.yaml"
    params.write_text(params.read_text().replace("value: 10", "value: 12"), encoding="utf-8")
    page = text_of(farmed(tmp_path / "out", DAY + timedelta(days=8)))
    assert "1 key number has moved since 22 November 2026" in page
    assert "People to come Toy 440 people 448 people 1.8% toy.growth_pct" in page
    assert re.search(
        r"How much the people of an area grow \(toy\.growth_pct\) Assumption 10% \(5 to 15\) 12% \(5 to 15\) 1 ", page
    )
    again = text_of(farmed(tmp_path / "out", DAY + timedelta(days=40)))
    assert "Nothing has changed since 30 November 2026" in again


@pytest.mark.notebook
def test_a_page_is_not_written_again_on_a_day_nothing_changed(led: Path, tmp_path: Path) -> None:
    page = farmed(tmp_path / "out", DAY)
    before, kept = page.stat().st_mtime_ns, sorted((tmp_path / "out" / ".made").rglob("*.gz"))
    assert farmed(tmp_path / "out", DAY).stat().st_mtime_ns == before
    assert sorted((tmp_path / "out" / ".made").rglob("*.gz")) == kept
    assert farmed(tmp_path / "out", DAY + timedelta(days=1)).stat().st_mtime_ns != before
    assert sorted((tmp_path / "out" / ".made").rglob("*.gz")) == kept, "nothing was made since, so none is needed"


@pytest.mark.notebook
def test_status_writes_the_page_as_of_today_and_makes_no_report(led: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    page = farmed(out, DAY)
    before = {path: path.stat().st_mtime_ns for path in out.glob("*/*/*/*.html")}
    project = open_project()
    paths = lead.lead_pages(project, out, select(project, ["QAA"], "none", "toy"), {}, "", "full")
    assert paths == ["lead/QAA.html"]
    assert "All 3 reports are fresh" in text_of(page)
    assert {path: path.stat().st_mtime_ns for path in out.glob("*/*/*/*.html")} == before
    assert lead.lead_pages(project, tmp_path / "none", select(project, ["QAA"], "none", "toy"), {}, "", "full") == []


@pytest.mark.notebook
def test_the_front_page_links_it_first_and_the_public_edition_has_none(led: Path, tmp_path: Path) -> None:
    assert farmed(tmp_path / "full", DAY).is_file()
    front = (tmp_path / "full" / "index.html").read_text()
    assert (
        front.index("For those who run the round") < front.index('href="lead/QAA.html"') < front.index("Find an area")
    )
    assert farmed(tmp_path / "partners", DAY, "partners").is_file()
    assert 'class="banner edition"' in (tmp_path / "partners" / "lead" / "QAA.html").read_text()
    assert not farmed(tmp_path / "public", DAY, "public").exists()
    assert "those who run the round" not in (tmp_path / "public" / "index.html").read_text()
    assert not (tmp_path / "public" / ".made" / "lead").exists()


@pytest.mark.notebook
def test_reports_that_are_not_of_this_run_are_judged(led: Path, tmp_path: Path) -> None:
    farmed(tmp_path / "out", DAY)
    params = led / "params" / "assumptions" / "toy.yaml"
    params.write_text(params.read_text().replace("value: 10", "value: 12"), encoding="utf-8")
    page = text_of(farmed(tmp_path / "out", DAY, places="none"))
    assert "2 of 3 reports are not fresh" in page
    assert re.search(r"Toy North and South Baseline stale assumption toy\.growth_pct", page)


def test_the_quick_way_out_holds_for_the_day_only(toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = {"systems": "QAA", "out": str(tmp_path / "out")}
    start.remember(ask, toy, start.inputs_digest(toy), {})
    assert start.unchanged(ask).startswith("Nothing has changed")
    monkeypatch.setattr(start, "today", lambda: "2199-01-01")
    assert start.unchanged(ask) == ""


# --- the page of real reports ---


@pytest.fixture(scope="module")
def page(site: Path, cache: Path, light: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, date], str]:
    """Give a function that gives the words of a system's page on a day, made of the site's own records."""
    out = tmp_path_factory.mktemp("led")
    for path in ("manifest.json", *(p.relative_to(site) for p in site.glob("*/*/_system/*"))):
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).symlink_to(site / path)
    shutil.copytree(site / ".made", out / ".made", ignore=shutil.ignore_patterns("lead"))

    def words(system: str, day: date, edition: str = "full") -> str:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PLANBOOK_CACHE", str(cache))
            project = open_project(light)
            publisher = Publisher(project, out, edition=edition)
            stale = Verdict(STALE, ("assumption demand.growth",))
            path = lead.write_lead(publisher, project.areas(system), lambda wanted: stale, day)
            assert path is not None
            return text_of(out / path)

    return words


def test_the_example_s_page_counts_from_the_day_it_is_looked_at(page: Callable[..., str]) -> None:
    said = page("EXAMPLE", DAY)
    assert "Fictional: Example ICB does not exist" in said
    assert "Example ICB: 25 days to submission, 11 differences open and 8 dates passed" in said
    assert "22 November 2026: days left and days over are counted from here" in said
    assert "for the round as at 21 November 2026" in said
    assert "12 days to submission" in page("EXAMPLE", DAY + timedelta(days=13))
    for part in ("nobody named", "22 days 31 October 2026", "Better Care Fund lead", "because", "Trigger fired"):
        assert part.lower() in said.lower()
    assert "assumption demand.growth" in said


def test_a_real_icb_s_page_makes_nothing_up(page: Callable[..., str]) -> None:
    said = page("QWO", DAY)
    assert "West Yorkshire: 129 days to submission; no plans or registers are on record" in said
    for part in (
        "No plans are on record", "No register is kept", "what the model expected", "planbook data template plans",
        "planbook data template risks --system QWO",
    ):  # fmt: skip
        assert part in said
    assert "the plan in" not in said
    assert "nobody named" not in said


def test_rows_kept_closer_are_not_on_the_partners_page(page: Callable[..., str]) -> None:
    assert "Edition for partners" in page("EXAMPLE", DAY, edition="partners")


def test_what_is_over_on_the_day_of_the_round_is_what_governance_finds(site: Path, cache: Path, light: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANBOOK_CACHE", str(cache))
        project = open_project(light)
        held = lead.Held(Publisher(project, site), project.areas("EXAMPLE"), "baseline", project.beliefs.planning.as_at)
        frames = held.frames()
    told = frames["governance_for_lead"]
    found = told[told["kind"].str.startswith("overdue ")]
    late = lead.Round(held.day, frames, pd.DataFrame(), None, pd.DataFrame(), pd.DataFrame()).late
    assert sorted(zip(found["kind"].str.removeprefix("overdue "), found["key"], found["days_over"], strict=True)) == (
        sorted(zip(late["kind"], late["key"], late["days_over"], strict=True))
    )
