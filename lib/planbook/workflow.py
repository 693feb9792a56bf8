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
        "goals",
        1,
        "Goals",
        "What are we trying to change, for whom, in what order?",
        ("baseline", "need"),
        (
            Table(
                "goals_vision",
                ("area",),
                ("area", "vision", "agreed_by", "agreed_on"),
                "What the system says it is for, and who agreed; empty where it has said nothing.",
            ),
            Table(
                "goals_aims",
                ("area", "aim"),
                ("area", "aim", "label", "shorthand", "outcome_count", "source"),
                "The four aims in statutory words, and the shorthand in use.",
            ),
            Table(
                "goals_outcomes",
                ("area", "outcome"),
                (
                    "area",
                    "order",
                    "outcome",
                    "label",
                    "aims",
                    "measure",
                    "how",
                    "value",
                    "unit",
                    "reference",
                    "better",
                    "target",
                    "by_when",
                    "set_by",
                    "distance",
                    "owner",
                    "basis",
                    "source",
                    "period_to",
                    "stale",
                    "note",
                ),
                "Outcomes: the area's figure, target and distance. Expected result and shortfall come with pathways.",
            ),
            Table(
                "goals_targets",
                ("area", "measure", "year"),
                (
                    "area",
                    "measure",
                    "year",
                    "label",
                    "value",
                    "target",
                    "target_words",
                    "distance",
                    "unit",
                    "better",
                    "basis",
                    "source",
                    "period_to",
                    "stale",
                ),
                "Every national target with the area's own position, or that nobody holds it.",
            ),
            Table(
                "goals_plans",
                ("area", "plan", "requirement"),
                (
                    "area",
                    "order",
                    "plan",
                    "label",
                    "layer",
                    "who",
                    "span",
                    "valid_from",
                    "valid_to",
                    "status",
                    "requirement",
                    "contains",
                    "steps",
                    "met_where",
                    "source",
                ),
                "The dated layers of plans: what each must contain, and where this plan meets it.",
            ),
            Table(
                "goals_coverage",
                ("area", "outcome"),
                ("area", "order", "outcome", "label", "finding", "strategies"),
                "Which local strategies name each outcome: gaps and duplications.",
            ),
            Table(
                "goals_glossary",
                ("area", "term"),
                ("area", "term", "health", "council", "meaning"),
                "Words of health and of local government for the same thing.",
            ),
            Table(
                "goals_scores",
                ("area", "outcome", "criterion"),
                ("area", "outcome", "criterion", "label", "score", "weight", "judged", "note"),
                "What each outcome scored on each criterion, and the criterion's weight.",
            ),
            Table(
                "goals_priorities",
                ("area", "outcome"),
                (
                    "area",
                    "order",
                    "outcome",
                    "label",
                    "score",
                    "first_pct",
                    "first_any_pct",
                    "rank_low",
                    "rank_high",
                    "note",
                    "basis",
                    "source",
                ),
                "Outcomes by weighted score, and how far the order rests on the weights.",
            ),
            Table(
                "goals_scope",
                ("area", "order"),
                ("area", "order", "side", "label", "why", "again"),
                "What the plan takes on and what it leaves out.",
            ),
            Table(
                "goals_programmes",
                ("area", "programme"),
                (
                    "area",
                    "programme",
                    "label",
                    "who",
                    "aims",
                    "serves",
                    "touches",
                    "on",
                    "adopted",
                    "starts",
                    "ramp",
                    "lead",
                    "partners",
                    "grade",
                    "review",
                    "note",
                ),
                "The programmes: for whom, by whom, how well evidenced, whether on. Results come with pathways.",
            ),
            Table(
                "goals_thread",
                ("area", "order"),
                (
                    "area",
                    "order",
                    "aim",
                    "outcome",
                    "label",
                    "action",
                    "programme",
                    "key",
                    "value",
                    "unit",
                    "grade",
                    "source",
                    "owner",
                    "by_when",
                    "lead",
                ),
                "The golden thread from aim to outcome, action, programme, assumption, evidence and owner.",
            ),
            Table(
                "goals_broken",
                ("area", "order"),
                ("area", "order", "finding", "label", "remedy"),
                "Where the golden thread breaks, and what would mend it.",
            ),
        ),
    ),
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
        "demand",
        4,
        "Demand",
        "What happens if nothing changes?",
        ("baseline", "need"),
        (
            Table(
                "demand_totals",
                ("area", "measure"),
                ("area", "measure", "label", "value", "unit", "basis", "source", "period_from", "period_to"),
                "Volumes of the base year: published for the area, or England's shared out by need.",
            ),
            Table(
                "demand_seasons",
                ("area", "measure", "month_of_year"),
                ("area", "measure", "month_of_year", "index", "season"),
                "How busy a day of each month is against the mean of the year.",
            ),
            Table(
                "demand_list_now",
                ("area",),
                ("area", "size", "month", "leaving"),
                "The latest published waiting list, and how much of it leaves each month untreated.",
            ),
            Table(
                "demand_calibration",
                ("area", "measure"),
                (
                    "area",
                    "measure",
                    "label",
                    "value",
                    "modelled",
                    "gap_pct",
                    "equal",
                    "unit",
                    "how",
                    "basis",
                    "source",
                    "period_from",
                    "period_to",
                ),
                "The base year of the model beside the published total it claims to equal.",
            ),
            Table(
                "demand_activity",
                ("area", "year", "line"),
                (
                    "area",
                    "year",
                    "line",
                    "label",
                    "group",
                    "unit",
                    "mean",
                    "p10",
                    "p50",
                    "p90",
                    "change_pct",
                    "basis",
                    "source",
                ),
                "Demand by point of delivery and year, with 80% intervals from joint draws.",
            ),
            Table(
                "demand_drivers",
                ("area", "year", "line", "driver"),
                ("area", "year", "line", "driver", "label", "unit", "mean", "p10", "p50", "p90", "basis", "source"),
                "What each driver adds to demand since the base year; credits add up to the change.",
            ),
            Table(
                "demand_months",
                ("area", "line", "month"),
                ("area", "line", "month", "label", "unit", "mean", "p10", "p50", "p90", "season", "basis", "source"),
                "Demand by month in the first two plan years.",
            ),
            Table(
                "demand_list",
                ("area", "year"),
                ("area", "year", "started", "capacity", "mean", "p10", "p50", "p90", "standard", "basis", "source"),
                "The waiting list at each year's end if capacity stays as it is.",
            ),
            Table(
                "demand_views",
                ("area", "view"),
                ("area", "view", "label", "low", "value", "high", "unit", "admissions", "how", "basis", "source"),
                "Three views of how emergency admissions grow, and what each takes for granted.",
            ),
            Table(
                "demand_beds",
                ("area", "year", "kind"),
                (
                    "area",
                    "year",
                    "kind",
                    "label",
                    "available",
                    "occupancy_pct",
                    "mean",
                    "p10",
                    "p50",
                    "p90",
                    "more",
                    "safe",
                    "basis",
                    "source",
                ),
                "Beds it would take to meet demand at today's occupancy.",
            ),
            Table(
                "demand_staff",
                ("area", "year", "staff_group"),
                ("area", "year", "staff_group", "label", "mean", "p10", "p50", "p90", "more", "basis", "source"),
                "Staff it would take at today's ratio of staff to work.",
            ),
            Table(
                "demand_cost",
                ("area", "year", "line"),
                ("area", "year", "line", "label", "mean", "p10", "p50", "p90", "more", "basis", "source"),
                "What demand would cost at today's unit costs.",
            ),
            Table(
                "demand_rates",
                ("area", "measure"),
                (
                    "area",
                    "measure",
                    "label",
                    "rate",
                    "england_rate",
                    "note",
                    "basis",
                    "source",
                    "period_from",
                    "period_to",
                ),
                "Use per 1,000 people beside England's, where that is fair.",
            ),
            Table(
                "demand_backtest",
                ("area", "measure"),
                (
                    "area",
                    "measure",
                    "label",
                    "actual",
                    "modelled",
                    "naive",
                    "error_pct",
                    "naive_error_pct",
                    "basis",
                    "source",
                    "period_from",
                    "period_to",
                ),
                "The last published 12 months beside the model started a year earlier, and a naive forecast.",
            ),
            Table(
                "demand_matters",
                ("area", "order"),
                (
                    "area",
                    "order",
                    "key",
                    "label",
                    "value",
                    "low",
                    "high",
                    "reference",
                    "unit",
                    "change_pct",
                    "year",
                    "basis",
                    "source",
                ),
                "What grows furthest from today by the end of the plan, most first.",
            ),
            Table(
                "demand_explained",
                ("area", "key", "order"),
                (
                    "area",
                    "key",
                    "order",
                    "symbol",
                    "label",
                    "value",
                    "low",
                    "high",
                    "unit",
                    "formula",
                    "assumed",
                    "basis",
                    "source",
                    "period_to",
                ),
                "Each key number unfolded: its formula and all that goes into it.",
            ),
        ),
        (
            *("demand_base", "demand_use", "demand_population", "demand_ageing", "demand_health", "demand_other"),
            *("demand_backlog", "demand_volumes", "demand_counted", "demand_credits", "demand_waiting"),
        ),
    ),
    Step(
        "board",
        16,
        "Board",
        "What does the board need to know and decide?",
        ("baseline", "need", "demand"),
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
