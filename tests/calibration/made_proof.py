"""A proof of an invented bank from end to end, as a record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from synthetic_bank import FREE, UNKNOWN, bank_table

from calibration.fit.calibrate import Request, Screened
from calibration.fit.proof_record import ProofRecord
from calibration.fit.proof_run import Sizes, prove_screened
from calibration.fit.screening import Screening

SIZES = Sizes(worlds=30, broken=6, particles=150, folds=5, repeats=1)
COMMAND = "python -m calibration.fit.proof nowhere"


def screened(rows: int = 400) -> Screened:
    """The invented bank with what comes before a proof."""
    unknown: Any = tuple(
        SimpleNamespace(
            name=one.name, prior=one.prior,
            declaration=SimpleNamespace(label=SimpleNamespace(zh=f"参数{one.name}", en=one.name)),
        )
        for one in UNKNOWN
    )  # fmt: skip
    table = bank_table(rows=rows)
    screening = Screening(FREE, np.ones(len(UNKNOWN)), ("",) * len(UNKNOWN), 0.0)
    bank: Any = SimpleNamespace(digest="0a")
    return Screened(unknown, bank, table, screening)


def made_record(
    folder: Path, workers: int = 1, sizes: Sizes = SIZES, tell: Any = None
) -> ProofRecord:
    """Prove it."""
    request = Request("shenzhen", folder, seed=3, workers=workers)
    return prove_screened(screened(), request, replace(sizes), COMMAND, tell)
