"""A place calibrated from end to end: bank, screening, fit, runs at posterior draws."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from calibration.bank.design import Unknown, unknowns
from calibration.bank.one_run import Plan, loaded
from calibration.bank.runs import Bank, make_bank

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from calibration.fit.influence import Influence
    from calibration.fit.information import Information
    from calibration.fit.posterior_fit import Fit
    from calibration.fit.predictive import Predictive
    from calibration.fit.predictive_spread import SpreadSplit
    from calibration.fit.profiled import Profile
    from calibration.fit.screening import Screening, Table
    from calibration.moments.catalogue import Moment, Moments
    from sim.runs.progress import Progress

    Tell = Callable[[str, Progress], None]

RUNS = 1600
# Fewer leave the second method without the runs for its regression on some 35 figures.
FEWEST_RUNS = 500
PREDICTED = 100
SEED = 6
PLACES = Path(__file__).resolve().parents[1] / "places.yaml"
SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


@dataclass(frozen=True)
class Request:
    """What is asked for.

    Attributes:
        place: id of the place, one of `places()`.
        folder: where runs are kept.
        runs: of the bank.
        seed: of everything random.
        predicted: runs at posterior draws.
        without: years, places and figures held out.
        known_by: only what was published by that day is used; None for all.
        workers: processes.
        firms: sub-sample for trials; None for the scenario's own population.
        examined: whether the posterior is looked into as well: which data inform what, disputed
            figures, profiles, chance and parameters. It takes a minute or two more.
    """

    place: str
    folder: Path
    runs: int = RUNS
    seed: int = SEED
    predicted: int = PREDICTED
    without: tuple[str, ...] = ()
    workers: int = 1
    firms: int | None = None
    known_by: dt.date | None = None
    examined: bool = True

    @property
    def plan(self) -> Plan:
        """The bank that it takes."""
        scenario, variant = places()[self.place]
        return Plan(scenario, variant, self.runs, self.seed, self.firms)


@dataclass(frozen=True)
class Calibrated:
    """All that came out.

    Attributes:
        request: what was asked for.
        unknown: every quantity with a prior.
        bank: prior runs.
        table: the bank as moments.
        screening: which unknowns are free, and why.
        fit: the posterior and its diagnosis.
        draws: that are published, shape (draws, free).
        predictive: the model run again at the first of them.
        information: what each block of data teaches.
        influence: what each disputed figure does, the largest move first.
        profiles: profile likelihood of each free parameter.
        spread: of the predictive runs, split into chance and parameters.

    The last four are None where the request did not ask for them.
    """

    request: Request
    unknown: tuple[Unknown, ...]
    bank: Bank
    table: Table
    screening: Screening
    fit: Fit
    draws: NDArray[np.float64]
    predictive: Predictive
    information: Information | None = None
    influence: tuple[Influence, ...] | None = None
    profiles: tuple[Profile, ...] | None = None
    spread: SpreadSplit | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the free parameters, in the order of columns."""
        return self.fit.priors.names


@cache
def places() -> dict[str, tuple[Path, str]]:
    """Scenario file and variant of each place that can be calibrated."""
    from ruamel.yaml import YAML

    table = YAML(typ="safe").load(PLACES.read_text(encoding="utf-8"))
    return {name: (SCENARIOS / row["scenario"], row["variant"]) for name, row in table.items()}


def calibrate(request: Request, tell: Tell | None = None) -> Calibrated:
    """Calibrate a place.

    Args:
        request: what is asked for.
        tell: called with the part of the work ("bank", "predictive", "information", "influence",
            "profiles", "spread") and its count.

    Raises:
        KeyboardInterrupt: stopped; finished runs are kept, and the same request goes on.
        ValueError: no unknown moves what is published more than chance does.
    """
    from calibration.fit.posterior_fit import fit
    from calibration.fit.predictive import predict
    from calibration.fit.publish import DRAWS, chosen_draws

    made = screened(request, tell)
    if not made.screening.free:
        raise ValueError(f"{request.place}: nothing unknown moves what is published beyond chance")
    free = made.screening.free
    found = fit(made.table, made.unknown, free, request.seed)
    draws = chosen_draws(found, min(DRAWS, len(found.posterior.values)), request.seed)
    predictive = predict(
        request.plan, made.unknown, free, draws[: request.predicted], request.folder,
        request.workers, telling(tell, "predictive"),
    )  # fmt: skip
    whole = Calibrated(
        request, made.unknown, made.bank, made.table, made.screening, found, draws, predictive
    )
    return examined(whole, tell) if request.examined else whole


@dataclass(frozen=True)
class Screened:
    """What comes before a fit; attributes as those of `Calibrated`."""

    unknown: tuple[Unknown, ...]
    bank: Bank
    table: Table
    screening: Screening


def screened(request: Request, tell: Tell | None = None) -> Screened:
    """The bank, its runs as moments, and what is free; `calibrate` begins so, and a proof of it.

    Raises:
        KeyboardInterrupt: stopped; finished runs are kept, and the same request goes on.
    """
    from calibration.fit.screening import screen, table_of

    plan = request.plan
    unknown = unknowns(loaded(plan))
    moments, beyond = within_horizon(_moments(request), plan)
    bank = make_bank(plan, request.folder, request.workers, telling(tell, "bank"))
    table = table_of(bank, moments)
    table = replace(table, left_out=table.left_out | dict.fromkeys(beyond, 1.0))
    learnable = {column for column, one in enumerate(unknown) if one.learnable}
    return Screened(unknown, bank, table, screen(table, request.seed, learnable=learnable))


def examined(found: Calibrated, tell: Tell | None = None) -> Calibrated:
    """A calibration looked into: which data inform what, disputed figures, profiles, chance.

    Args:
        found: the calibration; 60 further runs are added to those of its request's folder.
        tell: called with the part of the work and its count.

    Raises:
        KeyboardInterrupt: stopped; finished runs are kept.
    """
    from threadpoolctl import threadpool_limits

    from calibration.fit.influence import influences_of
    from calibration.fit.information import information_of
    from calibration.fit.predictive import settings_of
    from calibration.fit.predictive_spread import repeat, split_of
    from calibration.fit.profiled import profiles_of
    from calibration.moments.disputed import disputed_figures

    request, moments = found.request, found.table.moments
    with threadpool_limits(1):
        information = information_of(
            found.fit, moments.items, request.seed, telling(tell, "information")
        )
        influence = influences_of(
            found.fit, disputed_figures(), partial(_moments, request), request.seed,
            telling(tell, "influence"),
        )  # fmt: skip
        profiles = profiles_of(found.fit, request.seed, telling(tell, "profiles"))
    settings = settings_of(
        request.plan, found.unknown, found.screening.free, found.draws[: request.predicted]
    )
    repeats = repeat(
        request.plan, found.predictive, settings, request.folder, request.workers,
        telling(tell, "spread"),
    )  # fmt: skip
    return replace(
        found, information=information, influence=influence, profiles=profiles,
        spread=split_of(repeats, moments),
    )  # fmt: skip


def _moments(request: Request, replaced: Mapping[str, float] | None = None) -> Moments:
    """Moments of a request, some disputed figures replaced."""
    from calibration.moments.catalogue import moments_of

    return moments_of(request.place, request.without, request.known_by, replaced)


def within_horizon(moments: Moments, plan: Plan) -> tuple[Moments, tuple[str, ...]]:
    """The moments of years that the plan's runs have, and the names of the others."""
    last = int(loaded(plan).file.horizon.end.partition("-")[0])

    def is_within(one: Moment) -> bool:
        return one.observation is None or one.observation.year <= last

    beyond = tuple(one.name for one in moments.items if not is_within(one))
    return moments.chosen(is_within), beyond


def telling(tell: Tell | None, part: str) -> Callable[[Progress], None] | None:
    """What tells the count of one part of the work."""
    return None if tell is None else lambda progress: tell(part, progress)


def digest_of_priors(unknown: Sequence[Unknown]) -> str:
    """Digest of what was not known and of its priors."""
    digest = hashlib.blake2b(digest_size=8)
    for one in unknown:
        digest.update(f"{one.name} {one.prior!r}\n".encode())
    return digest.hexdigest()


def document_of(found: Calibrated, command: str) -> dict[str, object]:
    """The published file's content (`calibration.fit.publish`)."""
    from calibration.fit.publish import Provenance, digest_of_data, posterior_document
    from sim.engine import law_hash

    moments = found.table.moments
    title = loaded(found.request.plan).place.title
    made = Provenance(
        law_hash(), digest_of_data(moments.values, moments.total),
        digest_of_priors(found.unknown), len(found.table.points), command, dt.date.today(),
    )  # fmt: skip
    return posterior_document(
        found.request.place, {"zh": title.zh, "en": title.en}, found.fit, found.draws, made
    )
