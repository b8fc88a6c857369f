"""What was aimed at, what was measured, and whether it is met. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.tables import number, spread, table

NANO = 1e-9
MANY_RUNS = 18_000


@dataclass(frozen=True)
class Aim:
    """One aim and what was found.

    Attributes:
        words: what is measured.
        limit: the figure aimed at. at_least: whether more is better.
        unit: of the figures.
        values: what was measured, in the unit; empty if it was not.
        note: what has to be said with it.
    """

    words: str
    limit: float
    unit: str
    values: list[float]
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> str:
        """Whether the median meets the aim."""
        if not self.values:
            return "not measured"
        middle = median(self.values)
        return "yes" if (middle >= self.limit if self.at_least else middle <= self.limit) else "no"

    def cells(self) -> list[str]:
        """The aim as a row."""
        sign = "at least" if self.at_least else "at most"
        unit = f" {self.unit}" if self.unit else ""
        measured = spread(self.values) + unit if self.values else ""
        return [self.words, f"{sign} {number(self.limit)}{unit}", measured, self.met, self.note]


def per_firm_quarter(case: dict[str, Any], name: str, key: str = "cpu") -> list[float]:
    """Nanoseconds per firm-quarter of a case's runs, draw of the population and books included."""
    work = case["firms"] * case["quarters"] * NANO
    return [run[key] / work for run in case[name]]


def ratios(over: list[float], under: list[float]) -> list[float]:
    """Ratios of two series taken in turns."""
    return [a / b for a, b in zip(over, under, strict=False)]


def walked(script: dict[str, Any]) -> float:
    """Nanoseconds per firm-quarter of the plain script, its agents made before."""
    return float(script["walked"]["cpu"] / (script["firms"] * script["quarters"] * NANO))


def plain_over_ours(found: dict[str, Any]) -> list[float]:
    """How many times as long the plain script takes, round by round."""
    return [
        walked(one["plain"]) / median(per_firm_quarter(one["limit"], "ours"))
        for one in found["rounds"]
    ]


def largest_growth(found: dict[str, Any]) -> dict[str, Any] | None:
    """The case of the largest city."""
    return max(found["growth"], key=lambda case: int(case["firms"]), default=None)


def growth_of(case: dict[str, Any]) -> list[float]:
    """Cost per firm-quarter against that of the usual city, turn by turn."""
    usual = {**case, "firms": case["against"]}
    return ratios(per_firm_quarter(case, "this"), per_firm_quarter(usual, "usual"))


def aims_of_distances(found: dict[str, Any]) -> list[Aim]:
    """Aims for one run: speed, distances, growth, memory."""
    limit = [one["limit"] for one in found["rounds"]]
    ours = [ns for case in limit for ns in per_firm_quarter(case, "ours")]
    firms, quarters = limit[0]["firms"], limit[0]["quarters"]
    plain = found["rounds"][0]["plain"]["firms"]
    other = "" if plain == firms else f"plain script on {plain:,} firms"
    grown = largest_growth(found)
    whole = found["whole"]
    shared, alone = ([1e3 * run["seconds"] for run in whole[name]] for name in ("shared", "one"))
    aims = [
        Aim(f"full law, {firms:,} firms x {quarters} quarters, one thread, a firm-quarter",
            100.0, "ns CPU", ours),
        Aim("plain Mesa script on the same law over ours", 100.0, "times", plain_over_ours(found),
            at_least=True, note=other),
        Aim(f"whole city, {whole['firms']:,} firms x {whole['quarters']} quarters, a run shared by "
            f"{whole['threads']} threads", 60.0, "ms wall", shared,
            note=f"{spread(alone)} ms by one thread"),
    ]  # fmt: skip
    if grown is not None:
        size = f"{grown['firms']:,} firms"
        aims += [
            Aim(f"{size}, a firm-quarter against {grown['against']:,}", 1.6, "times",
                growth_of(grown)),
            Aim(f"{size}, memory for a further firm", 500.0, "bytes", [grown["bytes_per_firm"]]),
        ]  # fmt: skip
    return aims


def aims_of_ensemble(found: dict[str, Any]) -> list[Aim]:
    """Aims for many runs at once."""
    size = f"{found['firms']:,} firms x {found['quarters']} quarters"
    threads = found["threads"]
    one, many = ([run["seconds"] for run in found[name]] for name in ("one", "many"))
    minutes = [seconds / found["runs"] * MANY_RUNS / 60.0 for seconds in many]
    note = f"from {found['runs']} runs"
    if found.get("really"):
        one_run = found["really"]["seconds"] / found["really"]["runs"]
        minutes, note = [one_run * MANY_RUNS / 60.0], f"{found['really']['runs']:,} really run"
    return [
        Aim(f"ensemble, {size}, {threads} threads over one", 1.6, "times", ratios(one, many),
            at_least=True),
        Aim(f"{MANY_RUNS:,} runs of {size}, {threads} threads", 8.0, "minutes", minutes,
            note=note),
    ]  # fmt: skip


def aims_of_starts(starts: dict[str, Any]) -> list[Aim]:
    """Aims for the start of a process."""
    first = [one["process"]["seconds"] - one["second_run"] for one in starts["warm"]]
    helps = [one["seconds"] for one in starts["help"]]
    return [
        Aim("second start of a process, to the first result", 2.0, "s wall", first),
        Aim("`jigai --help`", 0.4, "s wall", helps),
    ]


def aims(found: dict[str, Any]) -> list[Aim]:
    """All aims of which a part was measured."""
    listed = []
    if "distances" in found:
        listed += aims_of_distances(found["distances"])
    if "ensemble" in found:
        listed += aims_of_ensemble(found["ensemble"])
    if "starts" in found:
        listed += aims_of_starts(found["starts"])
    return listed


def aims_table(found: dict[str, Any]) -> str:
    """Aim, measured, met."""
    rows = [aim.cells() for aim in aims(found)]
    return table(["", "aim", "measured", "met", "note"], rows)


def distances_table(found: dict[str, Any]) -> str:
    """Ours, the user's alternative and the machine's limit, side by side."""
    limit = [one["limit"] for one in found["rounds"]]
    plain = [one["plain"] for one in found["rounds"]]
    ours = [ns for case in limit for ns in per_firm_quarter(case, "ours")]
    reduced = [ns for case in limit for ns in per_firm_quarter(case, "reduced")]
    script = [walked(one) for one in plain]
    built = [one["made"]["cpu"] / one["firms"] * 1e6 for one in plain]
    middle = median(ours)
    rows = [
        ["plain Mesa script", f"{plain[0]['firms']:,}", spread(script),
         number(median(script) / middle)],
        ["ours, compiled", f"{limit[0]['firms']:,}", spread(ours), "1"],
        ["reduced model in numba strips", f"{limit[0]['firms']:,}", spread(reduced),
         number(median(reduced) / middle)],
    ]  # fmt: skip
    head = ["", "firms", "ns per firm-quarter, CPU", "times ours"]
    note = (
        f"The first {limit[0]['quarters']} quarters of the shipped scenario; taken in turns. Ours "
        "includes drawing the population and closing the books; the others are the quarters alone "
        f"(the plain script makes its agents at {spread(built)} µs each). The plain script has the "
        "same law, the reduced model a smaller one (see benchmarks/README.md)."
    )
    return table(head, rows) + "\n\n" + note


def growth_table(found: dict[str, Any]) -> str:
    """Time and memory by size."""
    rows = []
    for case in sorted(found["growth"], key=lambda one: int(one["firms"])):
        same = case["firms"] == case["against"]
        rows.append(
            [
                f"{case['firms']:,}", spread([run["seconds"] for run in case["this"]]),
                spread(per_firm_quarter(case, "this")), spread(growth_of(case)),
                number(case["peak_bytes"] / 2**20),
                "" if case["firms"] <= case["against"] or same else number(case["bytes_per_firm"]),
            ]
        )  # fmt: skip
    head = [
        "rows", "a run, s wall", "ns per firm-quarter, CPU",
        f"against {found['growth'][0]['against']:,} in turns", "peak MiB", "bytes per further firm",
    ]  # fmt: skip
    return table(head, rows)


def ensemble_table(found: dict[str, Any]) -> str:
    """An ensemble on one thread and on several."""
    rows = [
        [str(threads), spread([1e3 * run[key] / found["runs"] for run in found[name]]),
         spread([1e3 * run["cpu"] / found["runs"] for run in found[name]])]
        for name, threads, key in (("one", 1, "seconds"), ("many", found["threads"], "seconds"))
    ]  # fmt: skip
    head = ["threads", "ms a run, wall", "ms a run, CPU"]
    note = (
        f"{found['runs']} runs of {found['firms']:,} firms x {found['quarters']} quarters, each "
        "with parameters of its own, one thread and several in turns."
    )
    if found.get("really"):
        really = found["really"]
        note += f" {really['runs']:,} runs took {number(really['seconds'])} s."
    return table(head, rows) + "\n\n" + note
