"""The planning lead's page: what is due, open, overdue, stale and other than last week, in one place."""

from __future__ import annotations

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import page, words
from planbook.present.here import Here
from planbook.present.html import Html, join
from planbook.present.pages import lead_parts as parts
from planbook.present.pages.lead_round import KINDS, Round, moved_sentence, stale_sentence, template_words, told


def blocks(now: Round, here: Here) -> list[Html]:
    """Give the parts of the page in order."""
    return [
        opening(now, here),
        glance(now, here),
        parts.due(now, here),
        parts.breaches(now, here),
        parts.late(now, here),
        parts.stale(now, here),
        parts.changed(now, here),
        parts.against_plan(now, here),
        parts.next_steps(now, here),
        parts.not_kept(now, here),
    ]


def opening(now: Round, here: Here) -> Html:
    """Open the page: the message, the story, and which days it was looked at and its figures are of."""
    facts = {
        "Looked at": f"{words.date_words(now.day)}: days left and days over are counted from here",
        "Figures": f"As their reports were last made, for the round as at {words.date_words(here.as_at)}",
        **here.round,
    }
    return page.masthead(title(now, here), standfirst(now), facts)


def title(now: Round, here: Here) -> str:
    """Give the message: days to submission, differences open, dates passed."""
    soonest = now.submissions
    left = f"{words.count_words(int(soonest['days_left'].iloc[0]), 'day')} to submission" if len(soonest) else (
        "no submission is dated"
    )  # fmt: skip
    said = [f"{here.short}: {left}"]
    if now.has_plans:
        count = len(now.breaches)
        said.append(f"{words.count_words(count, 'difference')} open" if count else "no difference open")
    if now.keeps:
        count = len(now.late)
        said.append(f"{words.count_words(count, 'date')} passed" if count else "nothing overdue")
    if not now.has_plans and not now.keeps:
        return f"{said[0]}; no plans or registers are on record"
    return words.listing(said)


def standfirst(now: Round) -> str:
    """Give the story: what moved, what is stale, what is off the plan."""
    off = now.table("monitoring_for_lead")
    off = off[off["topic"] == "plan"] if len(off) else off
    beside = "plan" if now.planned else "what the model expected"
    furthest = f"Furthest from {beside}: {_said_off(off, now)}." if len(off) else ""
    return " ".join(part for part in (moved_sentence(now), stale_sentence(now), furthest) if part)


def glance(now: Round, here: Here) -> Html:
    """Show where the round stands in one table, a line a question."""
    rows = [
        *_dated_lines(now),
        ("Reports not fresh", f"{len(now.not_fresh)} of {len(now.reports)}", ""),
        ("Key numbers that moved", "nothing to compare with yet" if now.since is None else str(len(now.seen)),
         "" if now.since is None else f"since {words.date_words(now.since)}"),
        _measured_line(now),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["what", "state", "more"])
    columns = {"what": "Question", "state": "Today", "more": "More"}
    caption = f"Where the round of {here.short} stands, {words.date_words(now.day)}"
    return join([page.section("Where the round stands"), page.table(frame, caption, columns)])


def _dated_lines(now: Round) -> list[tuple[str, str, str]]:
    """Give the lines of submission, differences and dates."""
    first, still, over = next(rows_of(now.submissions), None), now.breaches, now.late
    when = f"{words.date_words(first.due)}: {words.in_sentence(first.label)}" if first else ""
    past = int((still["over"] > 0).sum()) if len(still) else 0
    unowned = int(still["unowned"].sum()) if len(still) else 0
    kinds = [words.count_words(int(count), *KINDS[str(kind)]) for kind, count in over["kind"].value_counts().items()]
    return [
        ("Days to submission", f"{int(first.days_left)}" if first else "not dated", when),
        ("Differences between plans open", str(len(still)) if now.has_plans else "no plans on record",
         f"{past} past their date, {unowned} without owner or date" if now.has_plans else template_words(now)),
        ("Dates passed", str(len(over)) if now.keeps else "no registers kept", words.listing(kinds) if kinds else ""),
    ]  # fmt: skip


def _measured_line(now: Round) -> tuple[str, str, str]:
    """Give the line of plan against actual."""
    if "monitoring_for_lead" not in now.frames:
        return "Measures outside what was expected", "not made", ""
    counted = now.table("monitoring_for_lead")["topic"].value_counts()
    more = [
        words.count_words(int(counted[topic]), *said)
        for topic, said in (("drift", ("assumption outside what was seen", "assumptions outside what was seen")),
                            ("trigger", ("trigger fired", "triggers fired")))
        if topic in counted
    ]  # fmt: skip
    said = words.listing(more) if more else ""
    return "Measures outside what was expected", str(int(counted.get("plan", 0))), said


def _said_off(off: pd.DataFrame, now: Round) -> str:
    return "; ".join(f"{words.in_sentence(row.label)}, {told(row.text, now)}" for row in rows_of(off.head(2)))
