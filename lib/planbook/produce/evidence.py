"""What a run assumed and where its figures come from, as tables a page can show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from planbook import workflow
from planbook.data import reference
from planbook.data.areas import Area, SystemAreas
from planbook.errors import InputError, unknown
from planbook.params import Assumption, Evidence, Parameters, SetBy
from planbook.params.model import Planning
from planbook.present.here import Here

ASSUMPTION_COLUMNS = (
    "key",
    "leaf",
    "meaning",
    "value",
    "low",
    "high",
    "unit",
    "source",
    "source_title",
    "as_of",
    "quality",
    "set_by",
    "because",
)
SOURCE_COLUMNS = (
    "key",
    "publication",
    "publisher",
    "period",
    "licence",
    "known_problems",
    "how_shipped",
    "grade",
)


def assumptions_frame(keys: Iterable[str], parameters: Parameters, evidence: Mapping[str, Evidence]) -> pd.DataFrame:
    """Give one row per assumption and leaf, in the order of `keys`; `value`, `low`, `high` in the row's `unit`.

    `set_by` says which layer set it last, and where; `because` is that layer's reason.
    """
    asked = [parameters[key] for key in keys]
    titles = {source: source_title(source, evidence) for source in {each.source for each in asked}}
    rows = [
        (
            each.key,
            leaf,
            each.meaning,
            value,
            low,
            high,
            each.unit,
            each.source,
            titles[each.source],
            each.as_of,
            each.quality,
            _place_of(_setter(each, leaf)),
            _setter(each, leaf).because or each.because,
        )
        for each in asked
        for leaf, value, low, high in zip(each.leaves, each.value, each.low, each.high, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(ASSUMPTION_COLUMNS))


def sources_frame(keys: Iterable[str], evidence: Mapping[str, Evidence]) -> pd.DataFrame:
    """Give one row per source, in the order of `keys`: publication, publisher, period, licence, problems, grade.

    Raises `InputError` with every key that is in neither the published sources nor params/sources.yaml.
    """
    published = {row["key"]: row for row in reference.sources().to_dict("records")}
    wanted = list(dict.fromkeys(keys))
    known = [*published, *evidence]
    if strangers := [key for key in wanted if key not in known]:
        raise InputError(unknown("source", key, known, "sources") for key in strangers)
    rows = [
        {**published[key], "grade": ""}
        if key in published
        else {
            "key": key,
            "publication": evidence[key].title,
            "publisher": evidence[key].publisher,
            "period": evidence[key].date,
            "known_problems": evidence[key].note or "",
            "grade": evidence[key].grade,
        }
        for key in wanted
    ]
    whole = [[row.get(column, "") for column in SOURCE_COLUMNS] for row in rows]
    return pd.DataFrame(whole, columns=list(SOURCE_COLUMNS))


def source_title(key: str, evidence: Mapping[str, Evidence]) -> str:
    """Give the title of a source of either kind; the key itself where nobody described it."""
    if key in evidence:
        return evidence[key].title
    published = reference.sources()
    titles = dict(zip(published["key"], published["publication"], strict=True))
    return str(titles.get(key, key))


def here_of(
    system: SystemAreas, area: Area, planning: Planning, evidence: Mapping[str, Evidence], scenario: str, story: str
) -> Here:
    """Give where a page of this area is: names around it, publications by source key, and the dates of the round."""
    published = reference.sources()
    named = zip(published["key"], published["publication"], published["publisher"], strict=True)
    publications = {key: f"{publication} ({publisher})" for key, publication, publisher in named}
    publications |= {key: f"{each.title} ({each.publisher})" for key, each in evidence.items()}
    return Here(
        area=area.code,
        kind=area.kind,
        system=system.code,
        region=system.region,
        fictional=system.fictional,
        names={each.code: each.name for each in system.every},
        publications=publications,
        as_at=planning.as_at,
        base_year=planning.base_year,
        plan_start=planning.plan_start,
        plan_end=planning.plan_year_list[-1],
        horizon=planning.horizon,
        scenario=scenario,
        story=story,
        steps={step.slug: f"{step.number:02d} {step.title}" for step in workflow.STEPS},
    )


def _setter(assumption: Assumption, leaf: str) -> SetBy:
    """Give who set this leaf last."""
    return [said for said in assumption.set_by if leaf in said.leaves or said.leaves == ("",)][-1]


def _place_of(said: SetBy) -> str:
    return f"{said.layer} ({said.file}, line {said.line})" if said.file else said.layer
