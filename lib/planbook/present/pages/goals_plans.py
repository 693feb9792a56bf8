"""How goals tie to plans: programmes as options, the golden thread and its breaks, layers of plans, scope, words."""

from __future__ import annotations

import re

import pandas as pd

from planbook.data.rows import rows_of
from planbook.present import page, words
from planbook.present.here import Here
from planbook.present.html import Html

GRADES = {"H": "High", "M": "Medium", "L": "Low", "U": "Unverified", "": ""}
GAP, TWICE = "Named by none", "Named by more than one"


def programmes_table(programmes: pd.DataFrame, here: Here) -> Html:
    """Show each programme: for whom, what it serves and touches, who leads, how well evidenced, how it stands here."""
    rows = here.own(programmes)
    shown = rows.assign(
        standing=[_standing(row.on, row.adopted) for row in rows_of(rows)],
        evidence=[f"{GRADES[row.grade]} at its weakest" for row in rows_of(rows)],
        begins=[f"{words.month_words(row.starts)}, {row.ramp}" for row in rows_of(rows)],
        looked=[words.month_words(row.review) for row in rows_of(rows)],
    )
    columns = {
        "label": "Programme", "standing": "Standing here", "who": "For whom", "serves": "Outcomes", "begins": "Start",
        "lead": "Lead", "evidence": "Evidence",
    }  # fmt: skip
    caption = f"Programmes of this kind, if they reached people in {here.short}"
    main = page.table(shown, caption, columns, note=str(rows["note"].iloc[0]))
    more = {"label": "Programme", "touches": "Changes", "partners": "Who takes part", "looked": "Reviewed"}
    parts = page.table(shown, "What each programme changes and who takes part", more)
    return Html(main + page.unfold("What each changes, and who takes part", parts))


def _standing(on: bool, adopted: bool) -> str:
    if adopted:
        return "Adopted, on in this scenario" if on else "Adopted, off in this scenario"
    return "Option, on in this scenario" if on else "Option, off in this scenario"


def thread_table(thread: pd.DataFrame, programmes: pd.DataFrame, assumptions: pd.DataFrame, here: Here) -> Html:
    """Show the golden thread: aim, outcome, action, programme, what is assumed, its evidence, who and when."""
    every = here.own(thread)
    rows = every[(every["programme"] != "") | (every["action"] != "")]
    titles = here.own(programmes).set_index("programme")["label"].map(_short).to_dict()
    whole = assumptions[assumptions["leaf"] == ""].set_index("key")
    ranges = whole[["value", "low", "high"]].to_dict("index")
    shown = rows.assign(
        driver=[titles.get(row.programme, "") for row in rows_of(rows)],
        assumed=[_assumed(ranges.get(row.key), row.unit) for row in rows_of(rows)],
        evidence=[_evidence(row.grade, row.source, here) for row in rows_of(rows)],
        who=[_who(row.owner, row.lead) for row in rows_of(rows)],
        when=[words.month_words(row.by_when) if row.by_when else "" for row in rows_of(rows)],
    )
    columns = {
        "label": "Outcome", "aim": "Aims", "action": "Action", "driver": "Programme",
        "assumed": "Assumed where someone is helped", "evidence": "Evidence", "who": "Who", "when": "By",
    }  # fmt: skip
    if not rows["action"].str.len().any():
        columns.pop("action")
        columns.pop("when")
    loose = every["outcome"].nunique() - rows["outcome"].nunique()
    note = f"Without programme or action, and so under broken links: {words.count_words(loose, 'outcome')}."
    return page.table(shown, f"The golden thread, {here.short}", columns, note=note if loose else "")


def _short(title: str) -> str:
    """Give the first words of a title, before a colon or a comma."""
    return re.split(r"[:,]", title)[0]


def _assumed(numbers: dict | None, unit: str) -> str:
    if numbers is None:
        return ""
    value = words.quantity(numbers["value"], unit, low=numbers["low"], high=numbers["high"], signed=True)
    return f"{value} ({words.to(numbers['low'], numbers['high'], unit)})"


def _evidence(grade: str, source: str, here: Here) -> str:
    """Say the grade and the publication, without its publisher."""
    return f"{GRADES[grade]}: {here.publications.get(source, source).rpartition(' (')[0] or source}" if grade else ""


def _who(owner: str, lead: str) -> str:
    return owner or (f"would be led by {words.in_sentence(lead)}" if lead else "")


def broken_table(broken: pd.DataFrame, here: Here) -> Html:
    """Show each kind of broken link, of what, and what would mend it; none says so."""
    rows = here.own(broken)
    if rows.empty:
        return page.note("No link of the golden thread is broken.")
    grouped = rows.groupby("finding", sort=False).agg(
        items=("label", "; ".join),
        count=("label", "size"),
        remedy=("remedy", lambda said: "; ".join(dict.fromkeys(said))),
    )
    shown = grouped.reset_index().assign(count=lambda frame: frame["count"].astype(str))
    columns = {"finding": "What is broken", "count": "How many", "items": "Which", "remedy": "What would mend it"}
    return page.table(shown, broken_message(broken, here), columns)


def broken_message(broken: pd.DataFrame, here: Here) -> str:
    """Say how many links are broken, and of which kind most."""
    rows = here.own(broken)
    most = rows["finding"].value_counts()
    first = words.in_sentence(str(most.index[0]))
    return f"{words.count_words(len(rows), 'broken link')}; most often ({int(most.iloc[0])}): {first}"


def plans_table(plans: pd.DataFrame, here: Here) -> Html:
    """Show what each layer of plans must contain, which step shows it, and where the system's own plan meets it."""
    rows = here.own(plans)
    shown = rows.assign(
        plan_said=[f"{row.label} ({row.layer})" for row in rows_of(rows)],
        shown_in=[_steps(row.steps, here) for row in rows_of(rows)],
        own=[row.met_where or "not said" for row in rows_of(rows)],
    )
    columns = {
        "contains": "Must contain", "plan_said": "Plan", "shown_in": "This workbook", "own": "Own plan",
    }  # fmt: skip
    said = plans_message(plans, here)
    return Html(
        page.text(f"{said}.")
        + page.unfold("What each must contain, and where it is met", page.table(shown, said, columns))
    )


def plans_message(plans: pd.DataFrame, here: Here) -> str:
    """Say for how many requirements this workbook has a page today, and how many the system says it meets."""
    rows = here.own(plans)
    shown = sum(any(step in here.steps for step in row.steps.split()) for row in rows_of(rows))
    met = int((rows["met_where"] != "").sum())
    asked = f"Of {len(rows)} things the layers of plans must contain"
    return f"{asked}, this workbook shows {shown}; the system says where it meets {met}"


def layers_table(plans: pd.DataFrame, here: Here) -> Html:
    """Show the layers, once each, with their dates and standing."""
    rows = here.own(plans).drop_duplicates("plan")
    shown = rows.assign(
        since=[_dated(row.valid_from, row.valid_to) for row in rows_of(rows)],
        source=[here.publications.get(row.source, row.source) for row in rows_of(rows)],
    )
    columns = {
        "label": "Plan",
        "layer": "Says",
        "who": "Made by",
        "span": "For",
        "since": "Asked for",
        "status": "Today",
        "source": "Source",
    }
    return page.table(shown, "The dated layers of plans", columns)


def _dated(valid_from: str, valid_to: str) -> str:
    since = f"from {words.month_words(valid_from)}"
    return f"{since} to {words.month_words(valid_to)}" if valid_to else since


def _steps(slugs: str, here: Here) -> str:
    said = [here.steps.get(slug, f"{slug} (to come)") for slug in slugs.split()]
    return words.listing(said) if said else ""


def coverage_table(coverage: pd.DataFrame, here: Here) -> Html:
    """Show which local strategies name each outcome, gaps and duplications first; or what to supply."""
    rows = here.own(coverage)
    if rows.empty:
        return page.note(
            "Strategies of partners (needs assessments, health and wellbeing strategies, council and trust plans) are "
            "not listed here. List them in the system's goals.yaml, and gaps and duplications show."
        )
    named = rows[rows["finding"] != GAP].sort_values("finding", key=lambda found: found != TWICE, kind="stable")
    columns = {"label": "Outcome", "finding": "Found", "strategies": "Which, and what they seek"}
    gaps = words.listing([words.in_sentence(label) for label in rows.loc[rows["finding"] == GAP, "label"]])
    table = page.table(named, coverage_message(coverage, here), columns)
    return Html(table + page.note(f"In no local strategy: {gaps}."))


def coverage_message(coverage: pd.DataFrame, here: Here) -> str:
    """Say how many outcomes no strategy names, and how many are named by more than one."""
    counted = here.own(coverage)["finding"].value_counts()
    gaps, twice = int(counted.get(GAP, 0)), int(counted.get(TWICE, 0))
    return f"{words.count_words(gaps, 'outcome')} in no local strategy, {twice} in more than one"


def scope_table(scope: pd.DataFrame, here: Here) -> Html:
    """Show what is in and out of scope and why; or say that nobody has said."""
    rows = here.own(scope)
    if rows.empty:
        return page.note(
            "Nobody has said what is left out. Not everything can be a priority: scope goes in goals.yaml."
        )
    shown = rows.assign(side=rows["side"].map({"in": "In scope", "out": "Out of scope"}))
    columns = {"label": "What", "side": "Scope", "why": "Why", "again": "Looked at again"}
    return page.table(shown, f"What is in scope and what is not, {here.short}", columns)


def glossary_table(glossary: pd.DataFrame, here: Here) -> Html:
    """Show what health and local government call the same thing, and plainly."""
    rows = here.own(glossary)
    shown = rows.assign(word=[term.replace("_", " ").capitalize() for term in rows["term"]])
    columns = {"word": "Term", "health": "Health says", "council": "Local government says", "meaning": "Plainly"}
    return page.table(shown, "Words of health and of local government", columns)
