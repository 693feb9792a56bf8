"""The files that make an environment agree with one another."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from planbook.errors import InputError
from planbook.produce.environment import environment_yml

ROOT = Path(__file__).parents[1]


def test_writing_environment_yml_again_changes_nothing() -> None:
    assert environment_yml(ROOT / "requirements.lock") == (ROOT / "environment.yml").read_text()


def test_every_direct_dependency_is_locked_with_a_hash() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {each.split(">")[0].split("=")[0].strip().lower() for each in wanted}
    lock = (ROOT / "requirements.lock").read_text()
    blocks = {block.split("==")[0]: block for block in lock.split("\n") if "==" in block and not block.startswith(" ")}
    assert names <= set(blocks)
    assert lock.count("--hash=sha256:") >= len(blocks)


def test_every_direct_dependency_has_its_reason_in_the_readme() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    readme = (ROOT / "README.md").read_text().lower()
    assert [each for each in wanted if each.split(">")[0].lower() not in readme] == []


@pytest.mark.parametrize("text", [None, "# nothing here\n"])
def test_a_lock_file_that_is_missing_or_empty_is_one_clear_error(tmp_path: Path, text: str | None) -> None:
    lock = tmp_path / "requirements.lock"
    if text is not None:
        lock.write_text(text)
    with pytest.raises(InputError, match=r"requirements\.lock.*make lock"):
        environment_yml(lock)
