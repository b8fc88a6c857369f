"""What is refused because no law reads it, or because a law needs it: each at its own place."""

import shutil
from pathlib import Path

import pytest
from scenario_worlds import GRANTS, LOANS, RULES, TOWN, UPGRADE, World

from scenarios import InputError, load_scenario
from scenarios.instrument_terms import FIELDS_READ
from scenarios.scenario_schema import Scenario

READ_BY_GRANTS = ", ".join(FIELDS_READ["I1"])
GRANT = "instruments[town.grant]"

# file, old text, new text, text of the blamed line, field, message, found, allowed
CASES = {
    "a strength of a grant": (
        GRANTS, "    rate: 0.2\n", "    rate: 0.2\n    intensity: 0.5\n", "    intensity",
        f"{GRANT}.intensity", "kind I1 does not read this", None, READ_BY_GRANTS,
    ),
    "a price limit of a grant": (
        GRANTS, "    rate: 0.2\n", "    rate: 0.2\n    unit_limit: 0\n", "    unit_limit",
        f"{GRANT}.unit_limit", "kind I1 does not read this", None, READ_BY_GRANTS,
    ),
    "years of a grant": (
        GRANTS, "      review_quarters: 1\n", "      review_quarters: 1\n      years: 2\n",
        "years: 2", f"{GRANT}.timing.years", "kind I1 does not read this", None, READ_BY_GRANTS,
    ),
    "a library of a grant": (
        GRANTS, "above_scale_only: true", "library_only: false", "library_only",
        f"{GRANT}.eligibility.library_only", "kind I1 does not read this", None, READ_BY_GRANTS,
    ),
    "a grant on new plants": (
        GRANTS, "above_scale_only: true", "natures: [greenfield]", "natures",
        f"{GRANT}.eligibility.natures", "must be [renovation], which is all that kind I1 pays on",
        None, "[renovation]",
    ),
    "a subsidy on expansion": (
        LOANS, "eligibility: {natures: [renovation], requires_filing: true}\n    base: "
        "loan_interest\n    rate: 0.7",
        "eligibility: {natures: [renovation, expansion], requires_filing: true}\n    base: "
        "loan_interest\n    rate: 0.7", "[renovation, expansion]",
        "instruments[town.loan@2020].eligibility.natures",
        "must be [renovation], which is all that kind F1 pays on", None, "[renovation]",
    ),
    "a claim of an award": (
        RULES, "{mode: staged, ", "{mode: staged, application_quarter: 2, ", "mode: staged",
        "instruments[town.award].timing.application_quarter", "kind I3 does not read this", None,
        ", ".join(FIELDS_READ["I3"]),
    ),
    "a pot of a service": (
        RULES, "    intensity: 0.8", "    intensity: 0.8\n    pot: town.award_pot",
        "    pot: town.award_pot", "instruments[town.outreach].pot", "kind S2 does not read this",
        None, "intensity",
    ),
    "a rate of expensing": (
        RULES, "    unit_limit: 5_000_000", "    unit_limit: 5_000_000\n    rate: 0.3",
        "    rate: 0.3", "instruments[town.expensing].rate", "kind X1 does not read this", None,
        "eligibility.natures, eligibility.directions, base, timing.mode, unit_limit",
    ),
    "a grant without rate": (
        GRANTS, "    rate: 0.2\n", "", "- id: town.grant", f"{GRANT}.rate",
        "is missing; kind I1 needs it", None, "0 to 1",
    ),
    "a grant without pot": (
        GRANTS, "    pot: town.pot\n", "", "- id: town.grant", f"{GRANT}.pot",
        "is missing; kind I1 needs it", None, None,
    ),
    "a grant without base": (
        GRANTS, "    base: renovation_spending\n", "", "- id: town.grant", f"{GRANT}.base",
        "is missing; kind I1 needs it", None, "renovation_spending, smart_spending",
    ),
    "a grant without mode": (
        GRANTS, "      mode: ex_post_year\n", "", "timing:", f"{GRANT}.timing.mode",
        "is missing; kind I1 needs it", None, "ex_post_year, ex_post_project",
    ),
    "a grant without time of payment": (
        GRANTS, "      payment_quarters: 0\n", "", "timing:", f"{GRANT}.timing.payment_quarters",
        "is missing; kind I1 needs it", None, "0 to 8",
    ),
    "a grant without filing": (
        GRANTS, "      requires_filing: true\n", "", "eligibility:",
        f"{GRANT}.eligibility.requires_filing", "must be true: kind I1 pays on filed renovation",
        None, "true",
    ),
    "a grant that wants no filing": (
        GRANTS, "requires_filing: true", "requires_filing: false", "requires_filing",
        f"{GRANT}.eligibility.requires_filing", "must be true: kind I1 pays on filed renovation",
        "the yes/no value false", "true",
    ),
    "a subsidy without years": (
        LOANS, ", years: 2}", "}", "payment_quarters: 1}",
        "instruments[town.loan@2020].timing.years", "is missing; kind F1 needs it", None,
        "1 to 10",
    ),
    "expensing without limit": (
        RULES, "    unit_limit: 5_000_000\n", "", "- id: town.expensing",
        "instruments[town.expensing].unit_limit", "is missing; kind X1 needs it", None,
        "0 to 1_000_000_000_000",
    ),
    "a service without strength": (
        RULES, "    intensity: 0.8\n", "", "- id: town.outreach",
        "instruments[town.outreach].intensity", "is missing; kind S2 needs it", None, "0 to 1",
    ),
    "a grant by stage": (
        GRANTS, "mode: ex_post_year", "mode: staged", "mode: staged", f"{GRANT}.timing.mode",
        "must be ex_post_year or ex_post_project for kind I1", "text 'staged'",
        "ex_post_year, ex_post_project",
    ),
    "a grant on interest": (
        GRANTS, "base: renovation_spending", "base: loan_interest", "base: loan",
        f"{GRANT}.base", "must be renovation_spending or smart_spending for kind I1",
        "text 'loan_interest'", "renovation_spending, smart_spending",
    ),
    "a grant capped by project": (
        GRANTS, "scope: firm_year", "scope: project", "scope: project", f"{GRANT}.cap.scope",
        "must be firm_year for kind I1", "text 'project'", "firm_year",
    ),
    "a grant from a planned total": (
        GRANTS, "{quantity: base_amount", "{quantity: planned_investment", "planned_investment",
        f"{GRANT}.threshold.quantity", "must be base_amount for kind I1",
        "text 'planned_investment'", "base_amount",
    ),
    "an award capped by year": (
        RULES, "scope: project", "scope: firm_year", "scope: firm_year",
        "instruments[town.award].cap.scope", "must be project for kind I3", "text 'firm_year'",
        "project",
    ),
    "a library of what is spent": (
        RULES, "{quantity: planned_investment", "{quantity: base_amount", "base_amount",
        "instruments[town.library].threshold.quantity", "must be planned_investment for kind S3",
        "text 'base_amount'", "planned_investment",
    ),
    "an instrument that ended before it was told": (
        GRANTS, "announced: 2018-12-01", "announced: 2021-01-01", "announced: 2021-01-01",
        f"{GRANT}.announced", "announced 2021-01-01 only after it ended 2020-12-31", None, None,
    ),
    "a yearly quarter of a project": (
        UPGRADE, "review_quarters: 2,", "application_quarter: 1, review_quarters: 2,",
        "application_quarter: 1", "instruments[up.green].timing.application_quarter",
        "kind I1 per project does not read this", None, ", ".join(FIELDS_READ["I1 per project"]),
    ),
    "smart renovation without tiers": (
        UPGRADE, "    tiers:\n      by: maturity_level\n      steps: [{at_least: 2, rate: 0.12}, "
        "{at_least: 3, rate: 0.16}]\n      status: outside\n      basis: rule on tiers\n", "",
        "- id: up.smart", "instruments[up.smart].tiers", "is missing; kind I2 needs it", None,
        None,
    ),
    "an award paid by stage": (
        UPGRADE, "mode: on_recognition", "mode: staged", "mode: staged",
        "instruments[up.titles].timing.mode", "must be on_recognition for kind I5",
        "text 'staged'", "on_recognition",
    ),
    "a discount off a grant": (
        UPGRADE, "    rate: 0.2\n", "    rate: 0.2\n    discount: 0.01\n", "discount: 0.01",
        "instruments[up.green].discount", "kind I1 per project does not read this", None,
        ", ".join(FIELDS_READ["I1 per project"]),
    ),
    "a rate of flexible tenure": (
        UPGRADE, 'cites: [{document: "002", article: IV.3}]\n',
        'cites: [{document: "002", article: IV.3}]\n    rate: 0.5\n', "rate: 0.5",
        "instruments[up.tenure].rate", "kind L3 does not read this", None, "nothing",
    ),
    "a land price without multiple": (
        UPGRADE, "    multiple: 2\n", "", "- id: up.kept", "instruments[up.kept].multiple",
        "is missing; kind L2 needs it", None, "0 to 100",
    ),
    "preferential loans without discount": (
        UPGRADE, "    discount: {value: 0.0045, low: 0.003, high: 0.006, basis: three banks}\n", "",
        "- id: up.lending", "instruments[up.lending].discount", "is missing; kind F2 needs it",
        None, "0 to 1",
    ),
    "a survey by investment": (
        UPGRADE, "{quantity: revenue,", "{quantity: planned_investment,", "below: 20_000_000",
        "instruments[up.survey].threshold.quantity", "must be revenue or output for kind G7",
        "text 'planned_investment'", "revenue, output",
    ),
    "labour saved by expansion": (
        TOWN, "labour_saving: 0 ", "labour_saving: 0.2 ", "labour_saving: 0.2",
        "directions[capacity].labour_saving",
        "must be 0: no law reads it for expansion projects", "number 0.2", "0",
    ),
    "a size of new plants": (
        TOWN, "weight: 0, size: 1,", "weight: 0, size: 1.5,", "size: 1.5",
        "directions[new_plant].size", "must be 1: no law reads it for greenfield projects",
        "number 1.5", "1",
    ),
    "an observation without figures": (
        TOWN, "    growth_percent: 8.5\n", "", "- measure: reported_renovation",
        "observations[1].value", "an observation needs value or growth_percent", None, None,
    ),
    "an observation with empty figures": (
        TOWN, "growth_percent: 8.5", "growth_percent:", "- measure: reported_renovation",
        "observations[1].value", "an observation needs value or growth_percent", None, None,
    ),
    "an observation of long ago": (
        TOWN, "    year: 2018\n", "    year: 1989\n", "year: 1989", "observations[2].year",
        "must be at least 1990", "number 1989", "1990 to 2100",
    ),
    "a path into the far future": (
        TOWN, "{year: 2020, value", "{year: 20200, value", "20200",
        "paths.lending_rate.points[4].year", "must be at most 2100", "number 20200",
        "1990 to 2100",
    ),
    "a negative fact": (
        TOWN, "value: 120000", "value: -120000", "value: -120000", "quantities.population.value",
        "must be at least 0", "number -120000", "at least 0",
    ),
    "a negative count of firms": (
        TOWN, "value: 400", "value: -400", "value: -400", "strata[firms].count.value",
        "must be at least 0", "number -400", "at least 0",
    ),
    "a negative end of a lever's range": (
        GRANTS, "low: 20_000_000", "low: -1", "low: -1", "pots[town.pot].appropriation.low",
        "must be at least 0", "number -1", "at least 0",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_not_read_or_needed_is_told_at_its_place(world: World, case: str):
    file, old, new, at, field, message, found, allowed = CASES[case]
    world.edit(file, old, new)
    fault = world.fault(file, world.line(file, at), field)
    assert (fault.message, fault.found, fault.allowed) == (message, found, allowed)


def test_a_caret_stands_below_the_term_that_is_not_read(world: World):
    world.edit(RULES, "{mode: staged, ", "{mode: staged, application_quarter: 2, ")
    (fault,) = world.faults()
    _, line, caret = fault.text().splitlines()
    assert line[caret.index("^") :].startswith("application_quarter: 2")


def test_all_that_does_not_fit_an_instrument_is_told_at_once(world: World):
    world.edit(GRANTS, "kind: I1", "kind: S3")
    found = [(fault.field.removeprefix(f"{GRANT}."), fault.message) for fault in world.faults()]
    unread = "kind S3 does not read this"
    assert found == [
        ("intensity", "is missing; kind S3 needs it"),
        ("eligibility.above_scale_only", unread),
        ("eligibility.requires_filing", unread),
        ("base", unread),
        ("rate", unread),
        ("threshold.quantity", "must be planned_investment for kind S3"),
        ("cap", unread),
        ("pot", unread),
        ("timing.mode", unread),
        ("timing.application_quarter", unread),
        ("timing.review_quarters", unread),
        ("timing.payment_quarters", unread),
        ("exclusive_with", unread),
    ]
    lines = [fault.line for fault in world.faults()]
    assert lines == sorted(lines) and len(set(lines)) == len(lines)


def test_both_figures_that_a_nature_does_not_read_are_told(world: World):
    world.edit(TOWN, "weight: 0, size: 1,", "weight: 2, size: 1.5,")
    assert [(fault.field, fault.allowed) for fault in world.faults()] == [
        ("directions[new_plant].weight", "0"), ("directions[new_plant].size", "1"),
    ]  # fmt: skip


def test_the_fixtures_hold_every_nature_and_shape_of_instrument(small: Scenario):
    assert {row.nature for row in small.place.directions} == {
        "renovation", "expansion", "greenfield",
    }  # fmt: skip
    shapes = {FIELDS_READ[row.family] for row in small.instruments.values()}
    assert shapes == set(FIELDS_READ.values())


def test_an_observation_may_give_either_figure_or_both(small: Scenario):
    assert [(row.value, row.growth_percent) for row in small.place.observations] == [
        (None, 8.5), (120, -1.5),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    pot: sz2019.pot-universal\n", "    pot:\n", "pot"),
        ("threshold: {quantity: base_amount, amount: 5000000}",
         "threshold: {quantity: base_amount, amount: 5000000, or_yearly: 1}", "or_yearly"),
    ],
    ids=["an empty pot", "a yearly limit outside a library"],
)  # fmt: skip
def test_what_looks_stated_and_is_not_read_is_refused(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    shipped = Path(__file__).resolve().parents[2] / "scenarios"
    shutil.copytree(shipped, tmp_path / "s", ignore=shutil.ignore_patterns("*.py"))
    path = tmp_path / "s" / "policies" / "shenzhen-2019-rules.yaml"
    text = path.read_text("utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(InputError, match=told):
        load_scenario(tmp_path / "s" / "shenzhen-doubling.yaml")


@pytest.mark.parametrize(
    ("key", "value"), [("base", "loan_interest"), ("timing", "{mode: staged}")]
)
def test_a_tax_rule_has_one_base_and_one_mode(tmp_path: Path, key: str, value: str) -> None:
    shipped = Path(__file__).resolve().parents[2] / "scenarios"
    shutil.copytree(shipped, tmp_path / "s", ignore=shutil.ignore_patterns("*.py"))
    path = tmp_path / "s" / "policies" / "national-tax.yaml"
    text = path.read_text("utf-8")
    line = next(row for row in text.splitlines() if row.strip().startswith(f"{key}:"))
    path.write_text(text.replace(line, f"    {key}: {value}", 1), "utf-8")
    with pytest.raises(InputError, match="must be"):
        load_scenario(tmp_path / "s" / "shenzhen-doubling.yaml")
