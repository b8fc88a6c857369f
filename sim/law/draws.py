"""Keyed draws: a number is a pure function of key, stream, firm, time and nothing else.

Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011): key = 64 bits of the run, counter = firm id (64
bits), time or ordinal (32 bits), stream (32 bits). No draw depends on the order of firms, on the
engine, on workers, or on which other firms exist.
"""

from __future__ import annotations

from sim.law.arithmetic import normal_quantile
from sim.law.dialect import law, law_in_place

_LOW = 0xFFFFFFFF
Words = tuple[int, int, int, int]


@law_in_place
def one_round(key0: int, key1: int, words: Words, step: int) -> Words:
    """Round number `step` (0 to 9) of Philox4x32 on 32-bit words held in 64-bit integers.

    The high half of a product is taken after a mask, so the sign that a 64-bit machine word gives
    the product does not matter and Python's long integers agree with it.
    """
    c0, c1, c2, c3 = words
    p0 = c0 * 0xD2511F53
    p1 = c2 * 0xCD9E8D57
    first = ((p1 >> 32) & _LOW) ^ c1 ^ ((key0 + step * 0x9E3779B9) & _LOW)
    third = ((p0 >> 32) & _LOW) ^ c3 ^ ((key1 + step * 0xBB67AE85) & _LOW)
    return first, p1 & _LOW, third, p0 & _LOW


@law_in_place
def philox(key0: int, key1: int, c0: int, c1: int, c2: int, c3: int) -> Words:
    """Ten rounds of Philox4x32, written out so that a machine may do several firms side by side."""
    words = one_round(key0, key1, (c0, c1, c2, c3), 0)
    words = one_round(key0, key1, words, 1)
    words = one_round(key0, key1, words, 2)
    words = one_round(key0, key1, words, 3)
    words = one_round(key0, key1, words, 4)
    words = one_round(key0, key1, words, 5)
    words = one_round(key0, key1, words, 6)
    words = one_round(key0, key1, words, 7)
    words = one_round(key0, key1, words, 8)
    return one_round(key0, key1, words, 9)


@law_in_place
def open_uniform(word0: int, word1: int) -> float:
    """A uniform strictly between 0 and 1 from 52 bits of two words."""
    return ((word0 << 20) + (word1 >> 12) + 0.5) * 2.220446049250313e-16


@law_in_place
def two_uniforms(key0: int, key1: int, stream: int, firm_id: int, when: int) -> tuple[float, float]:
    """Two independent uniforms of a firm, at a time or ordinal, in a stream."""
    w0, w1, w2, w3 = philox(key0, key1, firm_id & _LOW, (firm_id >> 32) & _LOW, when & _LOW, stream)
    return open_uniform(w0, w1), open_uniform(w2, w3)


@law
def two_normals(key0: int, key1: int, stream: int, firm_id: int, when: int) -> tuple[float, float]:
    """Two independent standard normals, each rising in its own uniform."""
    u0, u1 = two_uniforms(key0, key1, stream, firm_id, when)
    return normal_quantile(u0), normal_quantile(u1)
