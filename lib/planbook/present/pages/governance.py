"""How governance opens: what is shown of the plan, what is overdue, what is asked, and when it must be ready."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import page, words
from planbook.present.about import About
from planbook.present.here import Here
from planbook.present.html import Html
from planbook.present.pages.levers import of_system
from planbook.present.tiles import KeyNumber

PARTS = {"credible": "Credible", "deliverable": "Deliverable", "affordable": "Affordable"}
SUPPORTS, CLOSE, NOT, UNKNOWN = "supports it", "too close to say", "does not support it", "cannot be said yet"
IN_PLACE = 3
NOTHING_KEPT = (
    "Nothing is written here of who decides, what was decided, what could go wrong or who was heard, and nothing is "
    "made up. What each register needs stands below, with the command that writes its template."
)


def is_place(here: Here) -> bool:
    """Say whether the page is a place's: it is governed with its system."""
    return here.area != here.system


def mine(frame: pd.DataFrame, here: Here) -> pd.DataFrame:
    """Give the system's rows, which hold for its places too."""
    return of_system(here).own(frame)


def kept(here: Here) -> About:
    """Say where rows of registers come from."""
    basis = "illustrative" if here.fictional else "local"
    return About("Registers the system keeps, params/governance", "", basis, of_system(here).short, here.fictional)


def keeps(registers: pd.DataFrame, here: Here) -> bool:
    """Say whether the system keeps any register."""
    return bool(mine(registers, here)["given"].any())


def opening(
    registers: pd.DataFrame,
    tests: pd.DataFrame,
    found: pd.DataFrame,
    decisions: pd.DataFrame,
    timetable: pd.DataFrame,
    here: Here,
) -> Html:
    """Open the page: the message, the story, and what is asked, by when, on what evidence."""
    known = keeps(registers, here)
    facts = {
        "Asked of the board": asked(mine(decisions, here)) if known else "Nothing: no decision is recorded here",
        "Next date": next_date(timetable, here),
        "How sure we are": sureness(mine(tests, here)),
        "Made from": "Registers the system keeps, national guidance, and the steps before",
        **here.round,
    }
    return page.masthead(title(tests, found, registers, here), standfirst(tests, found, registers, here), facts)


def title(tests: pd.DataFrame, found: pd.DataFrame, registers: pd.DataFrame, here: Here) -> str:
    """Give the message: how many tests of the plan hold, and how much is overdue."""
    if is_place(here):
        return f"{here.short} is governed with {of_system(here).short}: who leads here, and what is decided elsewhere"
    rows = mine(tests, here)
    held = int((rows["finding"] == SUPPORTS).sum())
    if not keeps(registers, here):
        met = f"figures alone meet {held or 'none'} of the {len(rows)} tests of a plan"
        return f"Who decides in {here.short} is not written down here, and {met}"
    late = int((mine(found, here)["days_over"] > 0).sum())
    passed = f"{words.count_words(late, 'date')} {'has' if late == 1 else 'have'} passed" if late else "none is overdue"
    return f"{held or 'None'} of {len(rows)} tests of the plan {'holds' if held == 1 else 'hold'}, and {passed}"


def standfirst(tests: pd.DataFrame, found: pd.DataFrame, registers: pd.DataFrame, here: Here) -> str:
    """Give the story: what is not shown yet of the plan, what is missing, and that nothing is made up."""
    if is_place(here):
        return f"Decisions, risks and dates are those of {of_system(here).short}; below is what concerns {here.short}."
    if not keeps(registers, here):
        return f"If this were put forward as a plan, {shown_words(mine(tests, here), would=True)} {NOTHING_KEPT}"
    gaps = int((mine(found, here)["days_over"] == 0).sum())
    more = f"The registers have {words.count_words(gaps, 'gap')}, such as an owner not named." if gaps else ""
    return f"On these figures {shown_words(mine(tests, here))} {more}".strip()


def shown_words(rows: pd.DataFrame, *, would: bool = False) -> str:
    """Say which of credible, deliverable and affordable is shown, and the first test that says otherwise."""
    said = []
    for part, group in rows.groupby("part", sort=False):
        against = [
            f"{words.in_sentence(row.label)}: {_number(row.value, row.unit)}, to be at {row.wanted} "
            f"{_number(row.mark_value, row.unit)}"
            for row in rows_of(group[group["finding"] == NOT])
        ]
        held = "" if (group["finding"] == SUPPORTS).all() else "not "
        state = f"would {held}be shown to be" if would else f"is {held}shown to be"
        said.append(f"it {state} {part}{f' ({against[0]})' if against else ''}")
    return f"{'; '.join(said)}."


def asked(decisions: pd.DataFrame) -> str:
    """Say how many decisions are open, and which is needed first."""
    still = decisions[decisions["status"] == "open"]
    if still.empty:
        return "No decision is open"
    first = next(rows_of(still))
    when = f", needed by {words.date_words(first.needed_by)}" if first.needed_by else ""
    return f"{words.count_words(len(still), 'decision')}. First: {words.in_sentence(first.question)}{when}"


def next_date(timetable: pd.DataFrame, here: Here) -> str:
    """Say the submission that comes next and the days to it, counted from the date of the report."""
    rows = mine(timetable, here)
    ahead = rows[rows["submission"] & (rows["done_on"] == "") & (rows["days_left"] >= 0)]
    if ahead.empty:
        return "No submission is dated"
    row = next(rows_of(ahead.sort_values("days_left", kind="stable")))
    left = words.count_words(int(row.days_left), "day")
    return f"{words.date_words(row.due)}, in {left}: {words.in_sentence(row.label)}"


def sureness(tests: pd.DataFrame) -> str:
    """Say how many tests came out how."""
    counted = tests["finding"].value_counts()
    said = {SUPPORTS: "supported", NOT: "not supported", CLOSE: "too close to say", UNKNOWN: "cannot be said yet"}
    listed = words.listing([f"{counted[finding]} {how}" for finding, how in said.items() if finding in counted])
    return f"Of {len(tests)} tests, {listed}"


def key_numbers(
    timetable: pd.DataFrame, found: pd.DataFrame, risks: pd.DataFrame, readiness: pd.DataFrame, here: Here
) -> Html:
    """Show the few numbers a planning lead asks for first; for a place nothing, they are the system's."""
    if is_place(here):
        return Html("")
    about, tiles = kept(here), submission_tile(mine(timetable, here), here)
    late, ready, all_risks = mine(found, here), mine(readiness, here), mine(risks, here)
    there, scored = all_risks[all_risks["status"] == "open"], ready[ready["ready"].notna()]
    if len(scored):
        overdue, in_place = int((late["days_over"] > 0).sum()), int((scored["ready"] >= IN_PLACE).sum())
        how = (
            "Rows of the registers whose date has passed and that are not done.",
            "Residual score, likelihood times impact, above the most that is accepted in its category.",
            "Scored 3 or 4 of 4 by the system itself.",
        )
        tiles += [
            _tile("Overdue", overdue, "items", "reviews, decisions and steps", about, how[0]),
            _tile("Risks above appetite", int(there["above"].sum()), "items", f"of {len(there)} open", about, how[1]),
            _tile("Factors of readiness in place", in_place, "items", f"of {len(ready)}", about, how[2]),
        ]
    return page.key_numbers(tiles) if tiles else Html("")


def submission_tile(dates: pd.DataFrame, here: Here) -> list[KeyNumber]:
    """Give the days to the submission that comes next, as a key number; nothing where none is dated."""
    ahead = dates[dates["submission"] & (dates["done_on"] == "") & (dates["days_left"] >= 0)]
    if ahead.empty:
        return []
    row = next(rows_of(ahead.sort_values("days_left", kind="stable")))
    about = kept(here)
    if row.set_by == "national" and not here.fictional:
        about = replace(about, basis="observed", source=here.publications.get(row.source, row.source))
    day = words.date_words(row.due)
    counted = f"From {words.date_words(here.as_at)} to {day}."
    return [_tile("Days to submission", row.days_left, "days", day, about, counted)]


def _tile(label: str, value: float, unit: str, said: str, about: About, how: str) -> KeyNumber:
    return KeyNumber(label, float(value), None, None, unit, said, [how], about.basis, about.source)


def statement(tests: pd.DataFrame, here: Here) -> Html:
    """Show each test of credible, deliverable and affordable with its figure, mark and verdict."""
    if is_place(here):
        return Html("")
    rows = mine(tests, here)
    shown = rows.assign(
        part_words=rows["part"].map(PARTS),
        figure=[_figure(row) for row in rows_of(rows)],
        against=[f"at {row.wanted} {_number(row.mark_value, row.unit)}" for row in rows_of(rows)],
        basis=rows["basis"].where(rows["basis"] != "not held"),
    )
    columns = {
        "label": "Test", "part_words": "Of", "figure": "Figure", "against": "Held against", "finding": "Verdict",
        "how": "How", "basis": "Basis",
    }  # fmt: skip
    unsaid = rows[rows["finding"] == UNKNOWN]
    held = rows[rows["basis"] != "not held"]
    whole = of_system(here)
    table = page.table(
        shown, f"Credible, deliverable, affordable: the tests, {whole.short}", columns,
        about=whole.about(held, words.month_words(here.as_at)), name="statement",
        note="A test supports the statement only where its whole 80% range is on the right side of the mark. Marks are "
        "conventions (params/assumptions/governance.yaml), rated red.",
    )  # fmt: skip
    lead = "" if len(unsaid) == 0 else "What would have to be shown first: " + "; ".join(unsaid["to_show"]) + "."
    head = page.section("Is the plan credible, deliverable and affordable?", lead)
    return Html(head + table)


def _figure(row: Any) -> str:
    value, low, high, unit = (getattr(row, name) for name in ("value", "low", "high", "unit"))
    if words.is_missing(value):
        return "cannot be said yet"
    said = _number(value, unit)
    return said if words.is_missing(low) or low == high else f"{said} ({words.to(low, high, unit)})"


def _number(value: float, unit: str) -> str:
    return words.number(value, unit, decimals=0 if unit == "items" else None)


def missing(found: pd.DataFrame, registers: pd.DataFrame, here: Here) -> Html:
    """Show what is overdue, longest first, and the gaps in the registers, which unfold."""
    if is_place(here):
        return Html("")
    rows = mine(found, here)
    head = page.section("What is overdue or missing")
    if not keeps(registers, here):
        return Html(head + page.note("No register is kept, so nothing can be overdue. What each needs stands below."))
    whole = of_system(here).short
    late, gaps = rows[rows["days_over"] > 0], rows[rows["days_over"] == 0]
    overdue = _found(late, f"Overdue, {whole}", here, "overdue") if len(late) else page.note("Nothing is overdue.")
    parts = [head, overdue]
    if len(gaps):
        table = _found(gaps, f"Missing in the registers, {whole}", here, "missing")
        parts.append(page.unfold(f"{words.count_words(len(gaps), 'gap')} in the registers", table))
    return Html("".join(parts))


def _found(rows: pd.DataFrame, caption: str, here: Here, name: str) -> Html:
    shown = rows.assign(
        late=[f"{words.count_words(days, 'day')} over" if days else "" for days in rows["days_over"]],
        what=[finding[:1].upper() + finding[1:] for finding in rows["finding"]],
        who=[owner or "nobody named" for owner in rows["owner"]],
    )
    columns = {
        "label": "What", "kind": "In", "what": "Finding", "late": "Overdue", "who": "Owner", "remedy": "Remedy",
    }  # fmt: skip
    if not rows["days_over"].any():
        columns.pop("late")
    return page.table(shown, caption, columns, about=kept(here), name=name)


def kept_table(registers: pd.DataFrame, here: Here) -> Html:
    """Show each register, whether it is kept, and the command that writes its template."""
    if is_place(here):
        return page.note(f"Registers are kept for {of_system(here).short} as a whole, and listed on its page.")
    rows = mine(registers, here)
    shown = rows.assign(
        state=[f"{row.entries} entries" if row.given else "not kept" for row in rows_of(rows)],
        name=[name.replace("_", " ").capitalize() for name in rows["register"]],
    )
    columns = {"name": "Register", "label": "What it holds", "state": "Here", "template": "Its template"}
    return page.table(shown, f"Registers of {of_system(here).short}", columns)


def checks(
    cells: pd.DataFrame, tests: pd.DataFrame, assumptions: pd.DataFrame, content: pd.DataFrame, here: Here
) -> list[tuple[bool, str]]:
    """Check that every cell of the grid is there once, and every verdict follows from its figure and mark."""
    grid, rows = mine(cells, here), mine(tests, here)
    whole = len(grid) == grid[["level", "timeframe", "lens"]].drop_duplicates().shape[0]
    follow = all(_follows(row) for row in rows_of(rows))
    register = mine(assumptions, here)
    return [
        (whole, f"Each of the {len(grid)} cells shown is there once, the empty ones too."),
        (follow, f"Each of {len(rows)} verdicts follows from its figure and its mark."),
        (register["key"].is_unique, f"The register holds each of {len(register):,} assumptions once."),
        (len(mine(content, here)) > 1, "The hash covers every table named under sign-off."),
    ]


def _follows(row: Any) -> bool:
    value, mark, wanted, finding = (getattr(row, name) for name in ("value", "mark_value", "wanted", "finding"))
    if words.is_missing(value):
        return bool(finding == UNKNOWN)
    right = value <= mark if wanted == "most" else value >= mark
    return bool(finding == CLOSE or (finding == SUPPORTS) == right)


def standing(
    timetable: pd.DataFrame,
    found: pd.DataFrame,
    risks: pd.DataFrame,
    readiness: pd.DataFrame,
    tests: pd.DataFrame,
    registers: pd.DataFrame,
    here: Here,
) -> Html:
    """Show how the plan stands: key numbers, the statement's tests, and what is overdue or missing."""
    parts = [key_numbers(timetable, found, risks, readiness, here), statement(tests, here)]
    return Html("".join([*parts, missing(found, registers, here)]))
