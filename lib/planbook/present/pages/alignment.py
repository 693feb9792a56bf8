"""How agreement between plans reads: what is open, of what size, who must move next; nothing invented where none is."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import explain, page, words
from planbook.present.here import Here
from planbook.present.html import Html, join
from planbook.present.tiles import KeyNumber

AS_OF = "plans as submitted"
ALL = "all"
OPEN, CLOSED = "open", "closed"
VERDICTS = {"green": "Agrees", "amber": "Close", "red": "Open"}
KINDS = {
    "shared": "Shared assumptions",
    "between": "Between commissioner and provider",
    "model": "Beside the model",
    "within": "Within a plan",
    "sums": "Adding up",
}
EMERGENCY = "emergency"


def opening(
    status: pd.DataFrame, breaches: pd.DataFrame, record: pd.DataFrame, trusts: pd.DataFrame, here: Here
) -> Html:
    """Open the page: how many differences are open, of what size and who must move next; or what nobody holds."""
    facts = {
        "What this is": what_this_is(record, here),
        "How sure we are": sureness(record, here),
        "Made from": made_from(record, here),
        **here.round,
    }
    return page.masthead(title(status, trusts, here), standfirst(status, breaches, trusts, here), facts)


def of_system(frame: pd.DataFrame, here: Here) -> pd.DataFrame:
    """Give the rows of the system: plans are its own, also on the page of a place."""
    return frame[frame["area"] == here.system].reset_index(drop=True)


def has_plans(record: pd.DataFrame, here: Here) -> bool:
    """Say whether any submitted plan of the system is on record."""
    return len(of_system(record, here)) > 0


def title(status: pd.DataFrame, trusts: pd.DataFrame, here: Here) -> str:
    """Give the message: whether plans agree, or that none is on record and how much care crosses the border."""
    row = of_system(status, here).iloc[0]
    name = here.short_of(here.system)
    if not row["submitted"]:
        away = elsewhere_pct(trusts, here)
        if away is None:
            return f"No submitted plan of {name} is on record, so whether plans agree cannot be said"
        share = words.in_every_100(away / 100)
        return (
            f"{share[:1].upper()}{share[1:]} emergency admissions of people in {here.short} are at trusts based "
            "elsewhere; no submitted plan is on record"
        )
    count = int(row["open_count"])
    if not count:
        return f"The plans of {name} agree{'' if row['aligned'] else ', and nobody has signed them yet'}"
    worth = "" if not row["worth_gbp"] else f", worth {words.number(row['worth_gbp'], 'gbp', figures=2)} a year"
    said = words.count_words(count, "difference")
    return f"{said} between the plans of {name} {'is' if count == 1 else 'are'} open{worth}"


def standfirst(status: pd.DataFrame, breaches: pd.DataFrame, trusts: pd.DataFrame, here: Here) -> str:
    """Give the story: what differs most, who must move next, what has no owner, and what moved since the last round."""
    row, mine = of_system(status, here).iloc[0], of_system(breaches, here)
    if not row["submitted"]:
        return " ".join(filter(None, [*nothing_on_record(here), crossing(trusts, here)]))
    still = mine[mine["status"] == OPEN]
    if still.empty:
        return f"{row['finding']} {movement_words(row)}"
    told = [row["finding"], apart(still), mover_words(still), owners_words(row), movement_words(row)]
    return " ".join(filter(None, told))


def nothing_on_record(here: Here) -> list[str]:
    """Say what a system without plans on record sees."""
    return [
        "Plans are submitted and not published, and none is made up here.",
        "Below stand the templates that would bring them in, which trusts give the care of people here, and what the "
        "model would ask of each by its published catchment.",
    ]


def crossing(trusts: pd.DataFrame, here: Here) -> str:
    """Say how much care of the area's people is given by trusts based elsewhere."""
    away = elsewhere_pct(trusts, here)
    if away is None:
        return ""
    return (
        f"Of every 100 emergency admissions of people in {here.short}, {away:.0f} are at trusts based in another ICB."
    )


def elsewhere_pct(trusts: pd.DataFrame, here: Here) -> float | None:
    """Give the share of the area's emergency admissions at trusts based elsewhere; none where none is published."""
    mine = here.own(trusts)
    mine = mine[mine["family"] == EMERGENCY]
    return float(mine.loc[~mine["inside"].astype(bool), "care_pct"].sum()) if len(mine) else None


def apart(still: pd.DataFrame) -> str:
    """Say the dearest difference between a commissioner and a provider, else the first that is open."""
    between = still[still["kind"] == "between"]
    row = next(iter(rows_of(between if len(between) else still)))
    worth = "" if words.is_missing(row.worth_gbp) else f" ({words.number(abs(row.worth_gbp), 'gbp', figures=2)})"
    lead = "The dearest" if worth else "First"
    return f"{lead} is {words.in_sentence(row.label)} in {period_words(row.period)}: {sides(row)}{worth}."


def sides(row: object) -> str:
    """Say both sides of a difference: who has what."""
    one, other = (words.number(getattr(row, side), row.unit) for side in ("value", "reference"))  # type: ignore[attr-defined]
    if row.counterpart == ALL:  # type: ignore[attr-defined]
        return f"{row.party} has {one}, and {other} would fit"  # type: ignore[attr-defined]
    return f"{row.party} has {one} and {row.counterpart} {other}"  # type: ignore[attr-defined]


def mover_words(still: pd.DataFrame) -> str:
    """Say who must move in most of what is open."""
    counted = Counter(party for mover in still["mover"] for party in parties_of(mover))
    first, times = counted.most_common(1)[0]
    return f"{first} must move next: it has a part in {times} of {len(still)}."


def parties_of(mover: str) -> list[str]:
    """Give the parties named in who must move."""
    return mover.partition(":")[0].split(" and ")


def owners_words(row: pd.Series) -> str:
    """Say how many open differences nobody answers for, and how many are late."""
    said = []
    if row["unowned_count"]:
        said.append(f"{row['unowned_count']} {'has' if row['unowned_count'] == 1 else 'have'} no owner or date")
    if row["overdue_count"]:
        said.append(f"{row['overdue_count']} {'is' if row['overdue_count'] == 1 else 'are'} past the date")
    return f"Of those open, {words.listing(said)}." if said else "Each has an owner and a date."


def movement_words(row: pd.Series) -> str:
    """Say what changed since the last round."""
    if row["round"] < 2:
        return "This is the first round on record."
    closed, new = (words.count_words(int(row[f"{state}_count"]), "difference") for state in ("closed", "new"))
    return f"Since the last round {closed} closed and {new} opened."


def what_this_is(record: pd.DataFrame, here: Here) -> str:
    """Say whose plans are compared."""
    mine = of_system(record, here)
    if mine.empty:
        return "Published figures and the model alone: no plan is on record"
    latest = mine[mine["latest"].astype(bool)]
    return f"Plans of {words.listing(latest['party'])}, held against each other, the model and themselves"


def sureness(record: pd.DataFrame, here: Here) -> str:
    """Say what the comparison rests on."""
    if not has_plans(record, here):
        return "Catchments of 2022, of acute trusts alone; what a trust would be asked is modelled"
    return "Arithmetic is exact; tolerances are choices to be agreed (red); the model's own range is shown"


def made_from(record: pd.DataFrame, here: Here) -> str:
    """Say what the page is made from and how old it is."""
    mine = of_system(record, here)
    if mine.empty:
        return "Trust catchments (2022), trusts' returns to July 2025, and the steps before"
    first, last = mine["submitted_on"].min(), mine["submitted_on"].max()
    return f"Plans submitted from {words.date_words(first)} to {words.date_words(last)}, and the steps before"


def key_numbers(status: pd.DataFrame, explained: pd.DataFrame, here: Here) -> Html:
    """Show the key numbers as tiles; each explained one unfolds further down."""
    row, rows = of_system(status, here).iloc[0], explained_here(explained, here)
    tiles = [explain.tile(each, here, beside(each.key, row)) for each in rows_of(rows[rows["symbol"] == ""])]
    if row["submitted"]:
        tiles.insert(1, _worth_tile(row, here))
    return page.key_numbers(tiles) if tiles else Html("")


def explained_here(explained: pd.DataFrame, here: Here) -> pd.DataFrame:
    """Give the key numbers of this page: those of the plans, which are the system's, and the area's own."""
    other = (explained["area"] == here.system) & (explained["key"] != "care_elsewhere")
    return explained[other | (explained["area"] == here.area)].assign(area=here.area).reset_index(drop=True)


def beside(key: str, row: pd.Series) -> str:
    """Say what stands under a key number."""
    said = {
        "open_count": f"{row['close_count']} more are close; {row['compared']:,} comparisons made",
        "widest_contract": "of the mean of the two plans",
        "care_elsewhere": "of emergency admissions of people who live here",
    }
    return said.get(key, "")


def _worth_tile(row: pd.Series, here: Here) -> KeyNumber:
    return KeyNumber(
        label="What open contract differences are worth a year",
        value=row["worth_gbp"],
        low=None,
        high=None,
        unit="gbp",
        words="in their worst year, each counted whole",
        how=[
            "Gaps in activity at the national average cost of a unit, and gaps in the value of contracts as they are."
        ],
        basis=row["basis"],
        source=here.publications.get(row["source"], row["source"]),
    )


def register(breaches: pd.DataFrame, here: Here) -> Html:
    """List every difference: size, who must move, owner, date, resolution and status."""
    rows = of_system(breaches, here)
    if rows.empty:
        return Html("")
    standing = rows[rows["status"] != CLOSED]
    shown = standing.assign(
        what=[_what(row) for row in rows_of(standing)],
        size=[_size(row) for row in rows_of(standing)],
        answers=[_owner(row) for row in rows_of(standing)],
        state=[_state(row) for row in rows_of(standing)],
        agreed=[row.resolution or "Nothing agreed yet" for row in rows_of(standing)],
    )
    columns = {
        "what": "Difference", "size": "Size", "mover": "Who must move", "answers": "Owner and date",
        "agreed": "Resolution", "state": "Status",
    }  # fmt: skip
    note = (
        "A difference stands for every month, year and place in which the same check fails; its worst year is shown. "
        "Figures close it; a reason agreed by both closes only what is a matter of judgement."
    )
    table = page.table(
        shown, "Differences that are not closed", columns, about=here.about(rows, AS_OF), name="differences", note=note
    )
    return join([page.section("Who must move, and who answers for it"), table])


def _what(row: object) -> str:
    label, check = row.label, row.check_title  # type: ignore[attr-defined]
    what = label if label.startswith(check) else f"{check}: {words.in_sentence(label)}"
    between = f"{row.party} and {row.counterpart}" if row.counterpart != ALL else row.party  # type: ignore[attr-defined]
    return f"{what} ({between})"


def _size(row: object) -> str:
    if row.check == "footing":  # type: ignore[attr-defined]
        return f"Counted on two footings: {row.part}"  # type: ignore[attr-defined]
    worst = f"{period_words(row.period)}: {sides(row)}"  # type: ignore[attr-defined]
    more = row.periods - 1  # type: ignore[attr-defined]
    worth = "" if words.is_missing(row.worth_gbp) else f", {words.number(abs(row.worth_gbp), 'gbp', figures=2)}"  # type: ignore[attr-defined]
    others = f"; also in {words.count_words(more, 'other period or part', 'other periods or parts')}" if more else ""
    return f"{worst}{worth}{others}"


def _owner(row: object) -> str:
    if not row.owner:  # type: ignore[attr-defined]
        return "Nobody yet"
    due = words.date_words(row.due) if row.due else "no date"  # type: ignore[attr-defined]
    return f"{row.owner}, {due}{' (late)' if row.overdue else ''}"  # type: ignore[attr-defined]


def _state(row: object) -> str:
    if row.status == "explained":  # type: ignore[attr-defined]
        return f"Explained, agreed by {row.agreed_by}"  # type: ignore[attr-defined]
    return str(row.status).capitalize()  # type: ignore[attr-defined]


def moved(movement: pd.DataFrame, here: Here) -> Html:
    """Show how each difference moved since the round before, and whose figure changed."""
    rows = of_system(movement, here)
    if rows.empty or here.area != here.system:
        return Html("")
    shown = rows.assign(
        what=[_what(row) for row in rows_of(rows)],
        was=[words.number(row.gap_before, row.unit, signed=True) for row in rows_of(rows)],
        now=[words.number(row.gap, row.unit, signed=True) for row in rows_of(rows)],
        when=[period_words(row.period) for row in rows_of(rows)],
        status=rows["status"].str.capitalize(),
        moved_by=rows["moved_by"].str.replace("nobody", "Nobody"),
    )
    columns = {
        "what": "Difference", "when": "Period", "was": "Gap last round", "now": "Gap now", "moved_by": "Who moved",
        "status": "Since then",
    }  # fmt: skip
    table = page.table(
        shown, "Movement since the last round", columns, about=here.about(rows, AS_OF), name="movement",
        note="The gap is one figure less the other, in its unit, at the worst period that both rounds have.",
    )  # fmt: skip
    return join([page.section("What moved since the last round"), table])


def period_words(period: str) -> str:
    """Say a month or a financial year."""
    return words.month_words(period) if "-" in str(period) else words.year_label(int(period))


def checks(
    compared: pd.DataFrame, breaches: pd.DataFrame, status: pd.DataFrame, trusts: pd.DataFrame, here: Here
) -> list[tuple[bool, str]]:
    """Check that what is counted is what is listed, and that shares of care add up."""
    found = []
    row, mine = of_system(status, here).iloc[0], of_system(breaches, here)
    if row["submitted"]:
        now = of_system(compared, here)
        now = now[now["seen_in"] == "now"]
        failing = now[now["verdict"] == "red"].groupby(["check", "party", "counterpart", "measure"]).ngroups
        listed = int((mine["status"] != CLOSED).sum())
        found.append((failing == listed, f"Every one of {failing} differences found is on the list, and no other."))
        unsigned = not row["aligned"] or not row["open_count"]
        found.append((bool(unsigned), "Plans are marked as agreed only where nothing is open."))
        counted = (mine["status"] == OPEN).sum() == row["open_count"]
        found.append((bool(counted), "The number that are open is the number listed as open."))
    shares = here.own(trusts).groupby("family")["care_pct"].sum()
    if len(shares):
        held = bool(((shares - 100).abs() < 1e-6).all())
        found.append((held, "Shares of care by trust add up to all of it, for each kind of care."))
    return found or [(True, "Nothing is on record to be checked.")]


def limits(here: Here) -> Html:
    """Say what the reader must know before using any of it."""
    border = (
        "The fictional area has no published neighbours."
        if here.fictional
        else "Catchments are of all admissions to acute trusts up to 2020: a trust's share of planned and of emergency "
        "care may differ, and people who changed hospital since are not in it."
    )
    return page.note(
        "Plans are compared as they were submitted. Nothing here says which plan is right: where the model is named, "
        "the party further from it is asked to move first, and the model may be wrong.",
        "A plan is held against the model by the growth since its own outturn, so a difference in what is counted does "
        "not show as a difference in growth.",
        border,
    )
