"""Which run is asked about: a stored one, held against today's files and law, or a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from results.explaining.answer import FromPosterior
from results.refusal import refusal
from results.study_making import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from results.explaining.tape import Frame
    from scenarios.errors import Fault
    from scenarios.scenario_schema import LeverValue, Scenario
    from sim.model_inputs import Inputs

SCENARIO_ENDS = (".yaml", ".yml")


@dataclass(frozen=True)
class World:
    """The run that is asked about.

    Attributes:
        scenario: with the run's settings applied.
        twin: the variant it is held against; None where it is the baseline itself.
        run: key of the stored run; empty for a scenario file.
        made: prepared tables by variant.
        parameters: which values of a posterior it has; None where there is no posterior.
        tapes: lives that have been taped, by variant and row.
    """

    scenario: Scenario
    variant: str
    twin: str | None
    seed: int
    replicate: int
    run: str = ""
    parameters: FromPosterior | None = None
    made: dict[str, Inputs] = field(default_factory=dict, compare=False, repr=False)
    tapes: dict[tuple[str, int], list[Frame]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def key(self) -> int:
        """Key of the replicate, the same in every variant."""
        from sim.randomness import run_key

        return run_key(self.seed, self.replicate)

    def inputs(self, variant: str) -> Inputs:
        """Prepared tables of a variant."""
        if variant not in self.made:
            self.made[variant] = self.inputs_with(variant, None)
        return self.made[variant]

    def inputs_with(self, variant: str, levers: Mapping[str, LeverValue] | None) -> Inputs:
        """Prepared tables of a variant with further settings.

        Raises:
            InputError: a setting is unknown or not allowed.
        """
        from sim.subsample import prepared

        return prepared(self.scenario, variant, dict(levers or {}))


def world_of(
    run: str | Path,
    variant: str | None = None,
    baseline: str | None = None,
    replicate: int = 0,
    seed: int | None = None,
    levers: Mapping[str, LeverValue] | None = None,
    scenario: str | Path | None = None,
    out: str | Path = "results/runs",
) -> World:
    """Find the run, its variant and its twin.

    Args:
        run: folder, name or key of a stored run; or a scenario file.
        variant: default: the run's policy (its first variant that is not the baseline).
        baseline: default: the scenario's.
        replicate: number of the replicate, from 0.
        seed: for a scenario file; default: its own.
        levers: for a scenario file.
        scenario: the scenario file of a stored run, if it has been moved.
        out: folder of all runs.

    Raises:
        InputError: all that is wrong with these.
    """
    if Path(run).suffix in SCENARIO_ENDS:
        if scenario is not None:
            raise refusal("--scenario", "goes with a stored run")
        loaded, used, count, key = _load(run, levers), seed, None, ""
        known = [one.id for one in loaded.variants]
    else:
        faults = [
            _fault(name, "a stored run is as it is; give the scenario file instead")
            for name, value in (("--seed", seed), ("--set", levers or None))
            if value is not None
        ]
        _raise(faults)
        from results.api import open_run

        found = open_run(run, out=out)
        manifest = found.stored.manifest
        loaded = _scenario_of(manifest, found.study.levers, scenario)
        used, count, key = int(manifest["seed"]), int(manifest["replicates"]), found.key
        known = list(found.study.variants)
    twin = baseline or loaded.baseline
    chosen = variant or next((name for name in known if name != twin), known[0])
    every = [one.id for one in loaded.variants]
    _raise(
        [
            *_unknown("--variant", chosen, known),
            *_unknown("--baseline", twin, every),
            *_out_of_range(replicate, count, used),
        ]
    )
    own_seed = loaded.file.seed if used is None else used
    beside = None if twin == chosen else twin
    draw = replicate if key else None
    at = parameters_of(loaded, draw)
    return World(at_draw(loaded, draw), chosen, beside, own_seed, replicate, key, at)


def parameters_of(scenario: Scenario, replicate: int | None) -> FromPosterior | None:
    """Which values of its posterior a scenario is asked about at: those of a run, or the means."""
    own = scenario.posterior
    if own is None or not scenario.is_drawn:
        return None
    draw = None if replicate is None else replicate % len(own.draws)
    return FromPosterior(own.id, own.version, text_of(own.title), draw)


def at_draw(scenario: Scenario, replicate: int | None) -> Scenario:
    """The scenario with the values that a replicate of its runs has; at the means for None."""
    from scenarios.levers import apply_levers

    if scenario.posterior is None or not scenario.is_drawn or replicate is None:
        return scenario
    draws = scenario.posterior.settings()
    return apply_levers(scenario, dict(draws[replicate % len(draws)]))


def _load(path: str | Path, levers: Any) -> Scenario:
    from scenarios import load_scenario
    from sim.declared import unfit_for_the_law

    return load_scenario(path, levers or None, checks=[unfit_for_the_law])


def _scenario_of(
    manifest: Mapping[str, Any], levers: Mapping[str, Any], given: str | Path | None
) -> Scenario:
    """Load what a stored run was made of, and hold it against the run's record.

    Raises:
        InputError: the law or the files are no longer those of the run, or are not found.
    """
    from sim.runs import keys
    from sim.runs.plan import OWN_SIMULATOR
    from sim.subsample import prepared

    if manifest["simulator"] != OWN_SIMULATOR:
        raise refusal("RUN", f"was made by a simulator of its own, {manifest['simulator']!r}")
    if manifest["law"]["digest"] != keys.LOADED_LAW:
        edited = sorted(
            name
            for name, digest in {**manifest["law"]["files"], **keys.LOADED_LAW_FILES}.items()
            if manifest["law"]["files"].get(name) != keys.LOADED_LAW_FILES.get(name)
            or digest != manifest["law"]["files"].get(name)
        )
        raise refusal(
            "RUN", f"the law was edited since it was made ({', '.join(edited[:4])}); run it again"
        )
    of_variants = manifest["variants"]
    path = _file_of(_scenario_file(of_variants[0]["files"], manifest["scenario"]), given)
    scenario = _load(path, levers)
    for one in of_variants:
        if keys.digest(prepared(scenario, one["variant"], {}).identity) != one["identity_digest"]:
            changed = [
                name
                for name, digest in one["files"].items()
                if scenario.file_hashes.get(name) != digest
            ]
            named = ", ".join(changed) or "its settings"
            raise refusal("RUN", f"{path}: {named} changed since it was made; run it again")
    if _draws_in(manifest) != _draws_of(scenario, int(manifest["replicates"])):
        name = scenario.file.posterior or "the posterior"
        raise refusal("RUN", f"{path}: {name} changed since it was made; run it again")
    return scenario


def _draws_in(manifest: Mapping[str, Any]) -> list[list[float]]:
    """The draws that a stored run's replicates had, as its manifest says."""
    return list(manifest["posterior"]["draws"]) if "posterior" in manifest else []


def _draws_of(scenario: Scenario, replicates: int) -> list[list[float]]:
    """The draws that so many replicates of a scenario have today."""
    if scenario.posterior is None or not scenario.is_drawn:
        return []
    return [list(row.values()) for row in scenario.posterior.settings()[:replicates]]


def _scenario_file(files: Iterable[str], scenario: str) -> str:
    """The name of the scenario file among those of a run, which a manifest lists by the alphabet.

    It stands beside the folders of places and policies; of several, the one called like the
    scenario.
    """
    names = sorted(name for name in files if "/" not in name)
    return min(names, key=lambda name: (Path(name).stem != scenario, name == "behaviour.yaml"))


def _file_of(name: str, given: str | Path | None) -> Path:
    """Where a stored run's scenario file is: as given, below the current folder, or shipped.

    Raises:
        InputError: it is in none of these.
    """
    if given is not None:
        return Path(given)
    import scenarios

    shipped = Path(scenarios.__file__).parent
    places = [Path(name), Path("scenarios") / name, shipped / name]
    for path in places:
        if path.is_file():
            return path
    raise refusal("--scenario", f"{name} of the run is not found; say where it is with --scenario")


def _unknown(option: str, name: str, known: Iterable[str]) -> list[Fault]:
    names = list(known)
    if name in names:
        return []
    return refusal(option, "no variant of this name", name, names).faults


def _out_of_range(replicate: int, count: int | None, seed: int | None) -> list[Fault]:
    found = []
    if replicate < 0 or (count is not None and replicate >= count):
        allowed = "0 and above" if count is None else f"0 to {count - 1}"
        found.append(_fault("--replicate", f"must be {allowed}, not {replicate}"))
    if seed is not None and not 0 <= seed < 2**63:
        found.append(_fault("--seed", f"must be 0 to 2**63 - 1, not {seed}"))
    return found


def _fault(field_name: str, message: str) -> Fault:
    return refusal(field_name, message).faults[0]


def _raise(faults: list[Fault]) -> None:
    if faults:
        from scenarios.errors import InputError

        raise InputError(faults)
