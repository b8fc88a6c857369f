"""From measured figures to tables in Markdown. Standard library only."""

from __future__ import annotations

from statistics import median
from typing import Any

STAGE_NAMES = {
    "draw": "drawing the population",
    "decide": "first half: firms decide",
    "settle": "settling claims, paying awards",
    "build": "second half: firms build",
    "other": "ratios, year's end, recording",
    "books": "checking the books",
    "rows": "tidy rows",
}
ACT_NAMES = {
    "news": "news",
    "business": "business: revenue, tax, cash, ageing",
    "claims": "claims",
    "opportunity": "opportunities",
    "decision": "decisions",
}


def spread(values: list[float], unit: float = 1.0) -> str:
    """Median with smallest and largest, in figures that can be told apart."""
    scaled = [value / unit for value in values]
    middle = number(median(scaled))
    if len(scaled) == 1:
        return middle
    return f"{middle} ({number(min(scaled))} to {number(max(scaled))})"


def number(value: float) -> str:
    """Three significant figures; thousands in full."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def row(*cells: str) -> str:
    """One row of a table."""
    return "| " + " | ".join(cells) + " |"


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table whose columns but the first stand to the right."""
    rule = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join([row(*head), row(*rule), *(row(*cells) for cells in rows)])


def is_whole(case: dict[str, Any]) -> bool:
    """Whether the case ran every quarter."""
    return bool(case["quarters"] == case["all_quarters"])


def reference_of(case: dict[str, Any], cases: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The largest city that the same engine walked to the end."""
    whole = [other for other in cases if other["engine"] == case["engine"] and is_whole(other)]
    return max(whole, key=lambda other: int(other["firms"]), default=None)


def whole_seconds(case: dict[str, Any], cases: list[dict[str, Any]], key: str) -> list[float]:
    """Seconds of whole runs, wall (`seconds`) or `cpu`; extrapolated where few quarters were run.

    Quarters are not alike (a firm learns of programmes, slots enter), so what was left out is
    taken in the proportion that it had in the largest city walked to the end.

    Raises:
        ValueError: there is no such city to go by.
    """
    measured = [float(run[key]) for run in case["runs"]]
    if is_whole(case):
        return measured
    reference = reference_of(case, cases)
    if reference is None:
        raise ValueError("no city of this engine was walked to the end: nothing to go by")
    stretch = median(
        sum(run["by_quarter"]) / sum(run["by_quarter"][: case["quarters"]])
        for run in reference["runs"]
    )
    longer = [
        (run["draw"] + (run["cpu"] - run["draw"]) * stretch) / run["cpu"] for run in case["runs"]
    ]
    return [seconds * times for seconds, times in zip(measured, longer, strict=True)]


def same_result(case: dict[str, Any], cases: list[dict[str, Any]]) -> str:
    """Whether both engines counted and booked the same in the runs that both finished."""
    for other in cases:
        if other["firms"] == case["firms"] and other["engine"] != case["engine"]:
            if not (is_whole(case) and is_whole(other)):
                return "not compared"
            pairs = zip(case["runs"], other["runs"], strict=False)
            return "yes" if all(a["digest"] == b["digest"] for a, b in pairs) else "NO"
    return "not compared"


def bytes_per_firm(case: dict[str, Any], cases: list[dict[str, Any]]) -> float | None:
    """Growth of peak memory per further firm, from the smallest city of the same engine."""
    same = [other for other in cases if other["engine"] == case["engine"]]
    smallest = min(same, key=lambda other: int(other["firms"]))
    more = int(case["firms"]) - int(smallest["firms"])
    if more == 0:
        return None
    return (peak(case) - peak(smallest)) / more


def peak(case: dict[str, Any]) -> float:
    """Peak memory of the process at the end of its first run of full size, bytes."""
    return float(case["runs"][0]["peak_bytes"])


def runs_table(cases: list[dict[str, Any]]) -> str:
    """Time, speed and memory of both engines by size, and their ratio."""
    head = [
        "engine", "rows", "runs", "a run, s wall", "a run, s CPU", "ns per firm-quarter, CPU",
        "of it: draw", "tidy rows, CPU", "peak MiB", "bytes per further firm", "same result",
    ]  # fmt: skip
    rows = []
    for case in cases:
        wall, cpu = (whole_seconds(case, cases, key) for key in ("seconds", "cpu"))
        mark = "" if is_whole(case) else " †"
        grown = bytes_per_firm(case, cases)
        rows.append(
            [
                case["engine"], f"{case['firms']:,}", f"{len(case['runs'])}{mark}",
                spread(wall) + mark, spread(cpu) + mark,
                spread(cpu, case["firms"] * case["all_quarters"] / 1e9) + mark,
                spread([run["draw"] for run in case["runs"]]),
                spread([run["rows"] for run in case["runs"]]) if is_whole(case) else "",
                number(peak(case) / 2**20),
                "" if grown is None else f"{grown:,.0f}", same_result(case, cases),
            ]
        )  # fmt: skip
    parts = [table(head, rows)]
    for case in cases:
        if not is_whole(case):
            parts.append(
                f"† Extrapolated: {case['quarters']} of {case['all_quarters']} quarters were "
                f"walked in {spread([run['cpu'] for run in case['runs']])} s of CPU, drawing the "
                "population included; the rest is taken in the proportion of the largest city "
                "walked to the end. Its peak memory is that of these quarters."
            )
    parts.append(ratio_line(cases))
    case = cases[-1]
    share = median(run["active_firm_quarters"] for run in cases[0]["runs"]) / (
        cases[0]["firms"] * cases[0]["quarters"]
    )
    parts.append(
        f"A run has {case['all_quarters']} quarters. Of the rows {share:.0%} are firms in business "
        f"in a quarter on average; the rest are slots of the roster that wait, stayed closed or "
        f"left. A row of the compiled engine's tables takes {case['table_bytes']} bytes."
    )
    return "\n\n".join(parts)


def ratio_line(cases: list[dict[str, Any]]) -> str:
    """How many times as long the object walk takes, by size."""
    parts = []
    for firms in sorted({case["firms"] for case in cases}):
        both = {case["engine"]: case for case in cases if case["firms"] == firms}
        if len(both) == 2:
            times = {name: median(whole_seconds(case, cases, "cpu")) for name, case in both.items()}
            mark = "" if all(is_whole(case) for case in both.values()) else " †"
            parts.append(f"{number(times['mesa'] / times['compiled'])} at {firms:,}{mark}")
    return "CPU time of the object walk over that of the compiled engine: " + ", ".join(parts) + "."


def starts_table(starts: dict[str, Any]) -> str:
    """Starts of a process."""
    helps = starts["help"]
    rows = [
        ["`jigai --help`", *(spread([one[key] for one in helps]) for key in ("seconds", "cpu"))]
    ]
    for name, title in (("cold", "first run, nothing compiled"), ("warm", "first run, compiled")):
        ended = starts[name]
        if ended:
            wall = [one["process"]["seconds"] - one["second_run"] for one in ended]
            parts = ("cpu", "prepare", "first_run", "second_run")
            rows.append([title, spread(wall), *(spread([e[k] for e in ended]) for k in parts)])
    rows[0] += ["", "", ""]
    head = [
        "start of a process", "wall, s", "CPU, s", "of it: inputs read", "the run itself",
        "the next run",
    ]  # fmt: skip
    note = (
        f"The shipped scenario, {starts['warm'][0]['firms']:,} rows, from the start of Python to "
        "the end of the first run; the rest of it is Python and its packages. The next run, in "
        "the same process, is in none of the others."
    )
    return table(head, rows) + "\n\n" + note


def stages_table(stages: dict[str, Any]) -> str:
    """Where the time goes."""
    compiled, mesa = stages["compiled"], stages["mesa"]
    total = sum(compiled["stages"].values())
    rows = []
    for name, title in STAGE_NAMES.items():
        seconds = compiled["stages"][name]
        rows.append([title, number(seconds), f"{seconds / total:.0%}"])
        if name == "decide":
            for act, words in ACT_NAMES.items():
                part = compiled["acts"][act]
                rows.append([f"— {words}", number(seconds * part), f"{seconds * part / total:.0%}"])
    walked = [[f"`{name}`", f"{share:.0%}"] for name, share in mesa["own"].items()]
    return "\n\n".join(
        [
            f"Compiled engine, {compiled['firms']:,} rows.",
            table(["stage", "seconds", "share"], rows),
            "The acts of the first half were timed in a run of their own that walks the firms act "
            f"by act ({compiled['by_act_slower']:+.0%} time, "
            + ("the same result" if compiled["same"] else "ANOTHER RESULT")
            + "), and scaled to it.",
            f"Object walk, {mesa['firms']:,} rows: the functions with most time of their own, as "
            "cProfile sees it (it makes calls look dearer than they are).",
            table(["function", "share"], walked),
        ]
    )
