"""Whether a record is of the law, the priors and the data as they stand now."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from results.calibrating.record import ReportRecord

Part = Literal["law", "prior", "data"]


def changed(record: ReportRecord) -> tuple[Part, ...]:
    """What is no longer as it was when the record was made.

    Raises:
        KeyError: the record's place is not calibrated any more.
    """
    from sim.engine import law_hash

    manifest = record.manifest
    found: list[Part] = []
    if manifest.law != law_hash():
        found.append("law")
    if manifest.prior != _priors(record):
        found.append("prior")
    if manifest.data != _data(record):
        found.append("data")
    return tuple(found)


def _priors(record: ReportRecord) -> str:
    from calibration.bank.design import unknowns
    from calibration.bank.one_run import loaded
    from calibration.fit.calibrate import Request, digest_of_priors

    return digest_of_priors(unknowns(loaded(Request(record.manifest.place, Path()).plan)))


def _data(record: ReportRecord) -> str:
    """Digest of today's values of the figures that were compared.

    A figure that came or went, those left out aside, gives another digest than any.
    """
    from calibration.fit.calibrate import Request, within_horizon
    from calibration.fit.publish import digest_of_data
    from calibration.moments.catalogue import moments_of

    manifest = record.manifest
    known = None if manifest.known_by is None else dt.date.fromisoformat(manifest.known_by)
    every = moments_of(manifest.place, tuple(manifest.without), known)
    moments, beyond = within_horizon(every, Request(manifest.place, Path()).plan)
    compared = {one.name for one in record.figures}
    if {*moments.names, *beyond} != compared | set(record.left_out):
        return ""
    kept = moments.chosen(lambda one: one.name in compared)
    return digest_of_data(kept.values, kept.total)
