"""The planning steps and the tables they meet through: start reading here.

One step is one slug: `notebooks/NN_slug.ipynb`, `planbook.steps.slug`, `params/assumptions/slug.yaml` where it has
numbers, `tests/steps/test_slug.py`. A step's module has one function for each table and array it produces, of its name.
"""

from __future__ import annotations

from dataclasses import dataclass

from planbook.errors import InputError, unknown


@dataclass(frozen=True)
class Table:
    """A declared table: its name, one row per what (`grain`), its columns, and what it says."""

    name: str
    grain: tuple[str, ...]
    columns: tuple[str, ...]
    says: str


@dataclass(frozen=True)
class Step:
    """A planning step: its slug and reading number, the question it answers, the steps it needs, its tables.

    `arrays` names its joint draws (draw x area x ...), which tables summarise and later steps take further.
    """

    slug: str
    number: int
    title: str
    question: str
    needs: tuple[str, ...]
    produces: tuple[Table, ...]
    arrays: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The file stem of its notebook and report: `03_need`."""
        return f"{self.number:02d}_{self.slug}"


STEPS: tuple[Step, ...] = (
    Step(
        "baseline",
        2,
        "Baseline",
        "Where are we starting from?",
        (),
        (
            Table(
                "baseline_figures",
                ("area", "measure"),
                (
                    "area",
                    "topic",
                    "measure",
                    "label",
                    "value",
                    "unit",
                    "rate",
                    "rate_unit",
                    "england_rate",
                    "better",
                    "basis",
                    "source",
                    "period_from",
                    "period_to",
                    "note",
                ),
                "One version of the truth: each figure of an area with its source, dates and basis.",
            ),
            Table(
                "baseline_months",
                ("area", "measure", "month"),
                ("area", "measure", "month", "value", "unit", "basis", "source"),
                "The published months behind the baseline's activity and performance.",
            ),
            Table(
                "baseline_targets",
                ("area", "measure", "year"),
                (
                    "area",
                    "measure",
                    "year",
                    "label",
                    "value",
                    "target",
                    "distance",
                    "unit",
                    "better",
                    "basis",
                    "period_to",
                    "stale",
                    "source",
                ),
                "Where the area stands against each national standard, and how far it has to go.",
            ),
            Table(
                "baseline_workforce",
                ("area", "staff_group"),
                ("area", "staff_group", "label", "fte", "basis", "source", "period_to"),
                "Staff in post by group.",
            ),
            Table(
                "baseline_not_held",
                ("area", "subject"),
                ("area", "subject", "why", "template"),
                "What nobody publishes for areas, and the template that would supply it.",
            ),
        ),
    ),
    Step(
        "need",
        3,
        "Need",
        "Who needs care, now and through the plan?",
        ("baseline",),
        (
            Table(
                "need_population",
                ("area", "year", "sex", "age_band"),
                ("area", "year", "sex", "age_band", "people", "basis", "source"),
                "People by age and sex in each financial year to the horizon.",
            ),
            Table(
                "need_growth",
                ("area", "age_group", "year"),
                ("area", "age_group", "year", "people", "change_pct", "basis", "source"),
                "People by broad age group and how their number changes from the base year.",
            ),
            Table(
                "need_deprivation",
                ("area", "imd_quintile"),
                ("area", "imd_quintile", "people", "share_pct", "england_share_pct", "basis", "source"),
                "People by national deprivation fifth.",
            ),
            Table(
                "need_segments",
                ("area", "year", "segment"),
                ("area", "year", "segment", "label", "mean", "p10", "p50", "p90", "share_pct", "basis", "source"),
                "People by segment of need; everyone is in exactly one.",
            ),
            Table(
                "need_tiers",
                ("area", "year", "tier"),
                ("area", "year", "tier", "label", "mean", "p10", "p50", "p90", "share_pct", "basis", "source"),
                "People by risk tier; everyone is in exactly one.",
            ),
            Table(
                "need_cohort",
                ("area", "year"),
                (
                    "area",
                    "year",
                    "mean",
                    "p10",
                    "p50",
                    "p90",
                    "share_pct",
                    "hospital_cost_share_pct",
                    "basis",
                    "source",
                ),
                "People in the neighbourhood health cohort, and the hospital costs that go with them.",
            ),
            Table(
                "need_prevalence",
                ("area", "condition"),
                (
                    "area",
                    "condition",
                    "label",
                    "prevalence_pct",
                    "low",
                    "high",
                    "england_prevalence_pct",
                    "basis",
                    "source",
                    "period_to",
                ),
                "People on disease registers, against England.",
            ),
            Table(
                "need_index",
                ("area", "component"),
                (
                    "area",
                    "component",
                    "label",
                    "registered_people",
                    "weighted_people",
                    "index",
                    "basis",
                    "source",
                ),
                "Need a person by component of the national allocation formula, England being 1.",
            ),
            Table(
                "need_inequality",
                ("area", "indicator"),
                (
                    "area",
                    "indicator",
                    "label",
                    "slope_index",
                    "low",
                    "high",
                    "relative_index",
                    "unit",
                    "basis",
                    "source",
                    "period_to",
                    "note",
                ),
                "The gap between the most and the least deprived within the area, with 95% intervals.",
            ),
            Table(
                "need_standardised",
                ("area", "service"),
                (
                    "area",
                    "service",
                    "label",
                    "observed",
                    "expected",
                    "ratio",
                    "low",
                    "high",
                    "basis",
                    "source",
                    "period_to",
                    "note",
                ),
                "Use of hospital against what England's rates by age and sex would give, with 95% intervals.",
            ),
        ),
    ),
    Step(
        "board",
        16,
        "Board",
        "What does the board need to know and decide?",
        ("baseline", "need"),
        (
            Table(
                "board_key_numbers",
                ("area", "key"),
                (
                    "area",
                    "order",
                    "key",
                    "label",
                    "value",
                    "low",
                    "high",
                    "unit",
                    "against",
                    "reference",
                    "rate",
                    "rate_unit",
                    "how",
                    "basis",
                    "source",
                    "period_to",
                ),
                "The few numbers that carry the story.",
            ),
            Table(
                "board_matters",
                ("area", "order"),
                (
                    "area",
                    "order",
                    "key",
                    "topic",
                    "label",
                    "value",
                    "reference",
                    "unit",
                    "better",
                    "basis",
                    "source",
                    "period_to",
                ),
                "What stands out most against England or a standard, most first.",
            ),
            Table(
                "board_data_age",
                ("area", "measure"),
                ("area", "measure", "label", "source", "period_to", "months_old", "stale"),
                "How old each figure is on the date of the report, oldest first.",
            ),
        ),
    ),
)

BY_SLUG: dict[str, Step] = {step.slug: step for step in STEPS}
TABLES: dict[str, Table] = {table.name: table for step in STEPS for table in step.produces}
STEP_OF: dict[str, Step] = {table.name: step for step in STEPS for table in step.produces}
ARRAYS: dict[str, Step] = {array: step for step in STEPS for array in step.arrays}


def step(slug: str) -> Step:
    """Give the step of that slug; raises `InputError` naming the steps there are."""
    if slug not in BY_SLUG:
        raise InputError(unknown("step", slug, BY_SLUG))
    return BY_SLUG[slug]


def steps(slugs: str = "all") -> tuple[Step, ...]:
    """Give the steps of a comma-separated list in reading order, or all of them."""
    if slugs == "all":
        return STEPS
    wanted = {step(slug.strip()).slug for slug in slugs.split(",") if slug.strip()}
    return tuple(each for each in STEPS if each.slug in wanted)


def upstream(slug: str) -> tuple[Step, ...]:
    """Give the steps that one needs, directly or through others, in reading order."""
    wanted: set[str] = set()
    queue = list(step(slug).needs)
    while queue:
        each = queue.pop()
        if each not in wanted:
            wanted.add(each)
            queue += step(each).needs
    return tuple(each for each in STEPS if each.slug in wanted)
