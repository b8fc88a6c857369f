"""Names of the streams and the key of a run. The draws themselves are law (`sim/law/draws.py`)."""

from __future__ import annotations

import hashlib

from sim.law.draws import philox

MASK = 0xFFFFFFFF


def stream_code(name: str) -> int:
    """Return the 32-bit code of a stream, from its *name*, not from its place in a list."""
    return int.from_bytes(hashlib.blake2s(name.encode(), digest_size=4).digest(), "big")


STREAM_NAMES = (
    "run.key",
    "population.identity",
    "population.size",
    "population.margin",
    "population.capital",
    "population.finance",
    "population.space",
    "population.gap",
    "population.manner",
    "population.entry",
    "population.peers",
    "firm.demand",
    "project.clock",
    "project.direction",
    "project.size",
    "project.credit",
    "project.energy",
    "project.floor",
    "project.move",
    "filing.audit",
)
STREAMS = {name: stream_code(name) for name in STREAM_NAMES}
if len(set(STREAMS.values())) != len(STREAMS):
    raise AssertionError("two streams share a code; rename one")


def run_key(seed: int, replicate: int) -> int:
    """Key of one run: 63 bits from the scenario's seed and the number of the replicate.

    Replicate r has the same key in every variant: common random numbers.

    Args:
        seed: 0 to 2**63 - 1.
        replicate: 0 and above.
    """
    words = philox(seed & MASK, (seed >> 32) & MASK, replicate & MASK, 0, 0, STREAMS["run.key"])
    return ((words[0] << 32) | words[1]) >> 1


def stable_id(*parts: object) -> int:
    """Return a 62-bit id of a firm from what names it (place, stratum, slot): row-independent."""
    text = "/".join(str(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 2
