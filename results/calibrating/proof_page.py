"""`python -m results.calibrating.proof_page`: the page and charts of the proofs that are kept.

Everything on it follows from the records in `calibration/proofs/` and from the digests of the
present code, so that it says by itself where a proof is of an older version.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from calibration.inference.misfit import FLAGGED

if TYPE_CHECKING:
    from calibration.fit.proof_record import Digests, ProofRecord, Shown

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, CHARTS = "calibration-proof.md", "calibration-proof"  # in that folder
COMMAND = "python -m results.calibrating.proof_page"
# What the digests are of, as the page says it.
DIGESTS = {
    "law": "the law",
    "bank": "what determines a run of the bank",
    "data": "published figures and their errors",
    "prior": "priors",
    "method": "the method and its proof",
}
NORMAL_KURTOSIS = 3.0
MOST_TAILS = 8
HEAD = f"""# How far calibration can be trusted

<!-- Made by `{COMMAND}` from calibration/proofs/; do not edit. -->

Rows of the bank of prior runs serve as synthetic worlds: the truth is known, errors of observation
are drawn on the row's figures, and the fit is that of [calibration.md](calibration.md) with an
emulator that never saw the row's fold. If the method is right, ranks of the truth among posterior
draws are even, 50 % intervals hold half of the truths and 90 % intervals nine in ten.
*Identified*, fixed beforehand: posterior standard deviation under half the prior's. All this speaks
of worlds that the model can give; where published figures lie beyond all its runs, it promises
nothing ([calibration.md](calibration.md))."""
NONE = """
No proof is kept at present."""


def page(records: Sequence[tuple[ProofRecord, Digests]]) -> str:
    """The page's text.

    Args:
        records: each with the digests of the present code.
    """
    parts = [HEAD, *(section(record, now) for record, now in records)]
    return "\n".join(parts if records else [HEAD, NONE]) + "\n"


def section(record: ProofRecord, now: Digests) -> str:
    """What one record says."""
    lines = [
        "", f"## {record.title.en}", "", *_version(record, now), "",
        "### Do intervals hold?", "", *_coverage(record), "", *_chart(record, "ranks"), "",
        *_chart(record, "coverage"), "",
        "### Are truths recovered?", "", *_recovery(record), "", *_parameters(record), "",
        *_chart(record, "recovery"), "",
        "### Growth alone", "", *_growth(record), "",
        "### Broken data", "", *_broken(record), "",
        "### Tails of chance", "", *_tails(record), "",
        "### How it was made", "", *_made(record),
    ]  # fmt: skip
    return "\n".join(lines)


def _version(record: ProofRecord, now: Digests) -> list[str]:
    from calibration.fit.proof_record import changed

    found = changed(record, now)
    if not found:
        return ["Made by this version of law, priors, data and method."]
    names = ", ".join(DIGESTS[name] for name in found)
    return [f"**Of an older version**: changed since are {names}. Run again what is named below."]


def _chart(record: ProofRecord, name: str) -> list[str]:
    from results.calibrating.proof_words import say

    stem = f"{CHARTS}/{record.place}-{name}"
    alt = say(f"{name}_title", "en", place=record.title.en)
    return [f"![{alt}]({stem}.en.svg)", "", f"([中文]({stem}.zh.svg))"]


def _coverage(record: ProofRecord) -> list[str]:
    lines = [
        "| data | method | worlds | 50 % hold | 90 % hold | least p of ranks | p of likelihood |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in record.shown:
        held = " | ".join(f"{level.share:.3f} ± {level.error:.3f}" for level in one.held)
        likelihood = "-" if one.likelihood_p is None else _p(one.likelihood_p)
        lines.append(
            f"| {one.data} | {one.method} | {one.worlds} | {held} | {_least(one)} | {likelihood} |"
        )
    apart = [
        f"{one.data}, {one.method}"
        for one in record.shown
        if one.flagged or not all(level.holds for level in one.held)
    ]
    lines += [
        "",
        "Errors are standard errors between worlds, or binomial where that is larger. "
        + (
            f"Beyond two errors, or with ranks that are not even (all tests together): "
            f"{'; '.join(apart)}."
            if apart
            else "All hold within two errors, and no ranks are uneven, all tests taken together."
        ),
    ]
    if record.failed:
        told = "; ".join(f"{name}: {text}" for name, text in record.failed.items())
        lines.append(f"Worlds that could not be judged are in nothing above: {told}.")
    return lines


def _least(shown: Shown) -> str:
    return _p(min(one.p for one in shown.parameters))


def _p(value: float) -> str:
    return f"{value:.2g}"


def _recovery(record: ProofRecord) -> list[str]:
    shown = record.of("all", "emulator")
    least, most = (end(one.identified for one in record.recovered) for end in (min, max))
    return [
        f"Identified in a world are {shown.identified_a_world:.2f} of {len(shown.parameters)} "
        f"parameters on average ({shown.worlds} worlds), {least} to {most} in the "
        f"{len(record.recovered)} that the chart shows. Errors and widths below are in prior "
        "standard deviations; the mean of a prior that learns nothing errs by 1.",
    ]


def _parameters(record: ProofRecord) -> list[str]:
    shown = record.of("all", "emulator")
    lines = [
        "| parameter | rmse | width of 90 % | contraction | identified in | 50 % hold | 90 % hold "
        "| p of ranks |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one, parameter in zip(shown.parameters, record.parameters, strict=True):
        held = " | ".join(f"{level.share:.2f}" for level in one.held)
        lines.append(
            f"| {parameter.label.en} (`{one.name}`) | {one.rmse:.2f} | {one.width:.2f} "
            f"| {one.contraction:.2f} | {one.identified:.0%} | {held} | {_p(one.p)} |"
        )
    return lines


def _growth(record: ProofRecord) -> list[str]:
    shown = record.of("growth", "emulator")
    most = max(one.contraction for one in shown.parameters)
    silent = [one for one in record.moments if one.block == "growth" and one.q2 <= 0]
    growth = [one for one in record.moments if one.block == "growth"]
    return [
        f"With growth alone the largest mean contraction of any parameter is {most:.2f}, and "
        f"{shown.identified_a_world:.2f} are identified in a world. Of {len(growth)} growth "
        f"rates {len(silent)} are moved by free parameters no more than by chance.",
    ]


def _broken(record: ProofRecord) -> list[str]:
    lines = [
        "Growth of 2017 and 2018 is shifted, and predicted from all other data: `high` both years "
        "up, `low_high` the first down and the second up, by so many standard deviations of the "
        f"figure over the bank. `jigai calibrate` warns below {FLAGGED}.",
        "",
        f"| data | worlds | p under {FLAGGED} | p under 0.05 |",
        "|---|---|---|---|",
    ]
    for one in record.broken:
        lines.append(
            f"| {one.version} | {len(one.p)} | {one.warned(FLAGGED):.0%} | {one.warned(0.05):.0%} |"
        )
    return lines


def _tails(record: ProofRecord) -> list[str]:
    heavy = sorted(record.moments, key=lambda one: -one.kurtosis)
    named = ", ".join(f"`{one.name}` {one.kurtosis:.1f}" for one in heavy[:MOST_TAILS])
    middle = sorted(one.kurtosis for one in heavy)[len(heavy) // 2]
    return [
        "The likelihood is normal. Residuals of the emulator, out of fold and in its own spread, "
        f"have a kurtosis of {middle:.1f} in the middle of {len(heavy)} figures "
        f"({NORMAL_KURTOSIS:g} if normal); the largest: {named}. Where published errors are larger "
        "than chance, these tails weigh less than that.",
    ]


def _made(record: ProofRecord) -> list[str]:
    made = record.made
    packages = ", ".join(f"{name} {version}" for name, version in sorted(made.packages.items()))
    return [
        "```sh", made.command, COMMAND, "```", "",
        f"{made.runs} runs of the bank with all figures; seed {made.seed}, {made.folds} folds, "
        f"{made.repeats} x {made.particles} draws. Digests: "
        + ", ".join(f"{name} `{value}`" for name, value in made.digests.model_dump().items())
        + f". Packages: {packages}.",
    ]  # fmt: skip


def made_page() -> str:
    """The page from the records that are kept, and the present code."""
    from calibration.fit.proof_record import digests_now, read_record, records

    found = [read_record(path) for path in records()]
    return page([(record, digests_now(record)) for record in found])


def stale(folder: Path = DOCS) -> list[str]:
    """Files of page and charts in a folder that are not what they would be made as now."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as beside:
        written = write(Path(beside))
        names = [path.relative_to(beside) for path in written]
        wanted = {name: (Path(beside) / name).read_bytes() for name in names}
    there = {path.relative_to(folder) for path in (folder / CHARTS).glob("*.svg")}
    wrong = [
        name
        for name, content in wanted.items()
        if not (folder / name).is_file() or (folder / name).read_bytes() != content
    ]
    return sorted(name.as_posix() for name in {*wrong, *(there - wanted.keys())})


def write(folder: Path = DOCS) -> list[Path]:
    """Write page and charts; return the files."""
    from calibration.fit.proof_record import read_record, records
    from results.calibrating.proof_charts import draw_all

    text = made_page()
    (folder / PAGE).write_text(text, encoding="utf-8")
    charts = [draw_all(read_record(path), folder / CHARTS) for path in records()]
    return [folder / PAGE, *(path for some in charts for path in some)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write page and charts, or say with 1 what is out of date; 2 for a record that is at fault."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("--check", action="store_true", help="say whether they are up to date")
    asked = parser.parse_args(arguments)
    try:
        if not asked.check:
            write()
            return 0
        wrong = stale()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    for name in wrong:
        print(f"docs/{name} is out of date; run {COMMAND}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
