"""One run by either engine: a pure function of inputs and key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.randomness import run_key

if TYPE_CHECKING:
    from sim.firm import Firm
    from sim.model_inputs import Inputs
    from sim.outcome import Outcome

ENGINES = ("compiled", "mesa")


def simulate(
    inputs: Inputs,
    key: int,
    engine: str = "compiled",
    firm_class: type[Firm] | None = None,
    threads: int = 1,
) -> Outcome:
    """Run one variant once.

    Args:
        inputs: what `sim.model_inputs.prepare` made.
        key: key of the run (`sim.randomness.run_key(seed, replicate)`).
        engine: "compiled", or "mesa" for the object walk. Both give the same values.
        firm_class: a subclass of `Firm` with other behaviour; object walk only.
        threads: that share the firms of this one run; compiled engine only. No figure depends on
            it. For many runs, give each thread runs of its own (`sim.runs`).

    Raises:
        ValueError: unknown engine, a firm class for the compiled engine, less than one thread, or
            several for the object walk.
        sim.errors.SimulationError: the run could not be carried through.
    """
    if threads < 1 or (threads > 1 and engine == "mesa"):
        raise ValueError(f"threads is 1 or more, and 1 for engine 'mesa', not {threads}")
    if engine == "mesa":
        from sim.firm import Firm
        from sim.model import RenovationModel

        model = RenovationModel(inputs, key, firm_class or Firm)
        while model.running:
            model.step()
        outcome = model.outcome()
        model.release()
        return outcome
    if engine != "compiled":
        raise ValueError(f"engine must be one of {', '.join(ENGINES)}, not {engine!r}")
    if firm_class is not None:
        raise ValueError("a firm class of your own needs engine='mesa'")
    from sim.engine import CompiledRun

    if threads > 1:
        from sim.shared_run import SharedRun

        run: CompiledRun = SharedRun(inputs, key, threads)
    else:
        run = CompiledRun(inputs, key)
    run.finish()
    return run.outcome()


__all__ = ["ENGINES", "run_key", "simulate"]
