"""The parts of the planning lead's page, each a heading and a table, or a sentence where there is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from planbook.data.rows import rows_of
from planbook.methods.governance.due import ahead
from planbook.present import page, words
from planbook.present.about import About
from planbook.present.here import Here
from planbook.present.html import Html, join
from planbook.present.pages.governance import kept
from planbook.present.pages.lead_round import Round, moved_sentence, stale_sentence, template_words, told

MOST_MOVED, MOST_NAMED = 8, 3
BECAUSE = {"failed": "its notebook stopped: its page says where", "never made": "it is not there"}
NOBODY = "nobody named"
NOT_MADE = "Not worked out yet: the report it comes from has not been made."


def due(now: Round, here: Here) -> Html:
    """Show the submissions to come, with days left; and those whose national date is not set yet."""
    head, dates = page.section("Days to submission"), now.table("governance_timetable")
    if dates.empty:
        return join([head, page.note(NOT_MADE)])
    soon = now.submissions
    undated = dates[dates["submission"] & (dates["due"] == "")]
    parts = [head]
    if len(soon):
        shown = soon.assign(
            left=[words.count_words(int(days), "day") for days in soon["days_left"]],
            when=[words.date_words(day) for day in soon["due"]],
            whose=["the system's own" if by == "own" else "national" for by in soon["set_by"]],
        )
        columns = {"label": "Submission", "left": "Left", "when": "On", "who": "Who", "whose": "Date set by"}
        about = _dated_by(soon, here)
        parts.append(page.table(shown, f"Submissions ahead, {here.short}", columns, about=about, name="due"))
    if len(undated):
        listed = words.listing([words.in_sentence(label) for label in undated["label"]])
        parts.append(page.note(f"Not dated yet for this round: {listed}. The dates are set by national guidance."))
    return join(parts)


def _dated_by(soon: pd.DataFrame, here: Here) -> About:
    """Say where dates come from: the system's own register, or what sets them nationally."""
    if here.fictional or (soon["set_by"] == "own").any():
        return kept(here)
    sources = words.listing([here.publications.get(key, key) for key in dict.fromkeys(soon["source"])])
    return replace(kept(here), source=sources, basis="observed")


def breaches(now: Round, here: Here) -> Html:
    """Show each difference between plans that is open: who must move, who owns it, by when."""
    head, rows = page.section("Open differences and who owns them"), now.breaches
    if "alignment_breaches" not in now.frames:
        return join([head, page.note(NOT_MADE)])
    if not now.has_plans:
        return join([head, page.note("No plans are on record, so none can be held against another.",
                                     template_words(now))])  # fmt: skip
    if rows.empty:
        return join([head, page.note("No difference between the plans on record is open.")])
    rows = rows.sort_values("over", ascending=False, kind="stable")
    shown = rows.assign(
        between=[
            row.party if row.counterpart in ("", "all") else f"{row.party} and {row.counterpart}"
            for row in rows_of(rows)
        ],
        when=_by(rows["due"], rows["over"]),
        who=[owner or NOBODY for owner in rows["owner"]],
        moves=[mover or "not said" for mover in rows["mover"]],
    )
    columns = {"label": "Difference", "between": "Between", "moves": "Who must move", "who": "Owner", "when": "Due"}
    about = here.about(rows, words.month_words(here.as_at))
    return join([head, page.table(shown, f"Open differences, {here.short}", columns, about=about, name="breaches")])


def late(now: Round, here: Here) -> Html:
    """Show what is over on the day: assumptions and decisions first, then the other registers."""
    head, rows = page.section("What is overdue"), now.late
    if "governance_registers" not in now.frames:
        return join([head, page.note(NOT_MADE)])
    if not now.keeps:
        return join([head, page.note("No register is kept, so nothing can be overdue.")])
    if rows.empty:
        return join([head, page.note("No date in the registers has passed.")])
    first = rows["kind"].isin(["assumption", "decision"])
    parts = [head]
    for some, said, name in ((rows[first], "Assumptions and decisions overdue", "overdue"),
                             (rows[~first], "Other dates that have passed", "overdue-other")):  # fmt: skip
        if len(some):
            parts.append(_over_table(some, f"{said}, {here.short}", name, here))
        elif name == "overdue":
            parts.append(page.note("No assumption or decision is overdue."))
    return join(parts)


def _over_table(rows: pd.DataFrame, caption: str, name: str, here: Here) -> Html:
    shown = rows.assign(
        over=[words.count_words(days, "day") for days in rows["days_over"]],
        what=[kind.capitalize() for kind in rows["kind"]],
        when=[words.date_words(day) for day in rows["due"]],
        who=[owner or NOBODY for owner in rows["owner"]],
    )
    columns = {"label": "What", "what": "In", "finding": "Finding", "over": "Over", "when": "Was due", "who": "Owner"}
    return page.table(shown, caption, columns, about=kept(here), name=name)


def stale(now: Round, here: Here) -> Html:
    """Show which reports are not fresh and because of what, and how old the figures are."""
    parts = [page.section("What is stale", stale_sentence(now))]
    bad = now.not_fresh
    if len(bad):
        grouped = bad.groupby(["scenario", "step", "state", "because"], sort=False)["area"].agg(list).reset_index()
        shown = grouped.assign(
            areas=[_few(each) for each in grouped["area"]],
            because=[
                each or BECAUSE.get(state, "") for each, state in zip(grouped["because"], grouped["state"], strict=True)
            ],
        )
        columns = {"step": "Report", "areas": "Of", "scenario": "Scenario", "state": "State", "because": "Because of"}
        code = here.system.partition("/")[0]
        note = f"To make them again: planbook reports {code} --only-stale"
        parts.append(page.table(shown, f"Reports that are not fresh, {here.short}", columns, note=note))
    parts.append(_ages(now, here))
    return join(parts)


def _ages(now: Round, here: Here) -> Html:
    ages = now.table("board_data_age")
    if ages.empty:
        return Html("")
    old = ages[ages["stale"]].sort_values("months_old", ascending=False, kind="stable")
    if old.empty:
        return page.note(f"No published figure is old on {words.date_words(here.as_at)}.")
    named = [f"{words.in_sentence(row.label)} ({row.months_old} months)" for row in rows_of(old.head(MOST_NAMED))]
    return page.note(
        f"{len(old)} of {len(ages)} published figures are too old to be rated on {words.date_words(here.as_at)}; "
        f"oldest: {words.listing(named)}."
    )


def changed(now: Round, here: Here) -> Html:
    """Show which key numbers moved and why, and what else was read and is another."""
    parts = [page.section("What changed, and why", moved_sentence(now))]
    if now.since is None:
        return join(parts)
    if len(now.seen):
        parts.append(_moved_table(now.seen.head(MOST_MOVED), "Key numbers that moved, furthest first", here))
        if len(now.seen) > MOST_MOVED:
            rest = now.seen.iloc[MOST_MOVED:]
            said = f"{words.count_words(len(rest), 'more key number')} that moved"
            parts.append(page.unfold(said, _moved_table(rest, said, here)))
    small = len(now.moved) - len(now.seen)
    if small:
        said = f"{words.count_words(small, 'key number')} moved by less than a page shows."
        parts.append(page.note(said))
    if len(now.causes):
        shown = now.causes.assign(
            moves=[str(n) if n else "none" for n in now.causes["moves"]],
            what=[f"{row.meaning} ({row.what})" if row.meaning else row.what for row in rows_of(now.causes)],
            was=now.causes["was"].replace("", "earlier"), now=now.causes["now"].replace("", "changed"),
        )  # fmt: skip
        columns = {"what": "What", "kind": "Kind", "was": "Was", "now": "Is", "moves": "Key numbers moved on it"}
        note = "A number that rests on several of these moved because of them together; each alone is not told apart."
        parts.append(page.table(shown, f"What changed that they rest on, {here.short}", columns, note=note))
    return join(parts)


def _moved_table(rows: pd.DataFrame, caption: str, here: Here) -> Html:
    by = [words.number(100 * part, "percent") for part in rows["relative"]]
    shown = rows.assign(why=[_few(causes) for causes in rows["because"]], by=by)
    columns = {
        "label": "Key number",
        "step": "Step",
        "was_words": "Was",
        "now_words": "Is",
        "by": "Moved by",
        "why": "Because of",
    }
    note = "Numbers are finer than their ranges support, so that a move can be seen: the same draws gave both."
    return page.table(shown, f"{caption}, {here.short}", columns, note=note)


def against_plan(now: Round, here: Here) -> Html:
    """Show what is furthest from plan, what drifted, triggers that fired, and reviews of programmes."""
    rows, about = now.table("monitoring_for_lead"), now.table("monitoring_about")
    if "monitoring_for_lead" not in now.frames or about.empty:
        return join([page.section("Plan against actual"), page.note(NOT_MADE)])
    seen = f"Looked at from {words.date_words(about['day'].iloc[0])}, the day the step monitoring counts from."
    instead = " No plan of the system's own is on record: what the model expected stands for it."
    head = page.section("Plan against actual", seen + ("" if now.planned else instead))
    if rows.empty:
        said = "No measure is outside what was expected, no trigger has fired and no programme awaits review."
        return join([head, page.note(said)])
    topics = {"plan": "Furthest from plan" if now.planned else "Furthest from expected",
              "drift": "Assumption outside what was seen", "trigger": "Trigger fired",
              "review": "Programme to review"}  # fmt: skip
    shown = rows.assign(
        topic=[topics.get(topic, topic) for topic in rows["topic"]],
        text=[told(text, now) for text in rows["text"]],
        who=[owner or "not said" for owner in rows["owner"]],
        when=[words.month_words(day) if day else "" for day in rows["due"]],
    )
    columns = {"label": "What", "topic": "Why it is here", "text": "Finding", "who": "Owner", "when": "Review"}
    return join([head, page.table(shown, f"Plan against actual, {here.short}", columns)])


def next_steps(now: Round, here: Here) -> Html:
    """Show the next steps by date: of readiness and of the system's timetable."""
    head = page.section("Next steps")
    steps_told, dates = now.table("governance_for_lead"), now.table("governance_timetable")
    if steps_told.empty and dates.empty:
        return join([head, page.note(NOT_MADE)])
    steps = steps_told
    if len(steps):
        steps = steps.loc[steps["kind"] == "next step", ["label", "text", "owner", "due"]]
    own = ahead(dates[(dates["set_by"] == "own") & ~dates["submission"]], now.day) if len(dates) else dates
    own = own.assign(owner=own["who"], text="Timetable")[["label", "text", "owner", "due"]] if len(own) else own
    rows = pd.concat([part for part in (steps, own) if len(part)]) if len(steps) or len(own) else steps
    if rows.empty:
        return join([head, page.note("No next step is written down: readiness and the timetable hold them.")])
    rows = rows.sort_values("due", kind="stable", ignore_index=True)
    over = [max(0, (now.day - date.fromisoformat(day)).days) for day in rows["due"]]
    shown = rows.assign(when=_by(rows["due"], over), who=[owner or NOBODY for owner in rows["owner"]])
    columns = {"label": "Step", "when": "By", "who": "Owner", "text": "For"}
    return join([head, page.table(shown, f"Next steps, {here.short}", columns, about=kept(here), name="next-steps")])


def not_kept(now: Round, here: Here) -> Html:
    """Show what is not on record here, and the command that writes the template of each."""
    registers, plans = now.table("governance_registers"), now.table("alignment_not_held")
    rows = []
    if len(registers):
        rows += [(row.label, "Register", row.template) for row in rows_of(registers[~registers["given"]])]
    if len(plans):
        rows += [(row.why, "Plans", f"planbook data template {row.template}") for row in rows_of(plans) if row.template]
    missing = now.table("monitoring_not_held")
    if len(missing):
        said = f"Actual figures by month of {words.count_words(len(missing), 'measure')} that nobody publishes"
        rows += [(said, "Monitoring", f"planbook data template {missing['template'].iloc[0]}")]
    if not rows:
        return Html("")
    frame = pd.DataFrame(rows, columns=["what", "kind", "template"])
    said = f"{words.count_words(len(frame), 'thing')} not on record, and the template of each"
    columns = {"what": "What", "kind": "Kind", "template": "How to begin"}
    lead = "Nothing is made up in place of what is missing."
    head = page.section("What is not on record", lead)
    return join([head, page.unfold(said, page.table(frame, f"Not on record, {here.short}", columns))])


def _by(due: Sequence[str] | pd.Series, over: Sequence[int] | pd.Series) -> list[str]:
    """Say dates, and how long each is over."""
    late = [f", {words.count_words(int(days), 'day')} over" if days else "" for days in over]
    return [words.date_words(day) + said if day else "no date" for day, said in zip(due, late, strict=True)]


def _few(names: Sequence[str]) -> str:
    """List a few names, and how many more."""
    more = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
    return words.listing([*names[:MOST_NAMED], *more])
