"""An edition leaves out what is not for its readers, everywhere it writes: pages, logs, records, the front page."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from planbook import workflow
from planbook.errors import InputError
from planbook.produce.editions import claim, edition_named, released, said_left_out
from planbook.produce.farm import make_reports
from planbook.produce.fresh import FRESH, verdicts_in
from planbook.produce.project import open_project
from planbook.produce.selection import select
from planbook.produce.settings import Settings
from planbook.produce.start import ask_of, build_of, out_of
from planbook.workflow import Table

CANARY = b"CANARY"
GUARDED = ("toy_people", ("area", "year"), ("area", "year", "people", "basis", "source"), "People.")
SHOWS = """
from planbook.present import page
from planbook.present.about import About
from planbook.produce.run import open_run
run = open_run("toy", system=system, place=place, scenario=scenario)
rows = run.table("toy_people", areas="all")
about = About("s", "", "observed", "A")
page.table(rows, "People", {"area": "Area", "source": "Source"}, about=about, name="people")
"""


def every_byte(folder: Path) -> bytes:
    """Give all files of a folder after one another, what is embedded in pages written out too."""
    whole = b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    embedded = re.findall(rb"data:[^,\"]*;base64,([A-Za-z0-9+/=]+)", whole)
    return b"\n".join([whole, *(base64.b64decode(each) for each in embedded)])


@pytest.fixture
def guarded(toy: Path, monkeypatch: pytest.MonkeyPatch, write_notebook: Any) -> Path:
    """Give the toy project with a table that is for partners, and a notebook that shows and embeds it."""
    table = Table(*GUARDED, audience="partners")
    monkeypatch.setitem(workflow.TABLES, "toy_people", table)
    write_notebook(toy, "01_toy", SHOWS)
    return toy


def made(root: Path, out: Path, edition: str, step: str = "toy") -> Any:
    project = open_project(root)
    return make_reports(project, select(project, ["QAA"], "none", step), Settings(out, jobs=1, edition=edition))


def test_a_table_for_partners_is_in_their_edition_and_not_in_the_publics(guarded: Path, tmp_path: Path) -> None:
    for edition, shown in (("public", False), ("partners", True), ("full", True)):
        out = tmp_path / edition
        assert made(guarded, out, edition).failures == []
        assert (b"<td>census</td>" in every_byte(out)) == shown
        page = (out / "baseline/QAA/_system/01_toy.html").read_text()
        assert ("rows of people" in page) == (edition == "public")
        assert ("Edition for partners: nothing is left out of this page." in page) == (edition == "partners")
        assert ('class="banner edition"' in page) == (edition != "full")


def test_a_failure_says_what_stopped_it_in_the_full_edition_only(
    toy: Path, tmp_path: Path, write_notebook: Any
) -> None:
    write_notebook(toy, "01_toy", 'raise ValueError("CAN" + "ARY")')
    for edition, shown in (("public", False), ("partners", False), ("full", True)):
        out = tmp_path / edition
        summary = made(toy, out, edition)
        assert "CANARY" in summary.failures[0].message
        assert (CANARY in every_byte(out)) == shown
        assert (tmp_path / f"{edition}-logs").exists() != shown


def test_a_folder_holds_one_edition(guarded: Path, tmp_path: Path) -> None:
    made(guarded, tmp_path / "out", "public")
    made(guarded, tmp_path / "out", "public")
    with pytest.raises(InputError, match="holds the public edition"):
        made(guarded, tmp_path / "out", "full")
    made(guarded, tmp_path / "whole", "full")
    with pytest.raises(InputError, match="holds the full edition"):
        claim(tmp_path / "whole", "public")


def test_what_was_made_for_one_edition_is_not_fresh_for_another(guarded: Path, tmp_path: Path) -> None:
    made(guarded, tmp_path, "public")
    project = open_project(guarded)
    selection = select(project, ["QAA"], "none", "toy")
    said = {
        edition: {each.state for each in verdicts_in(tmp_path, project, selection, edition=edition).values()}
        for edition in ("public", "partners")
    }
    assert said["public"] == {FRESH}
    assert FRESH not in said["partners"]


def test_rows_may_be_kept_closer_than_their_table() -> None:
    frame = pd.DataFrame({"audience": ["public", "partners", "confidential"], "value": [1, 2, 3]})
    table = Table("toy_x", ("area",), ("area", "audience", "value"), "X.")
    assert [list(released(frame, table, each)["value"]) for each in ("public", "partners", "full")] == [
        [1],
        [1, 2],
        [1, 2, 3],
    ]
    closer = Table("toy_x", ("area",), ("area", "audience", "value"), "X.", audience="confidential")
    assert released(frame, closer, "partners").empty
    assert list(released(frame, closer, "partners").columns) == list(frame.columns)


def test_an_edition_is_named_and_has_a_folder_of_its_own() -> None:
    assert edition_named("") == "full"
    with pytest.raises(InputError, match="did you mean 'public'"):
        edition_named("publik")
    root = Path("somewhere")
    folders = {build_of(root, edition).name for edition in ("full", "public", "partners")}
    assert folders == {"build", "build-public", "build-partners"}
    ask = ask_of(["QWO", "--edition", "public"])
    assert ask is not None
    assert out_of(ask, root).name == "build-public"
    assert said_left_out({"toy_people": (2, 3)}, "public").startswith("Public edition: what is for partners or conf")
