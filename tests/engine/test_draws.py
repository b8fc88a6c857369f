"""Keyed draws: published answers, independence of everything but their key."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.law.draws import open_uniform, philox, two_normals, two_uniforms
from sim.randomness import STREAMS, run_key, stable_id, stream_code

WORD = st.integers(0, 2**32 - 1)

# Random123, kat_vectors, philox4x32 10 rounds: counter and key, then the answer.
KNOWN = [
    ((0, 0), (0, 0, 0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    (
        (0xFFFFFFFF, 0xFFFFFFFF),
        (0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF),
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (
        (0xA4093822, 0x299F31D0),
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("key", "counter", "answer"), KNOWN)
def test_philox_gives_the_published_answers(
    key: tuple[int, int], counter: tuple[int, int, int, int], answer: tuple[int, ...]
) -> None:
    assert philox(*key, *counter) == answer


@given(WORD, WORD)
def test_a_uniform_lies_strictly_between_zero_and_one(a: int, b: int) -> None:
    assert 0.0 < open_uniform(a, b) < 1.0


def test_draws_have_the_moments_of_their_law() -> None:
    draws = np.array([two_uniforms(3, 4, 5, firm, 7) for firm in range(20000)])
    assert draws.mean() == pytest.approx(0.5, abs=0.005)
    assert np.corrcoef(draws.T)[0, 1] == pytest.approx(0.0, abs=0.02)
    normals = np.array([two_normals(3, 4, 6, firm, 7) for firm in range(20000)])
    assert normals.std() == pytest.approx(1.0, abs=0.01)


def test_every_part_of_the_key_matters() -> None:
    base = two_uniforms(1, 2, 3, 4, 5)
    assert len({base, two_uniforms(9, 2, 3, 4, 5), two_uniforms(1, 9, 3, 4, 5),
                two_uniforms(1, 2, 9, 4, 5), two_uniforms(1, 2, 3, 9, 5),
                two_uniforms(1, 2, 3, 4, 9), two_uniforms(1, 2, 3, 4 + 2**40, 5)}) == 7  # fmt: skip


def test_streams_are_keyed_by_name() -> None:
    assert len(set(STREAMS.values())) == len(STREAMS)
    assert stream_code("firm.demand") == STREAMS["firm.demand"]


def test_run_keys_and_ids_are_stable_and_distinct() -> None:
    keys = {run_key(seed, replicate) for seed in range(20) for replicate in range(50)}
    assert len(keys) == 1000
    assert all(0 <= key < 2**63 for key in keys)
    ids = {stable_id("shenzhen", "ordinary", 8052, slot) for slot in range(30000)}
    assert len(ids) == 30000
    assert stable_id("a", 1) == stable_id("a", "1") != stable_id("a", "2")
