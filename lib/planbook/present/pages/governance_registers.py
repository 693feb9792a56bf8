"""How the registers read: risks in a matrix of five by five, decisions, assumptions, who leads, who was heard."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planbook.data.rows import rows_of
from planbook.params.governance_words import IMPACT, LENSES, LEVELS, LIKELIHOOD, ROLE_LEVELS, TIMEFRAMES
from planbook.present import page, words
from planbook.present.about import About
from planbook.present.here import Here
from planbook.present.html import Html
from planbook.present.pages.governance import is_place, kept, mine

MOST_SHOWN = 8
LOCAL_LEVELS = ("neighbourhood", "place")


def risks(register: pd.DataFrame, mitigations: pd.DataFrame, here: Here) -> Html:
    """Show risks: the matrix after mitigation, then the register; for a place its own risks only."""
    rows = mine(register, here)
    if is_place(here):
        rows = rows[rows["place"] == here.area.partition("/")[2]]
    head = page.section("What could go wrong")
    if rows.empty:
        said = f"No risk is recorded for {here.short} alone." if is_place(here) else "No risk is recorded here."
        return Html(head + page.note(said))
    live = rows[rows["status"] == "open"]
    about = kept(here)
    actions = mine(mitigations, here)
    shown = rows.assign(
        before=[_score(row.first_likelihood, row.first_impact) for row in rows_of(rows)],
        after=[_score(row.likelihood, row.impact) for row in rows_of(rows)],
        accepted=[f"{row.appetite}: {'above it' if row.above else 'within it'}" for row in rows_of(rows)],
        who=[owner or "nobody named" for owner in rows["owner"]],
        done=["; ".join(actions.loc[actions["key"] == key, "action"]) or "nothing named" for key in rows["key"]],
        looked=[_review(row.review_by, row.days_over) for row in rows_of(rows)],
    )
    columns = {
        "label": "Risk", "because": "Because", "before": "Before", "after": "After", "accepted": "Appetite",
        "who": "Owner", "done": "What is done", "looked": "Reviewed",
    }  # fmt: skip
    table = page.table(shown, f"Register of risks, {here.short}", columns, about=about, name="risks")
    unfolded = page.unfold(f"The register: {words.count_words(len(rows), 'risk')}", table)
    return Html(head + matrix(live, here) + unfolded + _mitigations(actions, rows, here))


def matrix(live: pd.DataFrame, here: Here) -> Html:
    """Show open risks after mitigation by likelihood and impact, five by five, in words and numbers."""
    names = {key: f"{number}" for number, key in enumerate(live["key"], start=1)}
    rows = []
    for likelihood in sorted(LIKELIHOOD, reverse=True):
        row = {"likelihood_words": f"{likelihood}, {LIKELIHOOD[likelihood]}"}
        for impact in IMPACT:
            there = live[(live["likelihood"] == likelihood) & (live["impact"] == impact)]
            said = [f"{names[each.key]} ({'above' if each.above else 'within'} appetite)" for each in rows_of(there)]
            row[f"i{impact}"] = f"Score {likelihood * impact}" + (f": risk {', '.join(said)}" if said else "")
        rows.append(row)
    columns = {"likelihood_words": "Likelihood", **{f"i{key}": f"Impact {key}, {said}" for key, said in IMPACT.items()}}
    key = ". ".join(f"{names[row.key]} {row.label}" for row in rows_of(live))
    caption = f"Where open risks stand after what is done about them, {here.short}"
    return page.table(pd.DataFrame(rows), caption, columns, note=f"{key}." if key else "No risk is open.")


def _mitigations(actions: pd.DataFrame, rows: pd.DataFrame, here: Here) -> Html:
    there = actions[actions["key"].isin(rows["key"])]
    if there.empty:
        return Html("")
    shown = there.assign(
        when=[words.date_words(day) if day else "not dated" for day in there["due"]],
        sign=[sign or "none named" for sign in there["trigger"]],
        who=[owner or "nobody named" for owner in there["owner"]],
    )
    columns = {
        "action": "What is done", "label": "Risk", "sign": "Set going when", "who": "By whom", "when": "By",
        "status": "Now",
    }  # fmt: skip
    table = page.table(shown, "What is done about risks, and on which sign", columns, about=kept(here), name="triggers")
    return page.unfold(f"{words.count_words(len(there), 'mitigation')}, with their triggers", table)


def _score(likelihood: int, impact: int) -> str:
    return f"{likelihood * impact} ({likelihood} x {impact})"


def _review(day: str, over: int) -> str:
    if not day:
        return "no date"
    return f"{words.date_words(day)}{f', {over} days over' if over else ''}"


def decisions(log: pd.DataFrame, here: Here) -> Html:
    """Show what is asked, then what was decided, by whom, on which numbers, reviewed when."""
    if is_place(here):
        return Html("")
    rows, head = mine(log, here), page.section("Decisions")
    if rows.empty:
        return Html(head + page.note("No decision is recorded here."))
    shown = rows.assign(
        needed=[_needed(row) for row in rows_of(rows)],
        outcome=[row.decided or row.choices or "none named" for row in rows_of(rows)],
        by=[_by(row.decided_by, row.decided_on) for row in rows_of(rows)],
        on_numbers=[_numbers(row) for row in rows_of(rows)],
        again=[_again(row) for row in rows_of(rows)],
    )
    still = shown[shown["status"] == "open"]
    first = {"question": "Asked", "asked_by": "By whom", "needed": "Needed by", "outcome": "Choices"}
    columns = {
        "question": "Asked", "outcome": "Decided", "by": "By whom", "on_numbers": "On which numbers",
        "again": "Looked at again",
    }  # fmt: skip
    opened = (
        page.table(still, f"Decisions asked, {here.short}", first, about=kept(here), name="decisions-asked")
        if len(still)
        else page.note("No decision is open.")
    )
    done = shown[shown["status"] != "open"]
    log_table = page.table(done, f"Decisions taken, {here.short}", columns, about=kept(here), name="decisions")
    return Html(head + opened + page.unfold(f"{words.count_words(len(done), 'decision')} taken", log_table))


def _needed(row: Any) -> str:
    day, over = row.needed_by, row.days_over
    return _review(day, over) if day else "no date"


def _by(who: str, day: str) -> str:
    return f"{who or 'nobody named'}{f', {words.date_words(day)}' if day else ''}"


def _numbers(row: Any) -> str:
    figures, scenario, version = (getattr(row, name) for name in ("numbers", "scenario", "version"))
    return f"{figures} (scenario {scenario}{f', version {version}' if version else ''})" if figures else "none named"


def _again(row: Any) -> str:
    reviewed = row.reviewed_on
    return f"reviewed {words.date_words(reviewed)}" if reviewed else _review(row.review_by, row.days_over)


def assumptions(register: pd.DataFrame, here: Here) -> Html:
    """Show the register of assumptions: overdue ones and those to challenge first; those anybody owns unfold."""
    if is_place(here):
        return Html("")
    rows = mine(register, here)
    shown = rows.assign(
        value_words=[_value(row) for row in rows_of(rows)],
        impact_words=[_impact(row) for row in rows_of(rows)],
        who=[row.owner or "nobody named" for row in rows_of(rows)],
        agreed=[row.agreed_by or "nobody yet" for row in rows_of(rows)],
        again=[_review(row.review_by, row.days_over) for row in rows_of(rows)],
        step=[_of(row.key, row.topic, here) for row in rows_of(rows)],
    )
    columns = {
        "label": "Assumption", "step": "In", "value_words": "Value and range", "rating": "Evidence",
        "impact_words": "Impact", "who": "Owner", "agreed": "Agreed by", "again": "Review",
    }  # fmt: skip
    matters = shown[rows["impact_rating"].isin(["medium", "high"])]
    about = About(
        "Register of assumptions", "", "illustrative" if here.fictional else "modelled", here.short, here.fictional
    )
    lead = (
        f"{words.count_words(len(matters), 'assumption')} of {len(rows):,} move a key result enough to tell from "
        f"chance; {int((matters['rating'] == 'red').sum())} of them rest on weak evidence (red)."
    )
    first = page.table(
        shown.head(MOST_SHOWN), f"Overdue, then the assumptions to challenge first, {here.short}", columns, about=about,
        name="challenge",
    )  # fmt: skip
    owned = shown[(rows["owner"] != "") | (rows["agreed_by"] != "")]
    more = (
        page.unfold(
            f"{words.count_words(len(owned), 'assumption')} with an owner or agreed by somebody",
            page.table(owned, "Assumptions somebody answers for", columns, about=about, name="agreed"),
        )
        if len(owned)
        else page.note("Nobody is named for any assumption (planbook data template assumptions).")
    )
    return Html(page.section("Assumptions", lead) + first + more)


def _of(key: str, topic: str, here: Here) -> str:
    """Say the step an assumption is of; or the programme or lever."""
    kind, _, rest = key.partition(".")
    name = rest.partition(".")[0].replace("_", " ")
    return f"{kind.removesuffix('s').capitalize()}: {name}" if rest.count(".") else here.steps.get(topic, topic)


def _value(row: Any) -> str:
    value, low, high, unit, leaves = (getattr(row, name) for name in ("value", "low", "high", "unit", "leaves"))
    said = words.quantity(value, unit)
    ends = f" ({words.to(low, high, unit)})" if low < high else ""
    return f"{said}{ends}{f', mean of {leaves} values' if leaves > 1 else ''}"


def _impact(row: Any) -> str:
    rating, part, drives = (getattr(row, name) for name in ("impact_rating", "impact_pct", "drives"))
    if words.is_missing(part):
        return "Fixed: it does not move"
    share = words.number(part, "percent", decimals=0)
    told = f": {share} of the variance of {drives}" if rating in ("medium", "high") and drives else ""
    return f"{rating.capitalize()}{told}"


def who_leads(cells: pd.DataFrame, roles: pd.DataFrame, here: Here) -> Html:
    """Show the grid of who leads (A service, B workforce), its empty cells, and roles with decision rights."""
    grid, rows = mine(cells, here), mine(roles, here)
    if is_place(here):
        grid, rows = (frame[frame["level"].isin(LOCAL_LEVELS)] for frame in (grid, rows))
    needed = grid[grid["status"] != "not needed"]
    empty_a, empty_b = (int((needed[f"leads_{side}"] == "").sum()) for side in ("service", "workforce"))
    lead = (
        f"Of {len(needed)} cells of level, timeframe and lens, {empty_a} name nobody for planning services (A) and "
        f"{empty_b} nobody for planning workforce (B)."
    )
    parts = [page.section("Who leads, and who may decide what", lead), grid_table(needed, here), gaps(needed, here)]
    return Html("".join([*parts, roles_table(rows, here)]))


def grid_table(needed: pd.DataFrame, here: Here) -> Html:
    """Show who leads by level and timeframe, each with its lenses; A and B named."""
    rows = []
    for (level, timeframe), cells in needed.groupby(["level", "timeframe"], sort=False):
        leaders = {cell.lens: _leaders(cell) for cell in rows_of(cells)}
        where = f"{LEVELS[str(level)]}, {TIMEFRAMES[str(timeframe)].lower()}"
        rows.append({"where": where, **{lens: leaders.get(lens, "not needed") for lens in LENSES}})
    if not rows:
        return page.note("No cell of the grid is shown.")
    columns = {"where": "Level and timeframe", **{key: f"Lens: {label.lower()}" for key, label in LENSES.items()}}
    caption = f"Who leads planning of services (A) and of workforce (B), {here.short}"
    return page.unfold("The whole grid", page.table(pd.DataFrame(rows), caption, columns))


def _leaders(cell: Any) -> str:
    service, workforce = cell.leads_service, cell.leads_workforce
    return f"A: {service or 'EMPTY'}. B: {workforce or 'EMPTY'}"


def gaps(needed: pd.DataFrame, here: Here) -> Html:
    """List the empty cells, by level and timeframe."""
    rows = []
    for (level, timeframe), cells in needed.groupby(["level", "timeframe"], sort=False):
        for side, said in (("service", "A, services"), ("workforce", "B, workforce")):
            empty = [LENSES[lens].lower() for lens in cells.loc[cells[f"leads_{side}"] == "", "lens"]]
            if empty:
                rows.append({"level": LEVELS[str(level)], "timeframe": TIMEFRAMES[str(timeframe)], "side": said,
                             "lenses": words.listing(empty)})  # fmt: skip
    if not rows:
        return page.note("No cell that is shown is empty.")
    columns = {"level": "Level", "timeframe": "Timeframe", "side": "Planning of", "lenses": "Lenses with nobody named"}
    table = page.table(pd.DataFrame(rows), f"Empty cells, {here.short}", columns)
    return page.unfold("The empty cells", table)


def roles_table(rows: pd.DataFrame, here: Here) -> Html:
    """Show what guidance asks of each level, beside who does it here and what they may decide."""
    shown = rows.assign(
        level_words=rows["level"].map(ROLE_LEVELS),
        who=[row.who or "asked by national guidance" for row in rows_of(rows)],
        decides=[row.decides or ("" if row.kind == "expected" else "not said") for row in rows_of(rows)],
    )
    columns = {
        "level_words": "Level", "who": "Who", "does": "Charged with", "decides": "May decide", "passes_on": "Passes on",
    }  # fmt: skip
    own = int((rows["kind"] == "own").sum())
    said = f"{words.count_words(own, 'role')} here" if own else "none is named here"
    table = page.table(shown, f"Roles and decision rights, {here.short}", columns)
    return page.unfold(f"Roles and decision rights: what guidance asks, and {said}", table)


def heard(
    times: pd.DataFrame, groups: pd.DataFrame, leads: pd.DataFrame, consultations: pd.DataFrame, here: Here
) -> Html:
    """Show who was heard and what changed, who was not yet, and who leads and speaks for each programme."""
    rows, head = mine(times, here), page.section("Who was heard, and what changed")
    if is_place(here):
        rows = rows[rows["place"] == here.area.partition("/")[2]]
        return Html(
            head + (_heard_table(rows, here) if len(rows) else page.note(f"Nobody was heard in {here.short} alone."))
        )
    by_group = mine(groups, here)
    if by_group.empty:
        return Html(head + page.note("Nothing is recorded here of who was heard."))
    silent = list(by_group.loc[by_group["times"] == 0, "group"])
    unanswered = [row.group for row in rows_of(by_group) if row.times and not row.answered]
    said = [f"Not heard yet: {words.listing([words.in_sentence(each) for each in silent])}." if silent else "",
            f"Heard and not answered: {words.listing([words.in_sentence(each) for each in unanswered])}." if unanswered else ""]  # fmt: skip # noqa: E501
    shown = by_group.assign(times=by_group["times"].astype(str), answered=by_group["answered"].astype(str))
    columns = {"group": "Group", "times": "Times heard", "answered": "Times something changed", "status": "So far"}
    table = page.table(
        shown, f"Groups and whether they were heard, {here.short}", columns, about=kept(here), name="groups"
    )
    parts = [page.text(" ".join(filter(None, said))) if any(said) else "", table]
    listed = page.unfold(
        f"{words.count_words(len(rows), 'time')} a group was heard: you said, we did", _heard_table(rows, here)
    )
    return Html(
        head + "".join([*parts, listed, _leads(mine(leads, here), here), _consulted(mine(consultations, here), here)])
    )


def _heard_table(rows: pd.DataFrame, here: Here) -> Html:
    shown = rows.assign(
        when=[words.date_words(day) for day in rows["heard_on"]],
        changed=[changed or "nothing yet" for changed in rows["changed"]],
    )
    columns = {
        "group": "Group", "who": "Who", "when": "When", "topic": "On what", "heard": "What was heard",
        "changed": "What changed",
    }  # fmt: skip
    return page.table(shown, f"Who was heard, {here.short}", columns, about=kept(here), name="heard")


def _leads(rows: pd.DataFrame, here: Here) -> Html:
    if rows.empty:
        return Html("")
    shown = rows.assign(**{name: [each or "nobody named" for each in rows[name]]
                           for name in ("clinical", "professional", "champions")})  # fmt: skip
    columns = {
        "label": "Programme", "clinical": "Clinical lead", "professional": "Professional lead",
        "champions": "Champions",
    }  # fmt: skip
    table = page.table(shown, f"Who leads and speaks for each programme, {here.short}", columns)
    return page.unfold("Clinical and professional leads, and champions", table)


def _consulted(rows: pd.DataFrame, here: Here) -> Html:
    if rows.empty:
        return page.note("No consultation is recorded.")
    shown = rows.assign(
        when=[f"{words.date_words(row.opens_on)} to {words.date_words(row.closes_on)}" for row in rows_of(rows)],
        result=[result or "not yet" for result in rows["result_words"]],
    )
    columns = {"label": "On what", "duty": "Duty", "when": "Open", "status": "Now", "result": "Result"}
    return page.unfold("Consultations", page.table(shown, f"Consultations, {here.short}", columns))
