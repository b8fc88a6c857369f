"""Keyed draws: a number is a pure function of key, stream, firm, time and nothing else.

Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011): key = 64 bits of the run, counter = firm id (64
bits), time or ordinal (32 bits), stream (32 bits). No draw depends on the order of firms, on the
engine, on workers, or on which other firms exist.
"""

from __future__ import annotations

from sim.law.arithmetic import normal_quantile
from sim.law.dialect import law

_LOW = 0xFFFFFFFF


@law
def philox(key0: int, key1: int, c0: int, c1: int, c2: int, c3: int) -> tuple[int, int, int, int]:
    """Ten rounds of Philox4x32 on 32-bit words held in 64-bit integers.

    The high half of a product is taken after a mask, so the sign that a 64-bit machine word gives
    the product does not matter and Python's long integers agree with it.
    """
    for _ in range(10):
        p0 = c0 * 0xD2511F53
        p1 = c2 * 0xCD9E8D57
        c0 = ((p1 >> 32) & _LOW) ^ c1 ^ key0
        c1 = p1 & _LOW
        c2 = ((p0 >> 32) & _LOW) ^ c3 ^ key1
        c3 = p0 & _LOW
        key0 = (key0 + 0x9E3779B9) & _LOW
        key1 = (key1 + 0xBB67AE85) & _LOW
    return c0, c1, c2, c3


@law
def open_uniform(word0: int, word1: int) -> float:
    """A uniform strictly between 0 and 1 from 52 bits of two words."""
    return ((word0 << 20) + (word1 >> 12) + 0.5) * 2.220446049250313e-16


@law
def two_uniforms(key0: int, key1: int, stream: int, firm_id: int, when: int) -> tuple[float, float]:
    """Two independent uniforms of a firm, at a time or ordinal, in a stream."""
    w0, w1, w2, w3 = philox(key0, key1, firm_id & _LOW, (firm_id >> 32) & _LOW, when & _LOW, stream)
    return open_uniform(w0, w1), open_uniform(w2, w3)


@law
def two_normals(key0: int, key1: int, stream: int, firm_id: int, when: int) -> tuple[float, float]:
    """Two independent standard normals, each rising in its own uniform."""
    u0, u1 = two_uniforms(key0, key1, stream, firm_id, when)
    return normal_quantile(u0), normal_quantile(u1)
