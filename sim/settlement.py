"""From what firms wrote to what the treasury reads, and back: claims out, ratios in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.law.draws import two_uniforms
from sim.law.treasury import Claim
from sim.randomness import stream_code
from sim.treasury import Treasury


def arrival_streams(names: Sequence[str]) -> list[int]:
    """Stream of the order of arrival for each instrument, keyed by its name, not its place."""
    return [stream_code(f"claim.arrival/{name}") for name in names]


def claims_of(
    quarter: Any,
    rules: Sequence[Any],
    streams: Sequence[int],
    rows: Sequence[int],
    indices: Sequence[int],
    amounts: Sequence[int],
    firms: Sequence[Mapping[str, Any]],
) -> list[Claim]:
    """Make the quarter's claims, each with its keyed arrival and the authority's score.

    The score is the firm's operating profit: officials pick the strong (GRA-12).

    Args:
        quarter: the quarter's row (reads now and the run's key).
        rules: the instruments' rows.
        streams: code of each instrument's arrival stream (`arrival_streams`).
        rows: place of the claiming firm, one per claim.
        indices: instrument of each claim.
        amounts: yuan of each claim.
        firms: fields of the claiming firm, one mapping per claim (id, size_class, operating_year).
    """
    claims = []
    for row, index, amount, firm in zip(rows, indices, amounts, firms, strict=True):
        identity = int(firm["id"])
        arrival, _ = two_uniforms(
            int(quarter.key0), int(quarter.key1), streams[index], identity, int(quarter.now)
        )
        claims.append(
            Claim(
                row=int(row),
                firm_id=identity,
                rule=int(index),
                amount=int(amount),
                arrival=arrival,
                score=float(firm["operating_year"]),
                due=int(quarter.now) + int(rules[index].review),
                size_class=int(firm["size_class"]),
            )
        )
    return claims


def publish_ratios(treasury: Treasury, rules: Sequence[Any]) -> None:
    """Let firms see, from the next quarter on, what share of claims each pot last paid."""
    for index in range(len(rules)):
        pot = int(rules[index].pot)
        if pot in treasury.ratios:
            rules[index].expected_ppm = treasury.ratios[pot]
