"""The farm makes everything it can, keeps what was made before, and says what failed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from planbook.errors import InputError
from planbook.produce import manifest
from planbook.produce.farm import Summary, make_reports
from planbook.produce.machine import alone_in
from planbook.produce.project import open_project
from planbook.produce.selection import Wanted, select
from planbook.produce.settings import Settings

pytestmark = pytest.mark.notebook

Write = Callable[..., Path]

READS_A_TABLE = """
    from planbook.produce.run import open_run
    run = open_run("toy", system=system, place=place, scenario=scenario)
    run.table("toy_growth")
    """


def make(toy: Path, out: Path, *systems: str, **asked: object) -> Summary:
    chosen = {name: asked.pop(name) for name in ("places", "steps", "scenarios") if name in asked}
    project = open_project()
    selection = select(project, systems or ("QAA",), **chosen)  # type: ignore[arg-type]
    return make_reports(project, selection, Settings(out, jobs=2, **asked))  # type: ignore[arg-type]


def pages(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*.html"))}


def test_every_report_is_made_where_it_belongs(toy: Path, write_notebook: Write, tmp_path: Path) -> None:
    write_notebook(toy, "01_toy", READS_A_TABLE)
    summary = make(toy, tmp_path / "out")
    assert (summary.made, summary.failures, summary.not_tried) == (9, [], [])
    assert "baseline/QAA/_system/01_toy.html" in pages(tmp_path / "out")
    assert "baseline/QAA/south/03_alone.html" in pages(tmp_path / "out")
    rows = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert {tuple(row) for row in rows} == {manifest.COLUMNS}
    assert {row["status"] for row in rows} == {"made"}
    assert [row["place"] for row in rows if row["step"] == "toy"] == [None, "north", "south"]
    assert (tmp_path / "out" / "index.html").is_file()


def test_the_area_s_record_holds_what_its_reports_read(toy: Path, write_notebook: Write, tmp_path: Path) -> None:
    write_notebook(toy, "01_toy", READS_A_TABLE)
    make(toy, tmp_path / "out", places="north")
    record = json.loads((tmp_path / "out" / "baseline" / "QAA" / "north" / "run.json").read_text())
    tables = record["steps"]["toy"]["tables"]
    behind = json.loads(
        (tmp_path / "out" / ".made" / f"{record['steps']['toy']['made_from']['behind']}.json").read_text()
    )
    assert tables == {"toy_growth": behind["toy_growth"]["digest"]}
    assert list(behind["toy_growth"]["parameters"]) == ["toy.growth_pct"]
    assert record["steps"]["later"]["tables"] == {}
    assert {"commit", "versions", "engine"} <= set(record)


def test_a_systems_tables_are_made_once_for_all_its_places(toy: Path, write_notebook: Write, tmp_path: Path) -> None:
    counted = tmp_path / "counted"
    module = Path(str(import_module("planbook.steps.toy").__file__))
    text = module.read_text().replace("MADE.append(", f"open({str(counted)!r}, 'a').write(")
    module.write_text(text)
    sys.modules.pop("planbook.steps.toy")
    write_notebook(toy, "01_toy", READS_A_TABLE)
    make(toy, tmp_path / "out")
    assert counted.read_text() == "toy_peopletoy_growth"


def test_one_failing_notebook_stops_no_other(toy: Path, write_notebook: Write, tmp_path: Path) -> None:
    write_notebook(toy, "02_later", "x = 1", "raise ValueError(f'nothing for {place}')")
    summary = make(toy, tmp_path / "out")
    assert summary.made == 6
    failure = summary.failures[0]
    assert (failure.wanted.step, failure.cell, failure.message) == ("later", 3, "ValueError: nothing for None")
    page = pages(tmp_path / "out")["baseline/QAA/north/02_later.html"]
    assert b"nothing for north" in page
    assert b"Traceback" not in page
    log = tmp_path / "out" / "logs" / "baseline" / "QAA" / "north" / "02_later.log"
    assert "Traceback" in log.read_text()


def test_a_failed_remake_keeps_the_good_report(toy: Path, write_notebook: Write, tmp_path: Path) -> None:
    out = tmp_path / "out"
    make(toy, out, places="none")
    good = pages(out)["baseline/QAA/_system/02_later.html"]
    write_notebook(toy, "02_later", "raise ValueError('broken since')")
    make(toy, out, places="none")
    after = pages(out)
    assert after["baseline/QAA/_system/02_later.html"] == good
    assert b"broken since" in after["baseline/QAA/_system/02_later.failed.html"]
    row = next(row for row in manifest.read(out) if row["step"] == "later")
    assert (row["status"], row["path"]) == ("failed", "baseline/QAA/_system/02_later.failed.html")
    write_notebook(toy, "02_later", "'mended'")
    make(toy, out, places="none")
    assert "baseline/QAA/_system/02_later.failed.html" not in pages(out)
    assert next(row for row in manifest.read(out) if row["step"] == "later")["status"] == "made"


def test_a_failure_page_is_no_good_report(toy: Path, write_notebook: Write, tmp_path: Path) -> None:
    write_notebook(toy, "02_later", "raise ValueError('first')")
    make(toy, tmp_path / "out", places="none")
    write_notebook(toy, "02_later", "raise ValueError('second')")
    make(toy, tmp_path / "out", places="none")
    assert b"second" in pages(tmp_path / "out")["baseline/QAA/_system/02_later.html"]


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ("import os\nos._exit(7)", "the process ended without an answer (exit code 7)"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "(killed by SIGKILL)"),
    ],
)
def test_a_process_that_dies_fails_its_own_report_only(
    toy: Path, write_notebook: Write, tmp_path: Path, ending: str, said: str
) -> None:
    write_notebook(toy, "02_later", ending)
    summary = make(toy, tmp_path / "out", places="none")
    assert summary.made == 2
    assert said in summary.failures[0].message
    assert said.encode() in pages(tmp_path / "out")["baseline/QAA/_system/02_later.html"]


def test_a_notebook_that_takes_too_long_fails(toy: Path, write_notebook: Write, tmp_path: Path) -> None:
    write_notebook(toy, "02_later", "import time\ntime.sleep(60)")
    summary = make(toy, tmp_path / "out", places="none", steps="later", notebook_seconds=2.0)
    assert "took longer than 2 seconds" in summary.failures[0].message


def test_tables_that_end_their_process_fail_the_systems_reports_and_no_others(toy: Path, tmp_path: Path) -> None:
    module = Path(str(import_module("planbook.steps.toy").__file__))
    dying = "\n    if inputs.areas.code == 'QAA':\n        import os\n        os._exit(1)\n"
    module.write_text(module.read_text().replace('    MADE.append("toy_growth")\n', dying))
    sys.modules.pop("planbook.steps.toy")
    summary = make(toy, tmp_path / "out", "QAA", "QBB", places="none")
    assert [failure.wanted.system for failure in summary.failures] == ["QAA"] * 3
    assert "the tables of QAA could not be made" in summary.failures[0].message
    assert summary.made == 3


def test_a_table_that_raises_fails_only_the_notebooks_that_ask_for_it(
    toy: Path, write_notebook: Write, tmp_path: Path
) -> None:
    module = Path(str(import_module("planbook.steps.toy").__file__))
    module.write_text(
        module.read_text().replace('    MADE.append("toy_growth")\n', "    raise ValueError('no growth')\n")
    )
    sys.modules.pop("planbook.steps.toy")
    write_notebook(toy, "01_toy", READS_A_TABLE)
    summary = make(toy, tmp_path / "out", places="none")
    assert [(failure.wanted.step, failure.message) for failure in summary.failures] == [
        ("toy", "ValueError: no growth")
    ]


def test_the_first_failure_can_be_the_end(toy: Path, write_notebook: Write, tmp_path: Path) -> None:
    write_notebook(toy, "01_toy", "raise ValueError")
    summary = make(toy, tmp_path / "out", "QAA", "QBB", fail_fast=True)
    assert summary.failures
    assert summary.not_tried
    assert len(summary.rows) + len(summary.not_tried) == 18


def test_two_builds_give_the_same_bytes(toy: Path, write_notebook: Write, tmp_path: Path) -> None:
    write_notebook(toy, "01_toy", READS_A_TABLE)
    make(toy, tmp_path / "one")
    make(toy, tmp_path / "two", no_cache=True)
    assert pages(tmp_path / "one") == pages(tmp_path / "two")


def test_params_spoilt_while_reports_are_made_change_nothing(toy: Path, write_notebook: Write, tmp_path: Path) -> None:
    planning = toy / "params" / "planning.yaml"
    write_notebook(toy, "01_toy", f"open({str(planning)!r}, 'w').close()")
    write_notebook(toy, "02_later", READS_A_TABLE.replace('"toy"', '"later"'))
    assert make(toy, tmp_path / "out", steps="toy,later").failures == []
    assert planning.read_text() == ""


def test_warnings_go_to_the_log_and_never_to_a_page(toy: Path, write_notebook: Write, tmp_path: Path) -> None:
    write_notebook(toy, "02_later", "import sys\nprint('take care', file=sys.stderr)")
    summary = make(toy, tmp_path / "out", places="none")
    assert summary.warned == [Wanted("QAA", None, "baseline", "later")]
    assert b"take care" not in pages(tmp_path / "out")["baseline/QAA/_system/02_later.html"]
    log = tmp_path / "out" / "logs" / "baseline" / "QAA" / "_system" / "02_later.log"
    assert "take care" in log.read_text()


def test_reports_made_before_stay_in_the_manifest(toy: Path, tmp_path: Path) -> None:
    make(toy, tmp_path / "out", "QAA", places="none")
    make(toy, tmp_path / "out", "QBB", places="none")
    assert {row["system"] for row in manifest.read(tmp_path / "out")} == {"QAA", "QBB"}
    (tmp_path / "out" / "baseline" / "QAA" / "_system" / "01_toy.html").unlink()
    assert len(manifest.read(tmp_path / "out")) == 5


def test_links_go_only_to_reports_that_are_there(toy: Path, tmp_path: Path) -> None:
    make(toy, tmp_path / "out", steps="toy")
    page = pages(tmp_path / "out")["baseline/QAA/north/01_toy.html"].decode()
    assert 'href="../_system/01_toy.html"' in page
    assert "02_later.html" not in page


def test_everything_wrong_is_said_before_anything_starts(toy: Path, tmp_path: Path) -> None:
    (toy / "notebooks" / "03_alone.ipynb").unlink()
    with pytest.raises(InputError) as caught:
        make(toy, tmp_path / "out", "QAA", "QZZ", steps="toy,latter,alone", scenarios="wintre", places="nort")
    said = str(caught.value)
    for part in ("'winter'", "'later'", "unknown system 'QZZ'", "'north'", "no such notebook"):
        assert part in said
    assert not (tmp_path / "out").exists()


def test_an_unknown_engine_is_refused(toy: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="warm or kernel"):
        make(toy, tmp_path / "out", engine="hot")


def test_a_second_farm_is_told_who_is_there(toy: Path, tmp_path: Path) -> None:
    with alone_in(tmp_path / "out"), pytest.raises(InputError, match=f"process {os.getpid()}"):
        make(toy, tmp_path / "out")


def test_the_kernel_engine_makes_the_same_pages(toy: Path, write_notebook: Write, tmp_path: Path) -> None:
    write_notebook(toy, "01_toy", "import pandas as pd", "pd.DataFrame({'people': [1.0, 2.5]})")
    write_notebook(toy, "02_later", "raise ValueError('not now')")
    for engine in ("warm", "kernel"):
        make(toy, tmp_path / engine, places="none", steps="toy,later", engine=engine)
    assert pages(tmp_path / "warm") == pages(tmp_path / "kernel")
