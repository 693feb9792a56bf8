"""A report is made again when, and only when, something it was made from has changed; and the reason is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from planbook.data import reference
from planbook.produce import code, recipe, start
from planbook.produce.farm import Summary, make_reports
from planbook.produce.fresh import FRESH, NEVER, STALE, Verdict, verdicts_in
from planbook.produce.project import open_project
from planbook.produce.recipe import row_digests
from planbook.produce.records import Records
from planbook.produce.selection import Wanted, select
from planbook.produce.settings import Settings

pytestmark = pytest.mark.notebook

Write = Callable[..., Path]
Forget = Callable[[], None]

READS_A_TABLE = """
    from planbook.produce.run import open_run
    run = open_run("toy", system=system, place=place, scenario=scenario)
    print(run.table("toy_growth"), run.assumptions()["value"].tolist(), run.sources(["census"])["publisher"].tolist())
    """


def make(out: Path, *systems: str, **settings: object) -> Summary:
    project = open_project()
    selection = select(project, systems or ("QAA",))
    return make_reports(project, selection, Settings(out, jobs=2, **settings))  # type: ignore[arg-type]


def judged(out: Path) -> dict[str, Verdict]:
    project = open_project()
    verdicts = verdicts_in(out, project, select(project, ["QAA"]))
    return {f"{each.place or 'QAA'} {each.step}": verdict for each, verdict in verdicts.items()}


def because(out: Path, report: str = "north toy") -> str:
    return judged(out)[report].said


def state_of_files(out: Path) -> dict[str, tuple[int, int]]:
    files = (path for path in out.rglob("*") if path.is_file() and path.name != ".held")
    return {str(path.relative_to(out)): (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder to keep what was made once, for every test to begin from."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def made(toy: Path, write_notebook: Write, tmp_path: Path, kept: Path) -> Path:
    """Give the build folder of a toy ICB's nine reports, just made."""
    write_notebook(toy, "01_toy", READS_A_TABLE)
    out, cache = tmp_path / "out", toy / ".planbook-cache"
    if not (kept / "out").exists():
        assert make(out).failures == []
        shutil.copytree(out, kept / "out")
        shutil.copytree(cache, kept / "cache")
    else:
        shutil.copytree(kept / "out", out)
        shutil.copytree(kept / "cache", cache)
    return out


def override(toy: Path, value: int) -> None:
    path = toy / "params" / "places" / "QAA" / "north.yaml"
    said = f"system: QAA\nplace: north\noverrides:\n  - {{key: toy.growth_pct, value: {value}, because: an audit}}\n"
    path.write_text(said)


def test_nothing_changed_rewrites_nothing(made: Path) -> None:
    before = state_of_files(made)
    summary = make(made)
    assert (summary.made, len(summary.fresh), summary.not_tried) == (0, 9, [])
    assert state_of_files(made) == before


def test_one_assumption_of_one_place_remakes_only_what_reads_it(toy: Path, made: Path) -> None:
    before = state_of_files(made)
    override(toy, 12)
    told = judged(made)
    assert told["north toy"] == Verdict(STALE, ("assumption toy.growth_pct",), sure=False)
    assert {name for name, verdict in told.items() if verdict.state == FRESH} >= {"south toy", "north alone"}
    summary = make(made)
    assert [(row["place"], row["step"]) for row in summary.rows] == [("north", "toy")]
    changed = {name for name, state in state_of_files(made).items() if before.get(name) != state}
    pages = {name for name in changed if name.endswith(".html") and name != "index.html"}
    assert pages == {"baseline/QAA/north/01_toy.html"}
    assert {verdict.state for verdict in judged(made).values()} == {FRESH}


def test_going_back_to_what_was_believed_is_a_change_too(toy: Path, made: Path) -> None:
    override(toy, 12)
    make(made)
    first = (made / "baseline" / "QAA" / "north" / "01_toy.html").read_bytes()
    override(toy, 10)
    assert because(made) == "stale: assumption toy.growth_pct"
    make(made)
    assert (made / "baseline" / "QAA" / "north" / "01_toy.html").read_bytes() != first


def test_an_assumption_nobody_reads_changes_nothing(toy: Path, made: Path) -> None:
    path = toy / "params" / "assumptions" / "toy.yaml"
    path.write_text(path.read_text().replace("value: 1\n", "value: 1.5\n"))
    assert make(made).made == 0


def test_lines_that_move_in_a_file_change_nothing(toy: Path, made: Path) -> None:
    path = toy / "params" / "assumptions" / "toy.yaml"
    path.write_text("# one line more\n" + path.read_text())
    assert make(made).made == 0


def edited(path: Path, before: str, after: str) -> Callable[[], Callable[[], None]]:
    def change() -> Callable[[], None]:
        text = path.read_text()
        assert before in text
        path.write_text(text.replace(before, after))
        return lambda: path.write_text(text) and None

    return change


def test_every_kind_of_change_is_named_and_undone_by_undoing_it(
    toy: Path, made: Path, tmp_path: Path, forget: Forget, monkeypatch: pytest.MonkeyPatch
) -> None:
    params = toy / "params"
    template = tmp_path / "template"
    shutil.copytree(recipe.TEMPLATE, template)
    monkeypatch.setattr(recipe, "TEMPLATE", template)
    changes = {
        "stale: its notebook": edited(toy / "notebooks" / "01_toy.ipynb", "print(", "print(1, "),
        "stale: template: page.css": edited(template / "page.css", "{", "{ "),
        "stale: params/planning.yaml": edited(params / "planning.yaml", "n_draws: 16", "n_draws: 17"),
        "stale: the scenario's story": edited(params / "scenarios" / "baseline.yaml", "Nothing changes", "Little does"),
        "stale: assumption toy.growth_pct": edited(params / "assumptions" / "toy.yaml", "invented for", "made up for"),
        "stale: source census": edited(tmp_path / "reference" / "sources.csv", "Nobody", "Somebody"),
        "stale: code: planbook.steps.toy, code of step toy": edited(
            tmp_path / "steps" / "toy.py", "MADE = []", "MADE = [ ]"
        ),
        "stale: the page itself was changed": edited(
            made / "baseline" / "QAA" / "north" / "01_toy.html", "</body>", " </body>"
        ),
    }
    for said, change in changes.items():
        undo = change()
        forget()
        assert because(made) == said
        undo()
        forget()
        assert because(made) == FRESH, said


def test_another_version_of_a_library_is_named(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = {**code.page_versions(), "nbconvert": "1.0"}
    monkeypatch.setattr(recipe, "page_versions", lambda: versions)
    assert because(made, "south alone") == "stale: library: nbconvert"


def test_other_published_figures_are_named(made: Path, tmp_path: Path, forget: Forget) -> None:
    path = tmp_path / "reference" / "pieces.parquet"
    pieces = pd.read_parquet(path)
    pieces.assign(census_people=pieces["census_people"] + 1).to_parquet(path, index=False)
    forget()
    assert because(made) == "stale: published figures pieces"
    assert because(made, "north alone") == FRESH
    assert reference.digest("pieces")


def test_other_reports_to_link_to_make_a_page_stale(toy: Path, tmp_path: Path) -> None:
    out, project = tmp_path / "out", open_project()
    make_reports(project, select(project, ["QAA"], "none", "toy"), Settings(out, jobs=1))
    verdicts = verdicts_in(out, project, select(project, ["QAA"], "none", "toy,alone"))
    assert [verdict.said for verdict in verdicts.values()] == ["stale: which other reports there are", NEVER]
    as_it_is = verdicts_in(out, project, select(project, ["QAA"], "none", "toy,alone"), coming=False)
    assert [verdict.said for verdict in as_it_is.values()] == [FRESH, NEVER]


def test_an_emptied_cache_makes_nothing_stale(toy: Path, made: Path) -> None:
    shutil.rmtree(toy / ".planbook-cache")
    assert make(made).made == 0
    assert not (toy / ".planbook-cache").exists()


def test_a_page_or_a_record_that_is_gone_is_made_again(made: Path) -> None:
    (made / "baseline" / "QAA" / "south" / "03_alone.html").unlink()
    (made / "baseline" / "QAA" / "north" / "run.json").write_text("{")
    assert because(made, "south alone") == NEVER
    assert make(made).made == 4
    assert make(made).made == 0


def test_a_failed_report_is_tried_again(toy: Path, write_notebook: Write, made: Path) -> None:
    write_notebook(toy, "03_alone", "raise ValueError")
    assert len(make(made).failures) == 3
    assert because(made, "north alone") == "failed"
    assert len(make(made).failures) == 3
    write_notebook(toy, "03_alone", "print(system)", "place")
    assert make(made).made == 3
    assert {verdict.state for verdict in judged(made).values()} == {FRESH}


def test_only_stale_makes_nothing_new(toy: Path, made: Path, write_notebook: Write) -> None:
    write_notebook(toy, "03_alone", "'another'")
    summary = make(made, "QAA", "QBB", only_stale=True)
    assert {(row["system"], row["step"]) for row in summary.rows} == {("QAA", "alone")}
    assert summary.not_tried == []
    assert not (made / "baseline" / "QBB").exists()


def test_no_cache_makes_everything_again(made: Path) -> None:
    assert make(made, no_cache=True).made == 9


def test_a_report_made_of_other_tables_than_are_held_has_no_record(made: Path) -> None:
    records = Records(made)
    record = records.of(Wanted("QAA", "north", "baseline", "toy"))
    assert record is not None
    assert list(record["made_from"]["tables"]) == ["toy_growth"]
    assert records.shared(record["made_from"]["behind"])["toy_growth"]["rows"]


def test_what_nobody_shares_any_more_is_forgotten(toy: Path, made: Path) -> None:
    shared = {path.name for path in (made / ".made").glob("*.json")}
    override(toy, 12)
    make(made, no_cache=True)
    later = {path.name for path in (made / ".made").glob("*.json")}
    assert shared & later
    assert shared - later


def test_rows_are_told_apart_by_value_order_column_and_type() -> None:
    frame = pd.DataFrame({"area": ["A", "A", "B"], "people": [1.0, 2.0, 3.0]})
    same = row_digests(frame)
    assert row_digests(frame.copy()) == same
    assert row_digests(frame.iloc[[2, 0, 1]])["A"] == same["A"]
    assert row_digests(frame.iloc[[1, 0, 2]])["A"] != same["A"]
    others = (frame.replace({2.0: 2.5}), frame.rename(columns={"people": "beds"}), frame.astype({"people": int}))
    assert all(row_digests(other)["A"] != same["A"] for other in others)
    assert row_digests(frame.replace({3.0: 4.0}))["A"] == same["A"]


def test_nothing_changed_is_said_without_importing_what_makes_reports(
    toy: Path, made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = start.ask_of(["QAA", "--out", str(made), "--jobs", "2"])
    assert ask is not None
    rows = json.loads((made / "manifest.json").read_text())
    start.remember(ask, toy, start.inputs_digest(toy), {row["path"]: row["sha256"] for row in rows})
    monkeypatch.setattr("sys.argv", ["planbook", "reports", "QAA", "--engine=warm", "--out", str(made)])
    start.main()
    assert capsys.readouterr().out == "Nothing has changed: 9 reports are fresh and stay as they are.\n"
    page = made / rows[0]["path"]
    text = page.read_bytes()
    page.write_bytes(text + b" ")
    assert start.unchanged(ask) == ""
    page.write_bytes(text)
    assert start.unchanged(ask)
    (toy / "params" / "sources.yaml").write_text("{}\n")
    assert start.unchanged(ask) == ""


@pytest.mark.parametrize("words", [["--no-cache"], ["--dry-run", "QAA"], ["--help"], ["--only-stale=yes"]])
def test_whatever_asks_for_more_goes_to_the_command_line(words: list[str]) -> None:
    assert start.ask_of(words) is None


def test_the_quick_answer_knows_the_same_options_as_the_command_line() -> None:
    assert start.ask_of(["A", "B", "--steps=x", "--jobs", "2", "--fail-fast"]) == {"systems": "A B", "steps": "x"}
    assert start.ask_of([]) == {"systems": ""}
