"""Where a compiled run's time goes: its stages, and the acts of the quarter's first half."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine import CompiledRun
from sim.treasury_rows import CLAIM_TYPE

if TYPE_CHECKING:
    from sim.model_inputs import Inputs
    from sim.outcome import Outcome

ACTS = ("news", "business", "claims", "opportunity", "decision")


class Stopwatch:
    """Seconds by name; a stage inside another is counted in both."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    def around(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, its time added to `name`."""

        def timed(*arguments: Any) -> Any:
            begin = time.perf_counter()
            try:
                return work(*arguments)
            finally:
                self.seconds[name] += time.perf_counter() - begin

        return timed


def decide_act_by_act(watch: Stopwatch, plain: Any) -> Callable[..., Any]:
    """`decide_all` as one loop for each act, each timed."""
    from benchmarks import decide_parts as parts

    hear = watch.around("news", parts.hear_all)
    trade = watch.around("business", parts.do_business_all)
    apply = watch.around("claims", parts.apply_all)
    meet = watch.around("opportunity", plain.meet_projects)
    consider = watch.around("decision", parts.consider_all)

    def decide(
        walked: Any, firms: Any, projects: Any, _numbers: Any, _strip: Any, wanted: Any,
        claims: Any, desks: Any, streams: Any, watched: Any, seen: Any, crowd: Any, quarters: Any,
        now: int, place: Any, behaviour: Any, directions: Any, rules: Any, tally: Any,
    ) -> None:  # fmt: skip
        quarter = quarters[now]
        hear(firms, watched, seen, quarter, behaviour, tally)
        strip = np.zeros((7, len(firms)))
        numbers = np.zeros((3, len(firms)), np.int64)
        plain.meet_demand(firms, 0, len(firms), quarter, behaviour[0], numbers, strip)
        trade(firms, strip[1], strip[2], crowd, quarter, place, behaviour, tally)
        apply(
            firms, projects, wanted, claims, desks, streams, quarter, place, behaviour, directions,
            rules, tally,
        )  # fmt: skip
        meet(
            0, len(firms), firms, projects, numbers, strip, quarter, place, behaviour, directions,
            tally,
        )  # fmt: skip
        consider(firms, projects, quarter, place, behaviour, directions, rules, tally)
        walked[0] = len(firms)

    return decide


class TimedRun(CompiledRun):
    """A compiled run with a stopwatch in hand."""

    def __init__(self, inputs: Inputs, run_key: int, watch: Stopwatch, by_act: bool) -> None:
        """Draw the population.

        Args:
            inputs: the city.
            run_key: key of the run.
            watch: takes the times.
            by_act: walk the first half act by act (slower, the same result).
        """
        watch.around("draw", super().__init__)(inputs, run_key)
        plain = self.loops
        if by_act:
            # Act by act there is no stopping in between for a longer table.
            most = inputs.firm_count * len(self.rules)
            self.space.claims = np.zeros(most, dtype=CLAIM_TYPE)
        decide = decide_act_by_act(watch, plain) if by_act else plain.decide_all
        self.loops = SimpleNamespace(  # type: ignore[assignment]
            decide_all=watch.around("decide", decide),
            build_all=watch.around("build", plain.build_all),
            with_room=plain.with_room,
            claims_at_once=plain.claims_at_once,
        )
        self._settle = watch.around("settle", super()._settle)  # type: ignore[method-assign]
        self.step = watch.around("quarters", super().step)  # type: ignore[method-assign]
        self.outcome = watch.around("books", super().outcome)  # type: ignore[method-assign]


def timed_run(inputs: Inputs, key: int, by_act: bool) -> tuple[dict[str, float], Outcome]:
    """One whole run; seconds of its stages, and its outcome.

    Stages: draw, decide, settle, build, other (ratios, year's end, recording), books (checked at
    the end), rows (the tidy table). With `by_act` also those of `ACTS`, which make up `decide`.
    """
    watch = Stopwatch()
    run = TimedRun(inputs, key, watch, by_act)
    for _ in range(inputs.calendar.quarters):
        run.step()
    outcome = run.outcome()
    watch.around("rows", outcome.rows)()
    seconds = dict(watch.seconds)
    inside = seconds["decide"] + seconds["settle"] + seconds["build"]
    seconds["other"] = seconds.pop("quarters") - inside
    return seconds, outcome


def share_of_stages(inputs: Inputs, key: int, repeats: int) -> dict[str, Any]:
    """Median seconds of the stages, and shares of the acts in the first half.

    Returns:
        `stages`: seconds by stage; `acts`: share of the first half by act; `by_act_slower`: how
        much longer the first half took in five loops; `same`: whether both gave one result.
    """
    from statistics import median

    timed_run(inputs, key, by_act=True)
    timed_run(inputs, key, by_act=False)
    whole = [timed_run(inputs, key, by_act=False) for _ in range(repeats)]
    split = [timed_run(inputs, key, by_act=True) for _ in range(repeats)]
    stages = {name: median(seconds[name] for seconds, _ in whole) for name in whole[0][0]}
    acts = {name: median(seconds[name] for seconds, _ in split) for name in ACTS}
    total = sum(acts.values())
    first, second = whole[0][1], split[0][1]
    return {
        "stages": stages,
        "acts": {name: value / total for name, value in acts.items()},
        "by_act_slower": total / stages["decide"] - 1.0,
        "same": bool((first.tallies == second.tallies).all() and first.entries == second.entries),
    }
