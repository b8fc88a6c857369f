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
) -> Outcome:
    """Run one variant once.

    Args:
        inputs: what `sim.model_inputs.prepare` made.
        key: key of the run (`sim.randomness.run_key(seed, replicate)`).
        engine: "compiled", or "mesa" for the object walk. Both give the same values.
        firm_class: a subclass of `Firm` with other behaviour; object walk only.

    Raises:
        ValueError: unknown engine, or a firm class for the compiled engine.
        sim.errors.SimulationError: the run could not be carried through.
    """
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

    run = CompiledRun(inputs, key)
    run.finish()
    return run.outcome()


__all__ = ["ENGINES", "run_key", "simulate"]
