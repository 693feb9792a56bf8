"""Importing Jupyter's libraries without a grammar nobody here uses.

jsonschema, which they import to check notebooks, builds at import a parser for international web addresses that takes
longer than everything else together. No notebook field has that format, and jsonschema does without it when the
parser's package is not there: so here it is not there while jsonschema is imported.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import cast

_PARSER = "rfc3987_syntax"


def import_jsonschema_without_parser() -> None:
    """Import jsonschema as if the parser's package were not installed; nothing is done where it is imported already."""
    if "jsonschema" in sys.modules or _PARSER in sys.modules:
        return
    sys.modules[_PARSER] = cast(ModuleType, None)
    try:
        importlib.import_module("jsonschema")
    finally:
        del sys.modules[_PARSER]


import_jsonschema_without_parser()
