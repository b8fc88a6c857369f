"""A proof of a place's calibration from end to end, as the record that is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from calibration.bank.one_run import loaded
from calibration.fit.broken_data import breakings, show_broken
from calibration.fit.calibrate import telling
from calibration.fit.proof import Proof, Shown, prove
from calibration.fit.proof_record import (
    VERSION,
    BrokenData,
    Digests,
    Held,
    KnownMoment,
    Made,
    OfParameter,
    Parameter,
    ProofRecord,
    Recovered,
    digit_rounded,
)  # fmt: skip
from calibration.fit.proof_record import Shown as ShownRecord
from calibration.fit.synthetic_worlds import Trial, digest_of_method, trial_of
from scenarios.quantities import Label

if TYPE_CHECKING:
    from calibration.bank.design import Unknown
    from calibration.fit.broken_data import Flagged
    from calibration.fit.calibrate import Request, Screened
    from calibration.inference.calibration_check import World
    from calibration.inference.prior import Priors
    from calibration.inference.scores import Coverage
    from sim.runs.progress import Progress

    Tell = Callable[[str, Progress], None]

# Worlds whose truths and posteriors are written out one by one.
RECOVERED = 24
# Packages beside the laboratory's own record that may change a digit of a posterior.
PACKAGES = ("numpy", "scipy", "scikit-learn")


@dataclass(frozen=True)
class Sizes:
    """How much is done.

    Attributes:
        worlds: synthetic worlds.
        broken: worlds whose data are broken.
        particles: of each run of the sampler; None for those of a trial.
        folds: of the bank; None for those of a trial.
        repeats: runs of the sampler; None for those of a trial.
    """

    worlds: int
    broken: int
    particles: int | None = None
    folds: int | None = None
    repeats: int | None = None


def prove_place(
    request: Request, sizes: Sizes, command: str, tell: Tell | None = None
) -> ProofRecord:
    """Prove the calibration of a place: bank, screening, worlds, broken data.

    Args:
        request: of the calibration.
        sizes: how much is done.
        command: that does this, for the record.
        tell: called with the part ("bank", "worlds", "broken") and its count.

    Raises:
        KeyboardInterrupt: stopped; the same request goes on.
        ValueError: as `prove` and `breakings`, or nothing is free.
    """
    from calibration.fit.calibrate import screened

    return prove_screened(screened(request, tell), request, sizes, command, tell)


def prove_screened(
    made: Screened, request: Request, sizes: Sizes, command: str, tell: Tell | None = None
) -> ProofRecord:
    """The same from a bank that is screened already; of the request, all but the bank's size."""
    if not made.screening.free:
        raise ValueError(f"{request.place}: nothing is free, so there is nothing to prove")
    given = {"folds": sizes.folds, "particles": sizes.particles, "repeats": sizes.repeats}
    trial = trial_of(
        made.table, made.unknown, made.screening.free, request.seed,
        **{name: value for name, value in given.items() if value is not None},
    )  # fmt: skip
    found = prove(trial, request.folder, request.workers, sizes.worlds, telling(tell, "worlds"))
    versions = breakings(trial)
    title = loaded(request.plan).place.title
    broken, failed = show_broken(
        trial, versions, request.folder, request.workers, sizes.broken, telling(tell, "broken")
    )
    return ProofRecord(
        place=request.place,
        title=Label(zh=title.zh, en=title.en),
        version=VERSION,
        made=made_by(made, trial, command),
        parameters=parameters(trial, [made.unknown[column] for column in made.screening.free]),
        moments=known_moments(trial, found),
        shown=tuple(shown_of(key, one, found.names) for key, one in found.shown.items()),
        recovered=tuple(recovered(one, trial.priors) for one in found.worlds[:RECOVERED]),
        broken=tuple(_broken(one) for one in broken),
        failed={f"world {number}": message for number, message in found.failed.items()}
        | {f"broken {number}": message for number, message in failed.items()},
    )


def made_by(made: Screened, trial: Trial, command: str) -> Made:
    """How the proof was made."""
    return Made(
        digests=digests_made_with(made), command=command, runs=len(made.table.points),
        seed=trial.seed, folds=trial.folds, particles=trial.particles, repeats=trial.repeats,
        packages=packages_on_record(),
    )  # fmt: skip


def digests_made_with(made: Screened) -> Digests:
    """Digests of all that worlds of a screened bank depend on."""
    from calibration.fit.calibrate import digest_of_priors
    from calibration.fit.publish import digest_of_data
    from sim.engine import law_hash

    moments = made.table.moments
    return Digests(
        law=law_hash(), bank=made.bank.digest,
        data=digest_of_data(moments.values, moments.total),
        prior=digest_of_priors(made.unknown), method=digest_of_method(),
    )  # fmt: skip


def packages_on_record() -> dict[str, str]:
    """Versions of all packages that may change a digit."""
    from sim.runs.keys import versions_on_record

    return versions_on_record() | {name: metadata.version(name) for name in PACKAGES}


def parameters(trial: Trial, free: Sequence[Unknown]) -> tuple[Parameter, ...]:
    """The free parameters and their priors, on the scale on which worlds are judged."""
    priors = trial.priors
    return tuple(
        Parameter(
            name=one.name, label=Label(zh=one.declaration.label.zh, en=one.declaration.label.en),
            prior_mean=digit_rounded(marginal.scaled_mean),
            prior_sd=digit_rounded(marginal.scaled_sd),
        )
        for one, marginal in zip(free, priors.marginals, strict=True)
    )  # fmt: skip


def known_moments(trial: Trial, found: Proof) -> tuple[KnownMoment, ...]:
    """What an emulator of all rows makes of each moment."""
    from calibration.fit.posterior_fit import emulator_of

    emulator = emulator_of(trial.table, trial.priors, trial.columns, trial.seed)
    spread = emulator.spread(trial.priors.scaled_from_cube(trial.table.points))
    return tuple(
        KnownMoment(
            name=moment.name, block=moment.block, q2=digit_rounded(float(emulator.q2[column])),
            kurtosis=digit_rounded(kurtosis(emulator.residuals[:, column] / spread[:, column])),
            silent=found.silent.get(moment.name, 0.0),
        )
        for column, moment in enumerate(trial.table.moments.items)
    )  # fmt: skip


def kurtosis(values: NDArray[np.float64]) -> float:
    """Mean fourth power over the squared mean square, about 0; 3 for normal values, 0 for none."""
    square = float((values**2).mean())
    return float((values**4).mean()) / square**2 if square > 0 else 0.0


def shown_of(key: tuple[str, str], shown: Shown, names: Sequence[str]) -> ShownRecord:
    """What all worlds showed, as plain values."""
    found = shown.calibration
    by_parameter = tuple(
        OfParameter(
            name=name,
            held=tuple(_held(level[column]) for level in found.coverage),
            ranks=tuple(found.histograms[column].tolist()),
            p=digit_rounded(float(found.p[column])),
            rmse=digit_rounded(float(shown.rmse[column])),
            width=digit_rounded(float(shown.width[column])),
            contraction=digit_rounded(float(shown.contraction[column])),
            identified=digit_rounded(float(shown.identified[column])),
        )
        for column, name in enumerate(names)
    )
    likelihood_p = found.quantity_p
    return ShownRecord(
        data=key[0], method=key[1], worlds=found.worlds,
        held=tuple(_held(one) for one in found.overall), parameters=by_parameter,
        likelihood_ranks=tuple(found.quantity_histogram.tolist()),
        likelihood_p=None if np.isnan(likelihood_p) else digit_rounded(likelihood_p),
        identified_a_world=digit_rounded(shown.identified_a_world), flagged=found.flagged,
    )  # fmt: skip


def recovered(world: World, priors: Priors) -> Recovered:
    """Truth and posterior of one world, on the priors' own scale."""
    from calibration.inference.identification import contraction, identified

    def plain(values: Sequence[float]) -> tuple[float, ...]:
        return tuple(digit_rounded(value) for value in values)

    known = identified(contraction(np.array(world.sd), priors))
    return Recovered(
        world=world.index, truth=plain(world.truth), mean=plain(world.mean), low=plain(world.low),
        high=plain(world.high), identified=int(known.sum()),
    )  # fmt: skip


def _held(one: Coverage) -> Held:
    return Held(nominal=one.nominal, share=digit_rounded(one.share), error=digit_rounded(one.error))


def _broken(one: Flagged) -> BrokenData:
    return BrokenData(version=one.name, p=tuple(digit_rounded(p) for p in one.p))
