"""The site's front page: every report by region, ICB and place, a map, and an A to Z of places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from planbook.errors import Problem, raise_if_any, unknown
from planbook.present.html import Html
from planbook.present.outline import slug
from planbook.present.tile_map import tile_map, tiles
from planbook.present.words import count_words, is_missing, listing
from planbook.produce.cache import write_if_new
from planbook.produce.render import write_page

STATUSES = ("made", "unchanged", "failed")
FICTIONAL = "Fictional, to learn with"
AREA_COLUMNS = ("system", "place", "name", "region", "fictional")


def write_site(
    out: Path,
    entries: Sequence[Mapping[str, Any]],
    areas: pd.DataFrame,
    scenarios: Mapping[str, tuple[str, str]] | None = None,
    leads: Mapping[str, str] | None = None,
    *,
    version: str = "",
    as_at: str = "",
) -> None:
    """Write `out/index.html`, whole or not at all.

    `entries`: manifest rows {system, place, scenario, step, path, status, ...}; `path` is relative to `out`; `status`
    is made, unchanged or failed; `number` and `title` of the step are used when there.
    `areas`: one row an area, columns system, place (missing for the ICB itself), name, region, fictional; an area
    without a report is left out. `scenarios`: the title and story of each by its name, in the order to be read; one
    that is not there goes by its name. `leads`: the path of each planning lead's page by system. Raises `InputError`
    for an entry of an unknown area or status.
    """
    page = site_page(entries, areas, scenarios, leads, version=version, as_at=as_at)
    write_if_new(out / "index.html", page.encode())


def site_page(
    entries: Sequence[Mapping[str, Any]],
    areas: pd.DataFrame,
    scenarios: Mapping[str, tuple[str, str]] | None = None,
    leads: Mapping[str, str] | None = None,
    *,
    version: str = "",
    as_at: str = "",
) -> str:
    """Give the front page as HTML; see `write_site`."""
    known = _areas(areas)
    _check(entries, known)
    told = _scenarios(entries, scenarios or {})
    reports = _reports(entries, known, list(told))
    systems = [_system(code, known, reports, told) for code in _with_reports(known, entries)]
    return write_page(
        "site.html.j2",
        title="Integrated planning workbooks: all reports",
        version=version,
        as_at=as_at,
        heading=_heading(systems),
        standfirst=(
            "For each integrated care board (ICB) and place: where it starts from, who needs care, and what its board "
            "needs to know. Every report is one file that reads offline and prints."
        ),
        facts=_facts(systems, entries),
        leads=_leads(systems, leads or {}),
        scenarios=list(told.values()) if len(told) > 1 else [],
        failures=[r for made in reports.values() for r in made if r["failed"]],
        map=_map(systems),
        regions=_regions(systems),
        letters=_letters(systems),
    )


def _leads(systems: Sequence[Mapping[str, Any]], paths: Mapping[str, str]) -> list[dict[str, str]]:
    """Give the planning leads' pages in the order of their systems."""
    there = [s for s in systems if s["code"] in paths]
    return [
        {"label": f"{_short(s)}{' (fictional)' if s['fictional'] else ''}", "href": quote(paths[s["code"]])}
        for s in there
    ]


Area = Mapping[str, Any]
Key = tuple[str, str]


def _areas(areas: pd.DataFrame) -> dict[Key, Area]:
    """Give areas by system and place ("" for the ICB itself)."""
    raise_if_any([unknown("column", c, map(str, areas.columns), "areas") for c in AREA_COLUMNS if c not in areas])
    rows = areas[list(AREA_COLUMNS)].to_dict("records")
    return {(str(r["system"]), _place(r["place"])): {str(k): v for k, v in r.items()} for r in rows}


def _place(value: Any) -> str:
    return "" if is_missing(value) else str(value)


def _key(entry: Mapping[str, Any]) -> Key:
    return str(entry["system"]), _place(entry["place"])


def _check(entries: Sequence[Mapping[str, Any]], known: Mapping[Key, Area]) -> None:
    names = ["/".join(filter(None, key)) for key in known]
    problems: list[Problem] = []
    for entry in entries:
        where = f"manifest, {entry['path']}"
        if _key(entry) not in known:
            problems.append(unknown("area", "/".join(filter(None, _key(entry))), names, where))
        if entry["status"] not in STATUSES:
            problems.append(unknown("status", str(entry["status"]), STATUSES, where))
    raise_if_any(problems)


def _scenarios(
    entries: Iterable[Mapping[str, Any]], scenarios: Mapping[str, tuple[str, str]]
) -> dict[str, tuple[str, str]]:
    """Give the title and story of each scenario that has a report, in the order to be read."""
    used = {str(entry["scenario"]) for entry in entries}
    unknown_ones = sorted(used - set(scenarios))
    named = {name: (name.replace("_", " ").capitalize(), "") for name in unknown_ones}
    return {name: told for name, told in {**scenarios, **named}.items() if name in used}


def _reports(
    entries: Sequence[Mapping[str, Any]], known: Mapping[Key, Area], scenarios: Sequence[str]
) -> dict[Key, list[dict[str, Any]]]:
    """Give the reports of each area in reading order."""
    found: dict[Key, list[dict[str, Any]]] = {}
    for entry in sorted(entries, key=lambda e: (scenarios.index(e["scenario"]), e.get("number", 0), e["path"])):
        report = {
            "label": entry.get("title") or str(entry["step"]).capitalize(),
            "href": quote(str(entry["path"])),
            "failed": entry["status"] == "failed",
            "scenario": entry["scenario"],
            "area": known[_key(entry)]["name"],
        }
        found.setdefault(_key(entry), []).append(report)
    return found


def _with_reports(known: Mapping[Key, Area], entries: Iterable[Mapping[str, Any]]) -> list[str]:
    """Give the systems that have a report, by name."""
    made = {str(entry["system"]) for entry in entries}
    return sorted(made, key=lambda code: (str(known.get((code, ""), {}).get("name", code)), code))


def _groups(reports: Sequence[Mapping[str, Any]], scenarios: Mapping[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """Group reports by scenario; the scenario is named only where the site has several."""
    used = dict.fromkeys(r["scenario"] for r in reports)
    return [
        {
            "scenario": scenarios[name][0] if len(scenarios) > 1 else "",
            "made": [r for r in reports if r["scenario"] == name],
        }
        for name in used
    ]


def _system(
    code: str,
    known: Mapping[Key, Area],
    reports: Mapping[Key, Sequence[Mapping[str, Any]]],
    scenarios: Mapping[str, tuple[str, str]],
) -> dict[str, Any]:
    area = known.get((code, ""), {"name": code, "region": "", "fictional": False})
    own = [key for key in known if key[0] == code and key[1] and key in reports]
    places = [
        {
            "name": known[key]["name"],
            "anchor": slug(f"{code}-{key[1]}"),
            "groups": _groups(reports[key], scenarios),
        }
        for key in sorted(own, key=lambda key: (str(known[key]["name"]), key))
    ]
    return {
        "code": code,
        "name": area["name"],
        "region": FICTIONAL if area["fictional"] else area["region"] or "England",
        "fictional": bool(area["fictional"]),
        "anchor": slug(code),
        "groups": _groups(reports.get((code, ""), []), scenarios),
        "places": places,
    }


def _heading(systems: Sequence[Mapping[str, Any]]) -> str:
    real = [s for s in systems if not s["fictional"]]
    places = sum(len(s["places"]) for s in real)
    if not real:
        return "Reports to learn with: every area here is fictional"
    first = _short(real[0]) if len(real) == 1 else f"{len(real)} integrated care boards"
    return f"Reports for {first} and {count_words(places, 'place')}" if places else f"Reports for {first}"


def _short(system: Mapping[str, Any]) -> str:
    """Give a system's name without what every ICB's has."""
    return str(system["name"]).removeprefix("NHS ").removesuffix(" Integrated Care Board")


def _facts(systems: Sequence[Mapping[str, Any]], entries: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    failed = sum(entry["status"] == "failed" for entry in entries)
    said = count_words(len(entries) - failed, "report")
    fictional = [str(s["name"]) for s in systems if s["fictional"]]
    facts = [("Made", said + (f"; {failed} could not be made" if failed else ""))]
    return facts + ([("Fictional, and marked so", listing(fictional))] if fictional else [])


def _map(systems: Sequence[Mapping[str, Any]]) -> Html:
    codes = set(tiles()["system"])
    links = {s["code"]: f"#{s['anchor']}" for s in systems if s["code"] in codes}
    return tile_map(caption="The 36 integrated care boards of England", links=links)


def _regions(systems: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Group systems by region, the fictional ones last."""
    names = sorted({s["region"] for s in systems}, key=lambda name: (name == FICTIONAL, name))
    return [
        {
            "name": name,
            "anchor": slug(f"region {name}"),
            "systems": [s for s in systems if s["region"] == name],
        }
        for name in names
    ]


def _letters(systems: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[dict[str, str]]]]:
    """List every place under its first letter."""
    places = sorted((str(p["name"]), _short(s), str(p["anchor"])) for s in systems for p in s["places"])
    letters: dict[str, list[dict[str, str]]] = {}
    for name, system, anchor in places:
        letters.setdefault(name[:1].upper(), []).append({"name": name, "system": system, "href": f"#{anchor}"})
    return list(letters.items())
