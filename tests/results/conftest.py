"""Made-up results: tidy yearly tables whose every number is known, and the study they belong to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from results.study import InstrumentName, MeasureName, Observation, Study, Target, Task, Text
from results.tables import ALL, CITY, SIZE_CLASSES
from sim.tasks import split

YEARS = tuple(range(2016, 2024))
BILLION = 10**9

REPORTED = (21.0, 32.5, 41.0, 48.6, 56.2, 58.4, 61.0, 66.5)
EXTRA_REPORTED = (0.0, 0.0, 0.8, 2.6, 4.9, 2.2, 1.0, 0.4)
TRUE_SHARE = 0.84
EXTRA_TRUE = (0.0, 0.0, 0.4, 1.3, 2.4, 0.9, -0.5, -0.3)
# Support of the enacted world, million yuan: by instrument and year.
SUPPORT = {
    "universal": (0, 0, 210, 480, 690, 620, 90, 0),
    "smart": (0, 0, 60, 160, 240, 210, 40, 0),
    "interest": (15, 22, 40, 64, 85, 80, 20, 0),
    "province": (60, 85, 120, 130, 140, 0, 0, 0),
}
TAX_FORGONE = (0, 0, 120, 240, 260, 200, 0, 0)
DISCOUNT_RATE = 0.03
PAID_BY = {"city": ("universal", "smart", "interest"), "province": ("province",)}
BEFORE = {"interest": 1.0, "province": 1.0}  # earlier programmes stay in the baseline
SIZE_SHARE = {"large": 0.55, "medium": 0.25, "small": 0.15, "micro": 0.05}
FIRMS = {"large": 420, "medium": 2_100, "small": 8_400, "micro": 2_300}
PAYMENTS = {"large": 90, "medium": 260, "small": 410, "micro": 40}
EFFECT = {"enacted": 1.0, "half_rate": 0.5, "no_programme": 0.0}

UNITS = {"support_payments": "claims", "active_firms": "firms", "robots_installed": "robots",
         "above_scale_firms": "firms"}  # fmt: skip


def make_study(**changes: Any) -> Study:
    """Describe the made-up run; `changes` replace single fields."""
    fields: dict[str, Any] = {
        "scenario": "made_up",
        "title": Text("深圳工业技术改造倍增计划", "Doubling renovation investment in Shenzhen"),
        "place": Text("深圳", "Shenzhen"),
        "variants": {
            "enacted": Text("现行政策", "as enacted"),
            "half_rate": Text("资助比例减半", "half the rates"),
            "no_programme": Text("无方案", "no programme"),
        },
        "policy": "enacted",
        "baseline": "no_programme",
        "last_year": 2099, "announced": dt.date(2017, 12, 21),
        "report_from": 2016,
        "discount_rate": DISCOUNT_RATE,
        "key": "3f9a51c07be2d8460011223344556677",
        "seed": 1,
        "runs": 20,
        "failed": 0,
        "targets": (
            Target("T1", Text("工业技改投资", "Renovation investment"), "T1",
                   "reported_renovation", 2020, 600, "100m_yuan"),
            Target("T2", Text("技改投资年均增速", "Growth of renovation investment"), "T2",
                   "reported_renovation", 2020, 30, "percent a year"),
            Target("T3", Text("技改投资倍增", "Doubling of it"), "T1",
                   "reported_renovation", 2020, 2, "times 2016"),
            Target("T5", Text("技改占工业投资", "Renovation share"), "T3",
                   "reported_renovation_share", 2020, 40, "percent"),
            Target("T8", Text("新增机器人", "New robots"), "T4",
                   "robots_installed", 2020, 20_000, "robots"),
            Target("T7", Text("规模以上企业", "Above-scale firms"), "T4",
                   "above_scale_firms", 2030, 20_000, "firms"),
            Target("T4", Text("工业增加值率", "Value added rate"), "T5", None, 2020, None, "none"),
        ),
        "observations": (
            Observation("reported_renovation", 2016, 214.0, None, "100m_yuan", "low", True, "x"),
            Observation("reported_renovation", 2017, 348.0, 62.6, "100m_yuan", "medium", True, "x"),
            Observation("reported_renovation", 2018, 424.9, 22.1, "100m_yuan", "medium", False,
                        "x"),
            Observation("above_scale_firms", 2020, 11_255, None, "firms", "high", False, "x"),
        ),
        "groups": {
            "grants": Text("技改资助", "renovation grants"),
            "smart": Text("智能制造", "smart manufacturing"),
            "finance": Text("融资贴息", "interest support"),
            "province": Text("省级事后奖补", "provincial awards"),
        },
        "instruments": {
            "universal": InstrumentName(Text("普惠资助", "Universal grant"), "grants", "city"),
            "smart": InstrumentName(Text("智能制造", "Smart manufacturing"), "smart", "city"),
            "interest": InstrumentName(Text("贴息", "Interest support"), "finance", "city"),
            "province": InstrumentName(Text("事后奖补", "Award"), "province", "province"),
        },
        "measures": {
            "reported_renovation": MeasureName(
                Text("技改投资(统计)", "Renovation investment, reported"), False),
            "true_renovation": MeasureName(
                Text("技改投资(真实)", "Renovation investment, true"), False),
            "small_renovation": MeasureName(Text("限额以下技改", "Below the line"), False),
            "unfiled_renovation": MeasureName(Text("达标未申报技改", "Not filed"), False),
            "relabelled": MeasureName(Text("归类为技改的其他投资", "Filed besides"), False),
            "reported_industrial": MeasureName(
                Text("工业投资(统计)", "Industrial investment, reported"), False),
            "robots_installed": MeasureName(Text("新增机器人", "Robots installed"), False),
            "above_scale_firms": MeasureName(Text("规模以上企业", "Above-scale firms"), True),
        },
        "districts": {"east": Text("东区", "East"), "west": Text("西区", "West"),
                      "isle": Text("岛区", "Isle")},
        "tasks": tuple(make_task(year, basis, amount) for year, basis, amount in (
            (2017, "taken_back", 27_309_968_138), (2018, "taken_back", 35_502_958_579),
            (2019, "taken_back", 46_153_846_153), (2020, "printed", 60_000_000_000))),
    }  # fmt: skip
    return Study(**(fields | changes))


def make_task(
    year: int, basis: str = "printed", amount: int | None = 10**9, **changes: Any
) -> Task:
    """Make a plan's task; `changes` replace single fields."""
    fields: dict[str, Any] = {
        "plan": "doubling", "plan_title": Text("倍增计划", "Doubling plan"), "target": "000.T1",
        "measure": "reported_renovation", "year": year, "basis": basis, "amount": amount,
        "base": None, "growth_bp": 0, "steps": 0, "after_the_fact": year == 2017,
    }  # fmt: skip
    return Task(**(fields | changes))


QUARTER_COLUMNS = ("run_key", "variant", "run", "period", "region", "size_class", "instrument",
                   "measure", "value", "unit")  # fmt: skip


def make_quarters(runs: int = 20, variants: tuple[str, ...] = tuple(EFFECT)) -> pd.DataFrame:
    """Build a tidy quarterly table of what three districts reported; the isle reports little."""
    rows: list[tuple[Any, ...]] = []

    def add(variant: str, run: int, period: str, region: str, measure: str, value: int) -> None:
        unit = UNITS.get(measure, "yuan")
        rows.append(
            (f"{variant}{run}", variant, run, period, region, ALL, "", measure, value, unit)
        )

    for run in range(runs):
        generator = np.random.default_rng(run)
        for place, year in enumerate((YEARS[0] - 1, *YEARS)):  # one year of warm-up
            whole = round(BILLION * REPORTED[max(0, place - 1)] * (1 + generator.normal(0, 0.05)))
            quarters = split(whole, [int(x) for x in generator.integers(20, 30, 4)])
            for quarter, amount in enumerate(quarters, 1):
                period = f"{year}-Q{quarter}"
                parts = split(
                    amount, [int(x) for x in generator.integers((50, 30, 0), (60, 40, 3))]
                )
                for variant in variants:
                    for region, part in zip(("east", "west", "isle"), parts, strict=True):
                        if part:
                            add(variant, run, period, region, "reported_renovation", part)
                        add(variant, run, period, region, "above_scale_firms", 100 + len(region))
                    add(variant, run, period, CITY, "reported_renovation", amount)
                    add(variant, run, period, CITY, "above_scale_firms", 312)
    return pd.DataFrame(rows, columns=QUARTER_COLUMNS)


def make_years(
    runs: int = 20,
    variants: tuple[str, ...] = tuple(EFFECT),
    support_factor: float = 1.0,
    noise: float = 0.05,
    years: tuple[int, ...] = YEARS,
) -> pd.DataFrame:
    """Build a tidy yearly table.

    Args:
        runs: replicates of every variant.
        variants: which of `EFFECT` to make.
        support_factor: 0 makes a world in which nothing is paid.
        noise: spread between replicates, shared by all variants as common draws are.
        years: the years of the table.
    """
    rows: list[tuple[Any, ...]] = []

    def add(variant: str, run: int, year: int, measure: str, value: float,
            size: str = ALL, instrument: str = "") -> None:  # fmt: skip
        unit = UNITS.get(measure, "yuan")
        whole = round(value)
        rows.append((f"{variant}{run}", variant, run, str(year), CITY, size, instrument, measure,
                     whole, unit))  # fmt: skip

    for run in range(runs):
        generator = np.random.default_rng(run)
        for place, year in enumerate(years):
            shock, private = generator.normal(0, noise, 2)
            for variant in variants:
                effect = EFFECT[variant]
                level = REPORTED[place] - EXTRA_REPORTED[place]
                extra = EXTRA_REPORTED[place] * effect * (1 + private)
                reported = BILLION * (level * (1 + shock) + extra)
                true = BILLION * (TRUE_SHARE * level * (1 + shock)
                                  + EXTRA_TRUE[place] * effect * (1 + private))  # fmt: skip
                reported, true = round(reported), round(true)
                small, relabelled = round(0.05 * true), round(0.30 * true)
                add(variant, run, year, "reported_renovation", reported)
                add(variant, run, year, "true_renovation", true)
                add(variant, run, year, "small_renovation", small)
                add(variant, run, year, "relabelled", relabelled)
                unfiled = true - small + relabelled - reported
                add(variant, run, year, "unfiled_renovation", unfiled)
                add(variant, run, year, "reported_industrial", 2 * reported)
                add(variant, run, year, "robots_installed", 3_000 + run)
                add(variant, run, year, "above_scale_firms", 10_000)
                for size in SIZE_CLASSES:
                    add(variant, run, year, "active_firms", FIRMS[size], size)
                    payments = PAYMENTS[size] * support_factor
                    add(variant, run, year, "support_payments", payments, size, "universal")
                paid = {}
                for name, path in SUPPORT.items():
                    amount = path[place] * 10**6 * max(effect, BEFORE.get(name, 0.0))
                    parts = {
                        size: round(amount * support_factor * (1 + shock) * share)
                        for size, share in SIZE_SHARE.items()
                    }
                    for size, part in parts.items():
                        add(variant, run, year, "support_paid", part, size, name)
                    paid[name] = sum(parts.values())  # the whole is its parts, to the yuan
                    add(variant, run, year, "support_paid", paid[name], instrument=name)
                cost = {payer: sum(paid[n] for n in names) for payer, names in PAID_BY.items()}
                cost["state"] = TAX_FORGONE[place] * 10**6 * effect * support_factor
                for payer, amount in cost.items():
                    worth = amount * np.exp(-DISCOUNT_RATE * (year - 2016 + 0.375))
                    add(variant, run, year, "public_cost", worth, instrument=payer)
    columns = ("run_key", "variant", "run", "period", "region", "size_class", "instrument",
               "measure", "value", "unit")  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture(scope="session")
def study() -> Study:
    return make_study()


@pytest.fixture(scope="session")
def years() -> pd.DataFrame:
    return make_years()


@pytest.fixture(scope="session")
def quarters() -> pd.DataFrame:
    return make_quarters()


@pytest.fixture(scope="session")
def build_quarters() -> Callable[..., pd.DataFrame]:
    return make_quarters


@pytest.fixture(scope="session")
def build_task() -> Callable[..., Task]:
    return make_task


@pytest.fixture(scope="session")
def build_years() -> Callable[..., pd.DataFrame]:
    return make_years


@pytest.fixture(scope="session")
def build_study() -> Callable[..., Study]:
    return make_study
