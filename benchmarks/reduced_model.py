"""How fast a model of this sort can be on this machine: the reduced model as numba strips.

    python benchmarks/reduced_model.py --firms 25000

The law is in `reduced_law.py`. Firms stand in strips of 1,024, one flat block of memory a strip,
column after column. A quarter takes each strip through a few short loops: draws, business, a list
of the firms with a project, their projects. In a block all columns are at fixed distances from each
other, so that the compiler can see that they do not overlap and put the loops into vectors. Then
all claims together meet the budget, and each claim is settled.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numba
import numpy as np

from benchmarks import reduced_law as law
from benchmarks.reduced_law import (
    BUDGET,
    COST_SPREAD,
    COSTS,
    DEBT_LIMIT,
    ENERGY_GROWTH,
    ENERGY_PRICE,
    GAINS,
    HEARING,
    KEPT_AGE,
    KEPT_CASH,
    KINDS,
    LIVES,
    MARGINS,
    OWN_SHARE,
    PAYOUT,
    PERSISTENCE,
    REPAY,
    SAVINGS,
    SECTORS,
    SHOCK,
    TAX,
    TAX_WEAR,
    WEAR,
    WORD_OF_MOUTH,
    best_grant,
    clipped,
    gross_profit,
    has_project,
    in_cents,
    kinds_reached,
    net_value,
    normal,
    short_uniform,
    takes_it,
    wide_uniform,
    words_of,
)  # fmt: skip

STRIP = 1024
# Columns of doubles: place of each in its strip's block.
KINT, SPREAD, HURDLE, DEMAND, CAPITAL, AGE, CASH, DEBT, AWARE, ENERGY, POOL, PROFIT, GOT = (
    place * STRIP for place in range(13)
)
COST, GRANT, OWN = 13 * STRIP, 14 * STRIP, 15 * STRIP
DOUBLES = 16 * STRIP
# Columns of 32-bit whole numbers.
SECTOR, SIZE, ADOPTED, LAST, KIND = (place * STRIP for place in range(5))
WHOLES = 5 * STRIP
# Scratch of one strip: draws, margin and news of the firm's sector, whether a project came up.
NORMAL, ARRIVES, DECIDES, MARGIN, NEWS, CAME = (place * STRIP for place in range(6))
# Scratch of its projects, close together: the firm's side, the project's, and what comes of it.
P_CAPITAL, P_ENERGY, P_AGE, P_CASH, P_DEBT, P_SPREAD, P_HURDLE, P_DRAW, P_SMALL = (
    place * STRIP for place in range(6, 15)
)
P_LUCK, P_NORMAL, P_KIND, P_COST, P_SAVING, P_GAIN, P_LIFE, P_GRANT, P_OWN, P_GOES = (
    place * STRIP for place in range(15, 25)
)
SCRATCH = 25 * STRIP
INVESTED, PAID, FIRST_SECTOR = 0, 1, 2
OUTPUTS = FIRST_SECTOR + SECTORS
BYTES_PER_FIRM = (8 * DOUBLES + 4 * WHOLES) // STRIP

# The cache looks at this file alone: whoever edits reduced_law.py edits here, too, or empties it.
compiled = numba.njit(cache=True, nogil=True, error_model="numpy")


@compiled
def draw_strip(work: Any, first: int, key: int, now: int) -> None:
    """Demand's normal and two uniforms of every firm of a strip."""
    for i in range(STRIP):
        w0, w1, w2, w3 = words_of(key, first + i, now, 0)
        work[NORMAL + i] = wide_uniform(w0, w1)
        work[ARRIVES + i] = short_uniform(w2)
        work[DECIDES + i] = short_uniform(w3)
    for i in range(STRIP):
        work[NORMAL + i] = normal(work[NORMAL + i])


@compiled
def sector_strip(work: Any, wholes: Any, margins: Any, news: Any) -> None:
    """What a firm takes from its sector: margin, and news by those who adopted."""
    for i in range(STRIP):
        sector = wholes[SECTOR + i]
        work[MARGIN + i] = margins[sector]
        work[NEWS + i] = news[sector]


@compiled
def business_strip(firms: Any, work: Any, price: float) -> None:
    """Demand, profit, tax, cash, wear and news of every firm of a strip."""
    for i in range(STRIP):
        demand = PERSISTENCE * firms[DEMAND + i] + SHOCK * work[NORMAL + i]
        capital = firms[CAPITAL + i]
        age = firms[AGE + i]
        debt = firms[DEBT + i]
        pool = firms[POOL + i]
        gross = gross_profit(
            work[MARGIN + i], firms[KINT + i], capital, demand, age, firms[ENERGY + i], price,
            debt, firms[SPREAD + i],
        )  # fmt: skip
        taxable = gross - TAX_WEAR * pool
        profit = gross - TAX * (taxable if taxable > 0.0 else 0.0)
        repaid = REPAY * debt
        kept = profit - (PAYOUT * profit if profit > 0.0 else 0.0)
        cash = firms[CASH + i] + kept - repaid
        short = -cash if cash < 0.0 else 0.0
        aware = firms[AWARE + i]
        aware = aware + (1.0 - aware) * work[NEWS + i]
        age = age + 0.25
        firms[DEMAND + i] = demand
        firms[PROFIT + i] = profit
        firms[CASH + i] = cash + short
        firms[DEBT + i] = debt - repaid + short
        firms[CAPITAL + i] = capital * (1.0 - WEAR)
        firms[POOL + i] = pool * (1.0 - TAX_WEAR)
        firms[AGE + i] = age
        firms[AWARE + i] = aware
        work[CAME + i] = 1.0 if has_project(work[ARRIVES + i], aware, age) else 0.0


@compiled
def list_projects(work: Any, there: int, listed: Any) -> int:
    """Write down the places of the firms to which a project came; how many."""
    projects = 0
    for i in range(there):
        listed[projects] = i
        projects += 1 if work[CAME + i] > 0.0 else 0
    return projects


@compiled
def draw_projects(work: Any, listed: Any, projects: int, first: int, key: int, now: int) -> None:
    """Size and kind of each project."""
    for k in range(projects):
        w0, w1, w2, _w3 = words_of(key, first + listed[k], now, 1)
        work[P_NORMAL + k] = wide_uniform(w0, w1)
        work[P_LUCK + k] = short_uniform(w2)
    for k in range(projects):
        work[P_NORMAL + k] = normal(work[P_NORMAL + k])


@compiled
def gather_projects(
    firms: Any, wholes: Any, work: Any, listed: Any, projects: int, reached: Any, kinds: Any
) -> None:
    """Put what a project's value hangs on side by side."""
    for k in range(projects):
        i = listed[k]
        work[P_CAPITAL + k] = firms[CAPITAL + i]
        work[P_ENERGY + k] = firms[ENERGY + i]
        work[P_AGE + k] = firms[AGE + i]
        work[P_CASH + k] = firms[CASH + i]
        work[P_DEBT + k] = firms[DEBT + i]
        work[P_SPREAD + k] = firms[SPREAD + i]
        work[P_HURDLE + k] = firms[HURDLE + i]
        work[P_DRAW + k] = work[DECIDES + i]
        work[P_SMALL + k] = wholes[SIZE + i]
        luck, place = work[P_LUCK + k], wholes[SECTOR + i] * KINDS
        kind = 0
        kind += 1 if luck >= reached[place] else 0
        kind += 1 if luck >= reached[place + 1] else 0
        kind += 1 if luck >= reached[place + 2] else 0
        kind += 1 if luck >= reached[place + 3] else 0
        kind += 1 if luck >= reached[place + 4] else 0
        work[P_KIND + k] = kind
        work[P_COST + k] = kinds[kind]
        work[P_SAVING + k] = kinds[KINDS + kind]
        work[P_GAIN + k] = kinds[2 * KINDS + kind]
        work[P_LIFE + k] = kinds[3 * KINDS + kind]


@compiled
def weigh_projects(work: Any, projects: int, price: float) -> None:
    """Price each project with its best grant, and let the firm choose."""
    for k in range(projects):
        capital, energy = work[P_CAPITAL + k], work[P_ENERGY + k]
        kind, size = work[P_KIND + k], work[P_SMALL + k]
        saving, life = work[P_SAVING + k], work[P_LIFE + k]
        cost = capital * work[P_COST + k] * law.exponential(COST_SPREAD * work[P_NORMAL + k])
        grant = best_grant(cost, kind, size, capital, energy, saving, life, work[P_AGE + k])
        own = clipped(work[P_CASH + k] - KEPT_CASH * capital, 0.0, OWN_SHARE * (cost - grant))
        odd = (kind == 1.0) | (kind == 3.0) | (kind == 5.0)
        value = net_value(
            capital, energy, price, saving, work[P_GAIN + k], life, cost, grant, own,
            work[P_SPREAD + k], odd & (size <= 1.0),
        )  # fmt: skip
        wanted = takes_it(work[P_DRAW + k], value, cost, work[P_HURDLE + k], capital)
        lent = work[P_DEBT + k] + cost - grant - own <= DEBT_LIMIT * capital
        work[P_COST + k] = cost
        work[P_GRANT + k] = grant
        work[P_OWN + k] = own
        work[P_GOES + k] = 1.0 if wanted & lent else 0.0


@compiled
def decide_all(
    firms: Any, wholes: Any, count: int, key: int, now: int, price: float, margins: Any, news: Any,
    reached: Any, kinds: Any, work: Any, listed: Any, claims: Any,
) -> tuple[int, int]:  # fmt: skip
    """First half of a quarter: (number of claims, cents asked for)."""
    asked = 0
    found = 0
    for strip in range(len(firms)):
        block, whole = firms[strip], wholes[strip]
        first = strip * STRIP
        draw_strip(work, first, key, now)
        sector_strip(work, whole, margins, news)
        business_strip(block, work, price)
        projects = list_projects(work, min(STRIP, count - first), listed)
        draw_projects(work, listed, projects, first, key, now)
        gather_projects(block, whole, work, listed, projects, reached, kinds)
        weigh_projects(work, projects, price)
        for k in range(projects):
            if work[P_GOES + k] > 0.0:
                i = listed[k]
                whole[KIND + i] = int(work[P_KIND + k])
                block[COST + i] = work[P_COST + k]
                block[GRANT + i] = work[P_GRANT + k]
                block[OWN + i] = work[P_OWN + k]
                asked += in_cents(work[P_GRANT + k])
                claims[found] = first + i
                found += 1
    return found, asked


@compiled
def settle_all(
    firms: Any, wholes: Any, claims: Any, found: int, phi: float, now: int, kinds: Any, totals: Any
) -> int:
    """Second half: each claim gets its part, is financed and carried out; number carried out."""
    done = 0
    for k in range(found):
        strip, i = claims[k] // STRIP, claims[k] % STRIP
        block, whole = firms[strip], wholes[strip]
        kind = whole[KIND + i]
        cost, granted, own = block[COST + i], phi * block[GRANT + i], block[OWN + i]
        short = block[GRANT + i] - granted
        spare = block[CASH + i] - own
        more = clipped(spare, 0.0, short)
        loan = cost - granted - own - more
        if block[DEBT + i] + loan > DEBT_LIMIT * block[CAPITAL + i]:
            continue
        block[CASH + i] -= own + more
        block[DEBT + i] += loan
        block[CAPITAL + i] += cost
        block[POOL + i] += cost - granted
        block[AGE + i] *= kinds[4 * KINDS + kind]
        block[ENERGY + i] *= 1.0 - kinds[KINDS + kind]
        block[GOT + i] += granted
        totals[INVESTED] += in_cents(cost)
        totals[PAID] += int(granted * law.CENTS)  # floored: the sum stays within the budget
        totals[FIRST_SECTOR + whole[SECTOR + i]] += 1 if whole[ADOPTED + i] == 0 else 0
        whole[ADOPTED + i] += 1
        whole[LAST + i] = now
        done += 1
    return done


class ReducedModel:
    """Firms of the reduced model, and their quarters.

    Attributes:
        totals: investment and grants in cents, first adopters by sector, a row a quarter.
        claimed: number of claims by quarter. phi: part of each grant that the budget could pay.
    """

    def __init__(self, count: int, seed: int = 1) -> None:
        """Draw `count` firms."""
        rng = np.random.default_rng(seed)
        strips = -(-count // STRIP)
        room = strips * STRIP
        self.count, self.key, self.now = count, seed, 0
        self.firms = np.zeros((strips, DOUBLES))
        self.wholes = np.zeros((strips, WHOLES), dtype=np.int32)
        size = rng.choice(4, room, p=[0.7, 0.2, 0.08, 0.02])
        capital = np.array([400.0, 2_500.0, 15_000.0, 90_000.0])[size]
        capital = capital * np.exp(0.8 * rng.standard_normal(room))
        self._fill(SECTOR, rng.integers(0, SECTORS, room), whole=True)
        self._fill(SIZE, size, whole=True)
        self._fill(LAST, np.full(room, -1), whole=True)
        self._fill(KINT, np.exp(0.15 * rng.standard_normal(room)) * 0.45)
        self._fill(SPREAD, 0.005 + 0.03 * rng.random(room))
        self._fill(HURDLE, 0.1 + 0.3 * rng.random(room))
        self._fill(DEMAND, 0.25 * rng.standard_normal(room))
        self._fill(CAPITAL, capital)
        self._fill(AGE, 14.0 * rng.random(room))
        self._fill(CASH, 0.12 * capital * rng.random(room))
        self._fill(DEBT, 0.6 * capital * rng.random(room))
        self._fill(AWARE, 0.4 * rng.random(room))
        self._fill(ENERGY, 0.03 * np.exp(0.5 * rng.standard_normal(room)))
        self._fill(POOL, 0.6 * capital)
        self.margins = np.array(MARGINS)
        self.kinds = np.array([*COSTS, *SAVINGS, *GAINS, *LIVES, *KEPT_AGE])
        self.reached = kinds_reached()
        sectors = self.wholes[:, SECTOR : SECTOR + STRIP].ravel()[:count]
        self.of_sector = np.maximum(1, np.bincount(sectors, minlength=SECTORS))
        self.budget = BUDGET * float(capital[:count].sum())
        self.adopters = np.zeros(SECTORS, dtype=np.int64)
        self.work = np.zeros(SCRATCH)
        self.listed = np.zeros(STRIP, dtype=np.int64)
        self.claims = np.zeros(count, dtype=np.int64)
        self.totals: list[Any] = []
        self.claimed: list[int] = []
        self.phi: list[float] = []

    def _fill(self, place: int, values: Any, whole: bool = False) -> None:
        """Write a column."""
        table = self.wholes if whole else self.firms
        table[:, place : place + STRIP] = values.reshape(-1, STRIP)

    def column(self, place: int, whole: bool = False) -> Any:
        """Values of a column, firm by firm."""
        table = self.wholes if whole else self.firms
        return table[:, place : place + STRIP].ravel()[: self.count]

    def step(self) -> None:
        """One quarter."""
        price = ENERGY_PRICE * float(np.exp(ENERGY_GROWTH * self.now))
        news = HEARING + WORD_OF_MOUTH * self.adopters / self.of_sector
        found, asked = decide_all(
            self.firms, self.wholes, self.count, self.key, self.now, price, self.margins, news,
            self.reached, self.kinds, self.work, self.listed, self.claims,
        )  # fmt: skip
        phi = min(1.0, self.budget * law.CENTS / asked) if asked else 1.0
        totals = np.zeros(OUTPUTS, dtype=np.int64)
        settle_all(self.firms, self.wholes, self.claims, found, phi, self.now, self.kinds, totals)
        self.adopters += totals[FIRST_SECTOR:]
        self.totals.append(totals)
        self.claimed.append(found)
        self.phi.append(phi)
        self.now += 1

    def run(self, quarters: int) -> Any:
        """Totals of so many quarters, shape (quarters, outputs)."""
        for _ in range(quarters):
            self.step()
        return np.array(self.totals)


def seconds_of_run(count: int, quarters: int, seed: int) -> float:
    """CPU seconds of all quarters of one run, its firms drawn before."""
    model = ReducedModel(count, seed)
    begun = time.process_time()
    model.run(quarters)
    return time.process_time() - begun


def main() -> None:
    """Run it and print the time and how the city fared."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--firms", type=int, default=25_000)
    parser.add_argument("--quarters", type=int, default=16)
    parser.add_argument("--repeats", type=int, default=20)
    options = parser.parse_args()
    model = ReducedModel(options.firms)
    model.run(options.quarters)
    share = np.array(model.claimed) / options.firms
    print("claims per firm:", np.round(share, 3))
    print("part of grants paid:", np.round(model.phi, 2))
    print("ever adopted:", round(float(np.mean(model.column(ADOPTED, whole=True) > 0)), 3))
    taken = [
        seconds_of_run(options.firms, options.quarters, seed) for seed in range(options.repeats)
    ]
    nanoseconds = float(np.median(taken)) / options.firms / options.quarters * 1e9
    print(f"{nanoseconds:.1f} ns per firm-quarter, {BYTES_PER_FIRM} bytes a firm")


if __name__ == "__main__":
    main()
