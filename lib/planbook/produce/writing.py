"""Writing into params/: comments and order kept, all checked on a copy first, each file whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from planbook.errors import Problem, raise_if_any
from planbook.params import load_beliefs
from planbook.produce.cache import write_whole


def read_document(path: Path, otherwise: Mapping[str, Any]) -> Any:
    """Give what a YAML file holds, with its comments; a new document of `otherwise` where there is none."""
    return _yaml().load(path.read_text(encoding="utf-8")) if path.exists() else dict(otherwise)


def text_of(document: Any) -> str:
    """Give a document as it is written."""
    written = StringIO()
    _yaml().dump(document, written)
    return written.getvalue()


def with_override(params: Path, system: str, override: Mapping[str, Any]) -> str:
    """Give `systems/<code>.yaml` with one more override; raises `InputError` where that key is overridden already."""
    document = read_document(params / "systems" / f"{system}.yaml", {"system": system})
    before = document.setdefault("overrides", [])
    if any(each["key"] == override["key"] for each in before):
        what = f"'{override['key']}' is overridden already"
        raise_if_any([Problem(what, f"systems/{system}.yaml", "change that override by hand, with its reason")])
    before.append(dict(override))
    return text_of(document)


def write_checked(params: Path, texts: Mapping[Path, str]) -> list[Path]:
    """Write files of params/ by their names below it, once all of params/ is right with them; gives their paths.

    Raises `InputError` with all that would be wrong; then nothing is written.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "params"
        shutil.copytree(params, copy, ignore=shutil.ignore_patterns("schema"))
        for name, text in texts.items():
            write_whole(copy / name, text.encode())
        load_beliefs(copy)
    for name, text in texts.items():
        write_whole(params / name, text.encode())
    return [params / name for name in texts]


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
