"""Guarantees that hold every firm, yuan and draw to its own account (see docs/guarantees.md)."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from thinned_worlds import pick

import sim.engine
import sim.law.draws
from sim.firm import Firm
from sim.law.codes import ACTIVE, EXITED, INCUMBENT
from sim.law.draws import two_uniforms
from sim.measures import MEASURES, TALLY_INDEX
from sim.model import RenovationModel
from sim.model_inputs import Inputs, prepare
from sim.outcome import Outcome
from sim.randomness import STREAMS, run_key, stable_id, stream_code
from sim.simulation import simulate
from sim.treasury import arrival_streams

World = Callable[..., Inputs]
KEY = run_key(7, 0)


def walked(inputs: Inputs, quarters: int = 44, firm_class: type[Firm] = Firm) -> RenovationModel:
    model = RenovationModel(inputs, KEY, firm_class)
    for _ in range(quarters):
        model.step()
    return model


def with_pots(inputs: Inputs, appropriation: int) -> Inputs:
    pots = tuple(dataclasses.replace(pot, appropriation=appropriation) for pot in inputs.pots)
    return dataclasses.replace(inputs, pots=pots)


@pytest.fixture(scope="module")
def short_of_money(world: World) -> RenovationModel:
    """The enacted world, its pots so small that they bind."""
    return walked(with_pots(world("as-enacted", 400), 4_000_000))


# ---------------------------------------------------------------- randomness


def test_keys_ids_and_streams_are_the_same_numbers_everywhere_and_always() -> None:
    assert run_key(7, 0) == 7823387687009467927
    assert run_key(2017, 3) == 8460937709071888172
    assert stable_id("shenzhen", "ordinary", 8052, 0) == 1451631651296697595
    assert stream_code("firm.demand") == 2617803310
    assert two_uniforms(1, 2, 3, 4, 5) == (0.951218798224814, 0.04909004261636818)


Counters = list[tuple[int, int, int, int]]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Callable[[Inputs], tuple[Counters, RenovationModel]]:
    """`drawn(inputs)`: the counter of every draw of a run, in order, and the finished model."""
    philox = sim.law.draws.philox

    def run(inputs: Inputs) -> tuple[Counters, RenovationModel]:
        counters: Counters = []

        def noted(key0: int, key1: int, c0: int, c1: int, c2: int, c3: int) -> Any:
            assert (key1 << 32) + key0 == KEY
            counters.append((c0, c1, c2, c3))
            return philox(key0, key1, c0, c1, c2, c3)

        with monkeypatch.context() as patch:
            patch.setattr(sim.law.draws, "philox", noted)
            return counters, walked(inputs)

    return run


def test_no_draw_serves_two_purposes(world: World, drawn: Any) -> None:
    counters, _ = drawn(world("as-enacted", 120))
    assert len(counters) > 5_000
    assert [counter for counter, times in Counter(counters).items() if times > 1] == []


@pytest.mark.parametrize("variant", ["as-enacted", "no-programme"])
def test_draws_are_numbered_by_quarter_or_project_and_by_nothing_that_policy_makes(
    world: World, drawn: Any, variant: str
) -> None:
    counters, model = drawn(world(variant, 120))
    names = {code: name for name, code in STREAMS.items()}
    numbers: dict[tuple[str, int], list[int]] = defaultdict(list)
    for low, high, when, stream in counters:
        if stream in names:
            numbers[names[stream], (high << 32) + low].append(when)
    for firm in model.firms:
        state = vars(firm)
        seen = list(range(1, state["ordinal"] + 1))
        for stream in ("project.size", "project.credit"):
            assert numbers[stream, state["id"]] == seen
        # The clock of the project after the last one seen is running, if the firm is in business.
        assert numbers["project.clock", state["id"]] in (
            [seen, [*seen, len(seen) + 1]]
            if state["role"] == INCUMBENT
            else [[], seen[1:], [*seen[1:], len(seen) + 1]]
        )
        quarters = numbers["firm.demand", state["id"]]
        first = quarters[0] if quarters else 0
        assert quarters == list(range(first, first + len(quarters)))
    assert max(when for (name, _), w in numbers.items() for when in w if name == "firm.demand") < 44


def test_arrival_is_drawn_by_the_instruments_name() -> None:
    first, second = arrival_streams(["a.grant", "b.grant"])
    assert arrival_streams(["b.grant", "c.grant", "a.grant"])[::2] == [second, first]
    assert not {first, second} & set(STREAMS.values())


def books(outcome: Outcome) -> Counter[tuple[int, str, str, int]]:
    sums: Counter[tuple[int, str, str, int]] = Counter()
    for e in outcome.entries:
        sums[e.quarter, e.measure, e.subject, e.size_class] += e.amount
    return sums


def test_the_order_of_firms_does_not_matter_where_money_is_short(world: World) -> None:
    inputs = with_pots(world("as-enacted", 240), 4_000_000)
    inputs = dataclasses.replace(
        inputs, pots=tuple(dataclasses.replace(pot, overflow=1) for pot in inputs.pots)
    )
    turned = pick(inputs, np.arange(inputs.firm_count)[::-1])
    first, second = walked(inputs).outcome(), walked(turned).outcome()
    assert np.array_equal(first.tallies, second.tallies)
    assert books(first) == books(second)
    assert first.total("support_granted").sum() < first.total("support_claimed").sum()


# ---------------------------------------------------------------- money, yuan by yuan


class Saver(Firm):
    """A firm that keeps count of what it is paid."""

    def __init__(self, model: RenovationModel, row: int) -> None:
        super().__init__(model, row)
        self.paid_out: list[int] = []

    def receive(self, amount: int, taxable: int) -> None:
        before = vars(self)["cash"]
        super().receive(amount, taxable)
        self.paid_out.append(vars(self)["cash"] - before)


def test_firms_get_to_the_yuan_what_the_books_say_was_paid(world: World) -> None:
    model = walked(world("as-enacted", 240), firm_class=Saver)
    outcome = model.outcome()
    amounts = [amount for firm in model.firms for amount in firm.paid_out]  # type: ignore[attr-defined]
    assert sum(amounts) == outcome.total("support_paid").sum() > 0
    assert len(amounts) == outcome.total("support_payments").sum()


class Leaver(Firm):
    """A firm that leaves once it has claimed."""

    def build(self) -> None:
        super().build()
        if vars(self)["has_applied"]:
            self.status = EXITED


def test_a_firm_that_left_is_not_paid_and_its_award_is_clawed_back(world: World) -> None:
    outcome = walked(world("as-enacted", 240), firm_class=Leaver).outcome()
    assert outcome.total("support_granted").sum() > 0
    assert outcome.total("support_paid").sum() == 0
    assert outcome.total("support_clawed_back").sum() == outcome.total("support_granted").sum()


def test_each_pot_gives_what_it_was_given(short_of_money: RenovationModel) -> None:
    outcome, pots = short_of_money.outcome(), short_of_money.inputs.pots
    years = sum((pot.to_quarter - max(0, pot.from_quarter) + 1) // 4 for pot in pots)
    total = {name: outcome.total(name).sum() for name in MEASURES if name.startswith("pot_")}
    assert total["pot_appropriated"] == years * 4_000_000
    assert total["pot_granted"] + total["pot_lapsed"] == total["pot_appropriated"]
    assert 0 < total["pot_granted"] == outcome.total("support_granted").sum()
    assert outcome.total("support_granted").sum() < outcome.total("support_claimed").sum()


def test_firms_expect_what_their_pot_last_paid(short_of_money: RenovationModel) -> None:
    ratios = short_of_money.treasury.ratios
    assert min(ratios.values()) < 1_000_000
    for rule in short_of_money.rules:
        if rule.pot in ratios:
            assert rule.expected_ppm == ratios[rule.pot]


# ---------------------------------------------------------------- parts and whole


def test_every_yuan_of_renovation_is_filed_unfiled_or_small(
    short_of_money: RenovationModel,
) -> None:
    outcome = short_of_money.outcome()
    parts = ("filed_renovation", "unfiled_renovation", "small_renovation")
    assert all(outcome.total(name).any() for name in parts)
    whole = sum(outcome.total(name) for name in parts)
    assert np.array_equal(whole, outcome.total("true_renovation"))
    other = outcome.total("relabelled") + outcome.total("filed_other")
    assert other.sum() > 0
    assert np.all(other <= outcome.total("true_expansion") + outcome.total("true_greenfield"))


def test_cells_of_the_tally_are_the_agents_of_that_class_and_district(
    short_of_money: RenovationModel,
) -> None:
    counted = np.zeros_like(short_of_money.outcome().tallies[-1, 0])
    for firm in short_of_money.firms:
        state = vars(firm)
        counted[state["size_class"], state["district"]] += state["status"] == ACTIVE
    last = short_of_money.outcome().tallies[-1, TALLY_INDEX["active_firms"]]
    assert np.array_equal(last, counted)
    assert (counted.sum(axis=0) > 0).sum() > 5 and (counted.sum(axis=1) > 0).all()


# ---------------------------------------------------------------- data flow


def tables(inputs: Inputs) -> dict[str, Any]:
    """All that a run reads, as bytes or plain values."""
    found = {f.name: getattr(inputs, f.name) for f in dataclasses.fields(inputs)}
    for name in ("content", "file_hashes"):
        del found[name]
    return {n: v.tobytes() if isinstance(v, np.ndarray) else v for n, v in found.items()}


def test_what_was_observed_and_aimed_at_does_not_reach_the_model(scenario: Any) -> None:
    assert scenario.place.observations and any(p.targets for p in scenario.policies)
    blind = scenario.model_copy(
        update={
            "place": scenario.place.model_copy(update={"observations": []}),
            "policies": [p.model_copy(update={"targets": []}) for p in scenario.policies],
        }
    )
    assert tables(prepare(blind, "as-enacted")) == tables(prepare(scenario, "as-enacted"))


LEVERS = {
    "place.profit_tax_rate": 0.2, "place.paths.loan_rate.2016": 0.06, "behaviour.payback": 2.5,
    "place.strata.entrant.count": 90, "place.directions.smart.size": 2.0,
    "sz2019.universal.rate": 0.2, "sz2019.pot-smart.appropriation": 1,
}  # fmt: skip


@pytest.mark.parametrize("lever", LEVERS)
def test_what_changes_the_tables_changes_the_identity(scenario: Any, lever: str) -> None:
    usual = prepare(scenario, "as-enacted")
    other = prepare(scenario, "as-enacted", {lever: LEVERS[lever]})
    assert tables(usual) != tables(other)
    assert usual.identity != other.identity


def test_the_cache_of_compiled_law_is_named_by_the_laws_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "law" / "news.py"
    source.parent.mkdir()
    monkeypatch.setattr(sim.engine, "law_sources", lambda: [source])
    names = set()
    for text in ("rate = 1\n", "rate = 2\n"):
        source.write_text(text)
        names.add(sim.engine.cache_folder())
    assert len(names) == 2


def test_a_firm_class_may_override_each_of_its_acts(world: World) -> None:
    class Ruin(Firm):
        def build(self) -> None:
            return None

    class Proud(Firm):
        def receive(self, amount: int, taxable: int) -> None:
            return None

    inputs = world("as-enacted", 120)
    usual = simulate(inputs, KEY, "mesa")
    assert simulate(inputs, KEY, "mesa", firm_class=Ruin).total("true_renovation").sum() == 0
    proud = simulate(inputs, KEY, "mesa", firm_class=Proud)
    assert not np.array_equal(proud.tallies, usual.tallies)
