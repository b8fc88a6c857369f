"""Worlds in which mechanisms are switched, and what belongs to each mechanism alone."""

from __future__ import annotations

import dataclasses
from typing import Any

from thinned_worlds import World

from sim.model import RenovationModel
from sim.model_inputs import Inputs
from sim.outcome import Outcome
from sim.randomness import run_key
from sim.simulation import simulate

KEY = run_key(7, 0)
FIRMS = 150

# The other position of each switch, by mechanism.
FLIPPED = {
    "lumpiness": "off", "hurdles": "off", "finance": "off", "paperwork": "off", "selection": "off",
    "reporting": "off", "timing": "off", "crowding": "on", "word_of_mouth": "off", "demand": "off",
    "turnover": "off",
}  # fmt: skip
OTHERWISE = {f"mechanism__{name}": switch for name, switch in FLIPPED.items()}

# Parameters that only this mechanism reads, with other values: off, they change nothing.
OWN_PARAMETERS: dict[str, dict[str, float]] = {
    "lumpiness": {
        "arrival_age_effect": 0.9, "size_spread": 1.45, "size_spread_slope": 0.14,
        "fixed_cost": 0.009, "resale_share": 0.65, "idle_tolerance": 0.22, "build_time": 1.1,
    },
    "hurdles": {
        "payback": 2.8, "payback_spread": 0.55, "cost_weight": 1.25, "expansion_patience": 2.1,
        "state_patience": 1.5,
    },
    "finance": {
        "credit_supply": 0.65, "collateral_rate": 0.35, "cash_flow_multiple": 0.6,
        "credit_reluctance": 0.54, "shadow_premium": 0.065, "parent_finance": 0.85,
    },
    "paperwork": {
        "application_cost": 70_000.0, "application_cost_spread": 1.1, "repeat_discount": 0.35,
        "simplification_effect": 0.45, "tax_hassle": 350_000.0, "tax_hassle_spread": 1.4,
    },
    "selection": {"expected_scaling": 0.55},
    "reporting": {
        "filing_ease": -0.4, "filing_size_effect": 0.55, "filing_monitoring_effect": 0.15,
        "filing_condition_unlinked": 0.25, "filing_price": 350_000.0, "relabel_cost": 0.15,
        "relabel_monitoring_gain": 0.028, "audit_probability": 0.06, "stretch_limit": 0.15,
    },
    "timing": {"shelf_life": 5.0, "foresight": 3.5},
    "crowding": {
        "rival_effect": 0.75, "credit_crowding": 0.018, "floor_crowding": 0.45,
        "price_pass_through": 0.45,
    },
    "word_of_mouth": {
        "attention_base": 0.35, "outreach_effect": 0.55, "peer_effect": 1.4, "peers_watched": 7.0,
    },
    "demand": {
        "demand_shock": 0.13, "shock_size_slope": 0.06, "demand_persistence": 0.86,
        "arrival_demand_effect": 0.9, "expansion_demand_effect": 0.6, "margin_cyclicality": 0.19,
    },
    "turnover": {
        "state_patience": 1.55, "parent_finance": 0.85, "state_credit_advantage": 0.75,
        "exit_debt_multiple": 1.6,
    },
}  # fmt: skip


def switched(world: World, name: str, switch: str, firms: int = FIRMS, **levers: Any) -> Inputs:
    """The enacted world with one mechanism set."""
    return world("as-enacted", firms, **{f"mechanism__{name}": switch}, **levers)


def compiled(inputs: Inputs) -> Outcome:
    """What the compiled engine makes of it."""
    return simulate(inputs, KEY, "compiled")


def with_parameters(inputs: Inputs, values: dict[str, float]) -> Inputs:
    """The same world with other values of behaviour."""
    behaviour = inputs.behaviour.copy()
    for name, value in values.items():
        assert behaviour[name][0] != value
        behaviour[name] = value
    return dataclasses.replace(inputs, behaviour=behaviour)


def with_place(inputs: Inputs, **values: float) -> Inputs:
    """The same world with other quantities of the place, beyond their priors if need be."""
    place = inputs.place.copy()
    for name, value in values.items():
        assert place[name][0] != value
        place[name] = value
    return dataclasses.replace(inputs, place=place)


def walked(inputs: Inputs, model_class: type[RenovationModel] = RenovationModel) -> RenovationModel:
    """The finished object walk."""
    model = model_class(inputs, KEY)
    while model.running:
        model.step()
    return model
