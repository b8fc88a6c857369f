"""The small file that scenarios name: draws of the free parameters, and how they came about."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scenarios.posterior_schema import summary_of

if TYPE_CHECKING:
    from calibration.fit.posterior_fit import Fit

DRAWS = 200
METHOD = (
    "bank of prior runs, each with its own seed; polynomial emulator of transformed moments; "
    "Gaussian synthetic likelihood; tempered sequential Monte Carlo"
)


@dataclass(frozen=True)
class Provenance:
    """What the published file says of itself.

    Attributes:
        law: digest of the law's sources.
        data: digest of what is published and its errors.
        prior: digest of the priors.
        runs: of the bank that were used.
        command: that makes the file.
        date: when it was made.
    """

    law: str
    data: str
    prior: str
    runs: int
    command: str
    date: dt.date


def chosen_draws(fit: Fit, count: int, seed: int) -> NDArray[np.float64]:
    """So many of the posterior's draws, in random order, to six digits, shape (count, free).

    No draw is taken twice; the same posterior, count and seed give the same.

    Raises:
        ValueError: more than the posterior has.
    """
    random = np.random.default_rng([seed, count])
    rows = random.choice(len(fit.posterior.values), size=count, replace=False)
    return np.array(
        [[float(f"{value:.6g}") for value in row] for row in fit.posterior.values[rows]]
    )


def posterior_document(
    place: str, title: Mapping[str, str], fit: Fit, draws: NDArray[np.float64], made: Provenance
) -> dict[str, Any]:
    """The file's content as plain data.

    Args:
        place: id of the place.
        title: zh and en.
        fit: the fit.
        draws: as `chosen_draws` gives them.
        made: how it came about.
    """
    from calibration.inference.identification import learned

    known = learned(fit.contraction).tolist()
    free = []
    for column, name in enumerate(fit.priors.names):
        found = summary_of(draws[:, column].tolist())
        free.append(
            {
                "name": name,
                "mean": _digits(found.mean), "sd": _digits(found.sd),
                "low": _digits(found.low), "high": _digits(found.high),
                "contraction": round(float(fit.contraction[column]), 3),
                "learned": bool(known[column]),
            }
        )  # fmt: skip
    return {
        "id": place, "version": 1, "place": place, "title": dict(title),
        "made": {
            "law": made.law, "data": made.data, "prior": made.prior, "method": METHOD,
            "runs": made.runs, "command": made.command, "date": made.date,
        },
        "free": free,
        "draws": draws.tolist(),
    }  # fmt: skip


def written(document: Mapping[str, Any]) -> str:
    """The file's text: one line a parameter and one a draw."""
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString as Quoted

    def on_a_line(value: Any) -> Any:
        flow: Any = CommentedMap(value) if isinstance(value, dict) else CommentedSeq(value)
        flow.fa.set_flow_style()
        return flow

    plain = dict(document)
    made = dict(plain["made"])
    plain["made"] = made | {key: Quoted(made[key]) for key in ("law", "data", "prior")}
    plain["title"] = on_a_line(plain["title"])
    plain["free"] = [on_a_line(one) for one in plain["free"]]
    plain["draws"] = [on_a_line(row) for row in plain["draws"]]
    yaml = YAML()
    yaml.width = 100_000
    text = StringIO()
    text.write("# Made by `" + made["command"] + "`; do not edit.\n")
    yaml.dump(plain, text)
    return text.getvalue()


def publish(document: Mapping[str, Any], path: Path) -> None:
    """Write the file whole or not at all; what stood there before stays until then."""
    from sim.runs.files import replacing

    with replacing(path) as beside:
        beside.write_text(written(document), encoding="utf-8")


def digest_of_data(values: NDArray[np.float64], covariance: NDArray[np.float64]) -> str:
    """Digest of published moments and their errors."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(np.ascontiguousarray(values).tobytes())
    digest.update(np.ascontiguousarray(covariance).tobytes())
    return digest.hexdigest()


def _digits(value: float) -> float:
    return float(f"{value:.6g}")
