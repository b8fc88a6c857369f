"""The compiled engine: the same law, compiled and looped over the population's table."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.law.codes import EXITED, UNSEEN
from sim.outcome import Outcome, Recorder
from sim.peers import watched_firms
from sim.rows import FIRM_TYPE, PROJECT_TYPE
from sim.settlement import arrival_streams, claims_of, publish_ratios

if TYPE_CHECKING:
    from sim.model_inputs import Inputs


def law_sources() -> list[Path]:
    """Files whose text decides what the compiled loops do, in a fixed order."""
    here = Path(__file__).parent
    single = ["compiled_loops.py", "measures.py", "quarter.py", "randomness.py", "rows.py"]
    folders = [*(here / "law").glob("*.py"), *(here / "acts").glob("*.py")]
    return sorted(folders) + [here / name for name in single]


def law_hash() -> str:
    """Hash of the law's sources; names the compiler's cache."""
    digest = hashlib.blake2b(digest_size=12)
    for path in law_sources():
        digest.update(
            f"{path.parent.name}/{path.name}".encode() + b"\0" + path.read_bytes() + b"\0"
        )
    return digest.hexdigest()


def cache_folder() -> Path:
    """Folder of compiled code for the law as it stands now.

    `JIGAI_CACHE` names the parent; otherwise the user's cache folder is used.
    """
    parent = os.environ.get("JIGAI_CACHE") or os.environ.get("XDG_CACHE_HOME")
    base = Path(parent) if parent else Path.home() / ".cache"
    return base / "jigai" / f"law-{law_hash()}"


@cache
def compiled_loops() -> ModuleType:
    """Import the loops with the compiler's cache keyed by the law's text.

    Raises:
        ImportError: numba is absent; the object walk (engine "mesa") needs none.
    """
    import numba

    numba.config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]
    from sim import compiled_loops as loops

    return loops


class CompiledRun:
    """One run of the compiled engine, quarter by quarter."""

    def __init__(self, inputs: Inputs, run_key: int) -> None:
        """Draw the population."""
        self.loops = compiled_loops()
        self.inputs = inputs
        self.now = 0
        self.quarters = inputs.quarters(run_key)
        self.rules = inputs.rules.copy()
        self.firms: NDArray[Any] = np.zeros(inputs.firm_count, dtype=FIRM_TYPE)
        self.projects: NDArray[Any] = np.zeros((inputs.firm_count, 2), dtype=PROJECT_TYPE)
        self.claims = np.zeros((inputs.firm_count, max(1, len(self.rules))), dtype=np.int64)
        self.shocks = np.zeros(inputs.firm_count)
        self.crowd = inputs.empty_crowd()
        self.treasury = inputs.treasury()
        self.streams = arrival_streams([terms.id for terms in self.treasury.rules])
        self.recorder = Recorder(inputs)
        # Views, so that the treasury's ratios land in the table that the compiled loops read.
        self.rule_views: list[Any] = list(self.rules.view(np.recarray))
        self.firms["id"] = inputs.ids
        self.firms["role"] = inputs.strata["role"][inputs.stratum_of]
        self.firms["entry_quarter"] = inputs.entry_quarters
        self.loops.bear_all(
            self.firms, inputs.stratum_of, self.quarters, inputs.strata, inputs.sectors,
            inputs.districts_reached, inputs.place, inputs.behaviour,
        )  # fmt: skip
        places = np.zeros((inputs.firm_count, inputs.peer_rings))
        self.loops.place_all(self.firms, self.quarters, places)
        self.watched = watched_firms(
            inputs.ids, self.firms["sector"], self.firms["district"], places
        )
        self.seen = np.full(inputs.firm_count, UNSEEN, dtype=np.int64)

    def step(self) -> None:
        """One quarter: decide, settle, apply."""
        inputs, now = self.inputs, self.now
        tally, crowd = inputs.empty_tally(), inputs.empty_crowd()
        self.treasury.open_quarter(now)
        self.loops.draw_shocks(inputs.ids, self.quarters, now, self.shocks)
        self.loops.decide_all(
            self.firms, self.projects, self.claims, self.shocks, self.watched, self.seen,
            self.crowd,
            self.quarters, now, inputs.place, inputs.behaviour, inputs.directions, self.rules,
            tally,
        )  # fmt: skip
        self._settle()
        self.loops.build_all(
            self.firms, self.projects, self.quarters, now, inputs.place, inputs.behaviour,
            inputs.directions, tally, crowd, self.seen,
        )  # fmt: skip
        self.crowd = crowd
        publish_ratios(self.treasury, self.rule_views)
        self.treasury.close_quarter(now)
        self.recorder.record(now, tally.tolist())
        self.recorder.presses(self.quarters.view(np.recarray))
        self.recorder.squeezes(self.quarters.view(np.recarray))
        self.now += 1

    def _settle(self) -> None:
        """Hand the claims to the treasury and its payments to the firms."""
        rows, indices = np.nonzero(self.claims)
        quarter = self.quarters.view(np.recarray)[self.now]
        self.treasury.settle(
            claims_of(
                quarter,
                self.rule_views,
                self.streams,
                rows.tolist(),
                indices.tolist(),
                self.claims[rows, indices].tolist(),
                [
                    dict(zip(("id", "operating_year", "size_class"), values, strict=True))
                    for values in self.firms[["id", "operating_year", "size_class"]][rows].tolist()
                ],
            ),
            self.now,
        )
        gone = set(np.flatnonzero(self.firms["status"] == EXITED).tolist())
        paid = self.treasury.payments(self.now, gone)
        if paid:
            self.loops.pay_all(
                self.firms,
                np.array([award.claim.row for award in paid], dtype=np.int64),
                np.array([award.amount for award in paid], dtype=np.int64),
                self.rules["taxable"][[award.claim.rule for award in paid]],
            )

    def outcome(self) -> Outcome:
        """What the run produced."""
        return self.recorder.outcome(self.treasury)
