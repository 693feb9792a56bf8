"""Where each figure comes from: publication, publisher, period, licence, problems, how shipped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import pandas as pd

from planbook.errors import InputError, Problem

OGL = "Open Government Licence v3.0"
ATTRIBUTION = (
    "Contains public sector information licensed under the Open Government Licence v3.0. Source: Office "
    "for National Statistics licensed under the Open Government Licence v3.0. Contains OS data © Crown "
    "copyright and database right."
)


@dataclass(frozen=True)
class Source:
    """One publication, or one set of figures derived from others.

    `key` is what every row's `source` column holds; `known_problems` what a reader must know before quoting;
    `how_shipped` what was done between the published figures and ours.
    """

    key: str
    publication: str
    publisher: str
    period: str
    licence: str = OGL
    known_problems: str = ""
    how_shipped: str = ""


def sources_table(sources: Iterable[Source]) -> pd.DataFrame:
    """Give one row per source, sorted by key. Raises `InputError` when a key names two sources."""
    by_key: dict[str, Source] = {}
    problems = []
    for source in sources:
        if by_key.setdefault(source.key, source) != source:
            problems.append(Problem(f"source '{source.key}' is described twice, differently", "sources"))
    if problems:
        raise InputError(problems)
    rows = [asdict(by_key[key]) for key in sorted(by_key)]
    return pd.DataFrame(rows, columns=list(Source.__dataclass_fields__), dtype="str")
