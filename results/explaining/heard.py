"""Which functions of the law are listened to, and what is kept of each call.

This table and the sentences (`words.py`) are all that depends on names in `sim/law` and `sim/acts`;
a test holds it against their sources. Of an argument that is a rule its number is kept; of a row,
single fields, with a dot. `at_end` names fields, and the function's own intermediate figures, as
they stand when it returns; what it did not reach is left out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Heard:
    """What is kept of a call, beside its result."""

    arguments: tuple[str, ...] = ()
    at_end: tuple[str, ...] = ()


HEARD: dict[str, Heard] = {
    # -- news
    "hears": Heard((), ("peers", "outreach")),
    "knows": Heard(("rule",)),
    # -- a quarter of business
    "does_business": Heard(
        (),
        ("firm.revenue", "firm.demand", "firm.operating_year", "firm.cash", "firm.debt", "interest",
         "tax", "credited"),
    ),
    "sells_idle_equipment": Heard(),
    # -- claims
    "claimable": Heard(("index",)),
    "grant_claimable": Heard(("index",)),
    "worth_claiming": Heard(("rule", "amount")),
    "beaten_by_rival": Heard(("index", "amount")),
    "cost_of_applying": Heard(),
    # -- the project in view
    "comes_into_view": Heard(),
    "considers": Heard(),
    "is_hopeless": Heard(),
    "best_size": Heard(),
    "invites_resizing": Heard(("rule",)),
    "size_to_weigh": Heard(("rule", "step")),
    "appraise": Heard(
        ("cost", "start", "terms.wanted", "terms.weight", "terms.bank_rate"),
        ("yearly", "lost", "gain", "outlay", "unrecovered", "dearer", "finance", "premises",
         "trouble", "tax_back", "support", "cash_need"),
    ),
    "worth_of_waiting": Heard(("quarter.next_rule",)),
    # -- money
    "cash_buffer": Heard(),
    "loan_needed": Heard(("need", "firm.cash")),
    "credit_limit": Heard(("firm.debt",)),
    "can_borrow": Heard(("loan", "reluctant")),
    # -- floor
    "floor_for": Heard(("firm.floor_free", "project.nearby")),
    "way_to_floor": Heard((), ("rent", "split", "build", "plot", "move")),
    "may_build_up": Heard(),
    # -- tax
    "tax_value": Heard(),
    "claims_expensing": Heard(("gain",)),
    # -- support, rule by rule
    "support_value": Heard(),
    "rule_value": Heard(("index", "terms.trouble")),
    "ex_post_value": Heard((), ("already",)),
    "admits": Heard(("rule", "now")),
    "covers": Heard(("rule",)),
    "own_amount": Heard(("rule",)),
    "in_force": Heard(("rule",)),
    "applicant_qualifies": Heard(("rule",)),
    "project_qualifies": Heard(("rule",)),
    "reaches_threshold": Heard(("rule",)),
    "value_of_money_later": Heard(("amount", "rule", "quarters")),
    # -- a project starts
    "starts": Heard(("best.cost",)),
    "files_project": Heard(("cost", "filing_value")),
    "marginal_support": Heard(),
    "relabelled_share": Heard(("marginal_support",)),
    # -- a quarter of building
    "spend_a_quarter": Heard(
        ("project.cost",), ("spent", "drawn", "project.done", "project.quarters")
    ),
    "complete": Heard(("project.cost", "project.gain")),
}  # fmt: skip
