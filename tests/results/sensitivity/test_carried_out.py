"""Runs of a question: the design's points, kept, gone on with after a stop; and their record."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from results.sensitivity import carry_out
from results.sensitivity.asked import question
from results.sensitivity.record import independent_rows, read, record_of, write
from results.sensitivity.text import grids, preamble
from scenarios import InputError
from sim.randomness import run_key
from sim.runs import EnsembleInterrupted
from sim.runs.ensemble_result import FAILED, EnsembleResult
from sim.runs.totals import Runner


def test_an_output_is_the_outcome_of_the_run_at_its_point(small: Any) -> None:
    asked, outputs = small
    (base,) = carry_out.bases_of(asked)
    settings = list(carry_out.settings_of(asked))
    assert len(settings) == asked.design.runs == len(outputs.values)
    # Ten points a scramble: the second has seeds 4 to 7.
    for point, seed, replicate in ((0, 0, 0), (17, 3, 7), (39, 1, 13)):
        totals = Runner().totals(
            base.with_values(settings[point]),
            run_key(asked.seed, replicate),
            ["reported_renovation"],
        )
        assert outputs.values[point, seed] == totals[-4:].sum() - 60e9
    assert base.inputs.calendar.quarters == 32


def test_what_was_run_is_not_run_again_and_a_stop_loses_nothing(
    small: Any, runs: Path, tmp_path: Path
) -> None:
    asked, outputs = small
    bases = carry_out.bases_of(asked)

    def stop(progress: Any) -> None:
        if progress.done >= 20:
            raise KeyboardInterrupt

    with pytest.raises(EnsembleInterrupted):
        carry_out.outputs_of(asked, bases, tmp_path, 1, stop)
    counts: list[Any] = []
    again = carry_out.outputs_of(asked, bases, tmp_path, 2, counts.append)
    assert counts[0].done >= 20
    assert again.values.tobytes() == outputs.values.tobytes()
    counts.clear()
    carry_out.outputs_of(asked, bases, runs, 1, counts.append)
    # Told once a scramble, each found as a whole.
    assert [progress.done for progress in counts] == [40, 80, 120, asked.runs]


def test_pots_shrink_with_a_sub_sample(small: Any) -> None:
    asked, _ = small
    names = ("sz2019.pot-smart.appropriation", "behaviour.payback")
    money = question(replace(asked.asked, factors=names, rows=8, scrambles=1))
    row = next(iter(carry_out.settings_of(money)))
    assert 0 < row["sz2019.pot-smart.appropriation"] < 1_400_000_000 * 0.02


def test_a_sample_has_a_seed_for_each_part(small: Any, tmp_path: Path) -> None:
    asked, _ = small
    sample = question(replace(asked.asked, method="sample", rows=32))
    bases = carry_out.bases_of(sample)
    outputs = carry_out.outputs_of(sample, bases, tmp_path, 1)
    assert outputs.values.shape == (32, 1)
    settings = list(carry_out.settings_of(sample))
    for point, seed in ((0, 0), (31, 15)):
        totals = Runner().totals(
            bases[0].with_values(settings[point]), run_key(sample.seed, seed),
            ["reported_renovation"],
        )  # fmt: skip
        assert outputs.values[point, 0] == totals[-4:].sum() - 60e9


def test_holes_are_refused() -> None:
    broken = EnsembleResult(
        ("reported_renovation",), ("2016-Q1",), ({}, {}), (0, 1), np.zeros((4, 1, 1), np.int64),
        np.array([1, 1, FAILED, 1], np.int8), {2: "ValueError: no"},
    )  # fmt: skip
    with pytest.raises(carry_out.UnfinishedError, match=r"1 of 4 runs .* point 1, seed 0"):
        carry_out.require_all(broken)


def test_the_record_holds_what_was_found_and_how(small: Any, record: Any, tmp_path: Path) -> None:
    asked, outputs = small
    assert record["made"]["runs"] == 160 and record["made"]["design"] == asked.design.digest
    assert set(record["analysis"]["scales"]) == {"raw", "rank", "clip"}
    rows = independent_rows(asked)
    assert len(rows) == 16
    assert record["spread"]["mean"] == outputs.values[rows].mean()
    assert record["spread"]["met"] == 0.0
    again = read(write(record, tmp_path / "record.json"))
    assert again["made"] == record["made"]
    shares = again["analysis"]["scales"]["raw"]["groups"]["behaviour.payback"]["total"]
    assert shares == pytest.approx(
        record["analysis"]["scales"]["raw"]["groups"]["behaviour.payback"]["total"], rel=1e-8
    )
    for language in ("zh", "en"):
        assert len(grids(again, language)) >= 2 and preamble(again, language)  # type: ignore[arg-type]


def test_scatter_shows_only_what_is_beyond_shuffles(small: Any) -> None:
    asked, outputs = small
    random = np.random.default_rng(1).normal(size=outputs.values.shape)
    clear = 9 * asked.design.points[:, :1] + 0.1 * random
    told = record_of(asked, replace(outputs, values=clear), 1.0, "")["scatter"]
    assert list(told["factors"]) == [asked.design.columns[0]] and 0 < told["floor"] < 1
    assert record_of(asked, replace(outputs, values=random), 1.0, "")["scatter"]["factors"] == {}


def test_outputs_of_another_question_are_refused(small: Any) -> None:
    asked, outputs = small
    other = question(replace(asked.asked, seed=99))
    with pytest.raises(ValueError, match="another design"):
        record_of(other, outputs, 1.0, "")


def test_what_is_no_record_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    for text in ("", "[]", json.dumps({"format": 99})):
        path.write_text(text, "utf-8")
        with pytest.raises(InputError, match="no record"):
            read(path)
    with pytest.raises(InputError, match="no record"):
        read(tmp_path / "nowhere.json")
