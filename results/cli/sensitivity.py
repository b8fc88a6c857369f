"""``jigai sensitivity``: which unknowns and which levers drive an outcome."""

# Annotations are evaluated here, since they hold the declarations of the options.

import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from results.cli.guard import guarded, print_json
from results.cli.options import OUT, Options, language_of
from results.cli.progress import ProgressDisplay
from results.sensitivity.help import told
from results.study import Language

if TYPE_CHECKING:
    from results.sensitivity.asked import Asked, Question


def register(app: typer.Typer, language: Language) -> None:
    """Add the command, with its help in one language."""
    o = Options(language)

    def option(name: str, metavar: str) -> Any:
        return typer.Option(
            f"--{name}", help=told(name, language), metavar=metavar, show_default=False
        )

    @app.command(help=told("sensitivity", language), short_help=told("short", language))
    def sensitivity(
        scenario: Annotated[Path, o.scenario],
        outcome: Annotated[str | None, option("outcome", "NAME")] = None,
        method: Annotated[str, option("method", "NAME")] = "sobol",
        groups: Annotated[str, option("groups", "declared|none|FILE")] = "declared",
        factors: Annotated[list[str] | None, option("factors", "NAME")] = None,
        rows: Annotated[int | None, option("rows", "NUMBER")] = None,
        scrambles: Annotated[int | None, option("scrambles", "NUMBER")] = None,
        seeds: Annotated[int | None, option("seeds", "NUMBER")] = None,
        firms: Annotated[int | None, option("firms", "NUMBER")] = None,
        bank: Annotated[Path | None, option("bank", "FOLDER")] = None,
        seed: Annotated[int | None, o.seed] = None,
        workers: Annotated[int | None, o.workers] = None,
        record: Annotated[Path | None, option("record", "FILE")] = None,
        no_charts: Annotated[bool, o.no_charts] = False,
        out: Annotated[Path, o.out] = Path(OUT),
        as_json: Annotated[bool, o.json] = False,
        lang: Annotated[str | None, o.lang] = None,
    ) -> None:
        spoken = language_of(lang)
        with guarded(spoken, as_json, out):
            from results.sensitivity import asked as own

            # Where `jigai calibrate` with the same --out keeps its prior runs.
            kept = out / "calibration" if method == "bank" and bank is None else bank
            given = {"outcome": outcome, "scrambles": scrambles, "seeds": seeds, "seed": seed}
            asked = own.Asked(
                scenario, method=cast(Any, method), groups=groups, factors=tuple(factors or ()),
                rows=rows, firms=firms, bank=kept,
                **cast(Any, {name: value for name, value in given.items() if value is not None}),
            )  # fmt: skip
            found = carried_out(asked, out, workers, spoken)
            written(found, out, record, spoken, charts=not no_charts, quiet=as_json)
            if as_json:
                print_json({"ok": True, "command": "sensitivity", **found})


def carried_out(
    asked: "Asked", out: Path, workers: int | None, language: Language
) -> dict[str, Any]:
    """Say what it will take, run what is missing, analyse."""
    from results.sensitivity import carry_out
    from results.sensitivity.asked import question
    from results.sensitivity.record import record_of
    from results.sensitivity.words import say

    begun = time.monotonic()
    question_asked = question(asked)
    bases = carry_out.bases_of(question_asked)
    if asked.method != "bank":
        before = say(
            "before", language, groups=len(question_asked.groups),
            points=question_asked.design.runs,
            cost=carry_out.cost_of(question_asked, bases, workers).sentence(language),
            widths=widths_of(question_asked, language),
        )  # fmt: skip
        print(before, file=sys.stderr, flush=True)
    with ProgressDisplay(language) as display:
        outputs = carry_out.outputs_of(question_asked, bases, out, workers, display)
    return record_of(question_asked, outputs, time.monotonic() - begun, command_of(asked))


def widths_of(question: "Question", language: Language) -> str:
    """What intervals are to be expected of a Sobol design; nothing of others."""
    from calibration.sensitivity.design import SobolDesign
    from calibration.sensitivity.sobol import expected_half_widths
    from results.sensitivity.words import say

    design = question.design
    if not isinstance(design, SobolDesign):
        return ""
    rows = design.rows * design.scrambles
    first, total = expected_half_widths(rows, max(2, design.scrambles))
    told = say("widths", language, first=f"{first:.2f}", total=f"{total:.2f}")
    return told + (say("reduced", language) if question.is_reduced else "")


def command_of(asked: "Asked") -> str:
    """The command that asks the same again; its scenario by name, wherever the checkout lies."""
    from results.sensitivity.asked import Asked

    plain, words = (
        Asked(asked.scenario),
        ["jigai", "sensitivity", f"scenarios/{asked.scenario.name}"],
    )
    for name in ("outcome", "method", "groups", "rows", "scrambles", "seeds", "seed", "firms"):
        value = getattr(asked, name)
        if value != getattr(plain, name):
            words += [f"--{name}", Path(value).name if name == "groups" else str(value)]
    for pattern in asked.factors:
        words += ["--factors", pattern]
    return shlex.join(words)


def written(
    found: dict[str, Any], out: Path, record: Path | None, language: Language, *, charts: bool,
    quiet: bool,
) -> None:  # fmt: skip
    """Write the record and the charts, print the tables; with `quiet` say nothing."""
    from results.sensitivity.charts import draw_charts
    from results.sensitivity.record import write
    from results.sensitivity.text import print_record
    from results.sensitivity.words import say
    from results.text_tables import make_console

    made = found["made"]
    name = f"{found['scenario']}-{found['outcome']['name']}-{found['method']}-{made['design'][:12]}"
    folder = out / "sensitivity" / name
    path = write(found, folder / "record.json")
    if record is not None:
        write(found, record)
    if charts:
        draw_charts(found, folder / "charts")
    if quiet:
        return
    print_record(found, language, make_console())
    print()
    print(say("record_in", language, path=record or path))
    if charts:
        print(say("charts_in", language, path=folder / "charts"))
