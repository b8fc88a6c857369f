"""``jigai sweep``: many sets of parameters by a design file."""

# Annotations are evaluated here, since they hold the declarations of the options.

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from results.cli.guard import FAILED, guarded, print_json
from results.cli.options import ENGINES, OUT, Options, language_of
from results.cli.progress import ProgressDisplay
from results.cli.sweep_texts import help_text
from results.study import Language

if TYPE_CHECKING:
    from results.sweeping.carry_out import Swept
    from results.sweeping.plan import SweepPlan
    from results.sweeping.replicates import Achieved


def register(app: typer.Typer, language: Language) -> None:
    """Add the command, with its help in one language."""
    o = Options(language)

    def option(name: str, key: str, metavar: str | None = None, **rest: Any) -> Any:
        return typer.Option(
            name, metavar=metavar, help=help_text(key, language), show_default=False, **rest
        )

    argument: Any = typer.Argument(
        metavar="DESIGN", help=help_text("help_design", language), show_default=False
    )
    short = help_text("sweep_short", language)

    @app.command(help=help_text("sweep", language), short_help=short)
    def sweep(
        design: Annotated[Path, argument],
        replicates: Annotated[
            int | None, option("--replicates", "help_replicates", "NUMBER", min=1)
        ] = None,
        seed: Annotated[int | None, o.seed] = None,
        width: Annotated[str | None, option("--width", "help_width", "WIDTH")] = None,
        outcome: Annotated[str | None, option("--outcome", "help_outcome", "NAME")] = None,
        dry_run: Annotated[bool, option("--dry-run", "help_dry_run")] = False,
        engine: Annotated[str, o.engine] = ENGINES[0],
        workers: Annotated[int | None, o.workers] = None,
        distributed: Annotated[
            str | None, option("--distributed", "help_distributed", "local|ADDRESS")
        ] = None,
        out: Annotated[Path, o.out] = Path(OUT),
        as_json: Annotated[bool, o.json] = False,
        lang: Annotated[str | None, o.lang] = None,
    ) -> None:
        spoken = language_of(lang)
        with guarded(spoken, as_json, out), told_plainly(spoken, as_json):
            from results.sweeping.plan import plan_of

            refuse_mixed(width, replicates, outcome)
            plan = plan_of(design, replicates, seed)
            how = {"workers": workers, "engine": engine, "distributed": distributed}
            if width is not None and dry_run:
                tell_dry_pilot(plan, width, spoken, as_json)
                return
            if width is not None:
                plan = widened(plan, width, outcome, out, spoken, how)
            tell_beforehand(plan, out, spoken, workers, engine, distributed)
            if dry_run:
                tell_dry(plan, spoken, as_json)
                return
            finish(plan, out, spoken, as_json, how, width, outcome)


def refuse_mixed(width: str | None, replicates: int | None, outcome: str | None) -> None:
    """Refuse options that contradict each other.

    Raises:
        InputError: they do.
    """
    from results.refusal import refusal

    if width is not None and replicates is not None:
        raise refusal("--width", "says how many replicates are run; not with --replicates")
    if width is None and outcome is not None:
        raise refusal("--outcome", "is the outcome that --width speaks of; state a width")


def widened(
    plan: "SweepPlan", width: str, outcome: str | None, out: Path, language: Language,
    how: dict[str, Any],
) -> "SweepPlan":  # fmt: skip
    """The plan with as many replicates as a pilot says that the width needs.

    Raises:
        InputError: the width cannot be read, or no number of replicates is enough.
    """
    from results.refusal import refusal
    from results.sweeping.replicates import pilot, width_of
    from results.sweeping.text import describe_needed

    asked = width_of(width)
    with ProgressDisplay(language) as progress:
        needed = pilot(plan, asked, out, outcome=outcome, progress=progress, **how)
    text = describe_needed(needed, width, language)
    if not needed.enough:
        raise refusal("--width", text)
    print(text, file=sys.stderr)
    return plan.with_replicates(needed.replicates)


def tell_beforehand(
    plan: "SweepPlan", out: Path, language: Language, workers: int | None, engine: str,
    distributed: str | None,
) -> None:  # fmt: skip
    """Say on standard error what is to be run and, of the compiled engine here, how long.

    The time is that of the runs that are not kept yet.
    """
    from contextlib import suppress

    from results.sweeping.carry_out import cost_of_plan, kept_of_plan
    from results.sweeping.text import describe_plan
    from results.sweeping.words import say

    print(describe_plan(plan, language), file=sys.stderr)
    kept = kept_of_plan(plan, out)
    if kept:
        left = say("left", language, kept=f"{kept:,}", left=f"{plan.runs - kept:,}")
        print(left, file=sys.stderr)
    if engine == "compiled" and distributed is None and kept < plan.runs:
        with suppress(Exception):  # a run that fails is a row with its reason when its turn comes
            cost = cost_of_plan(plan, workers, kept)
            print(cost.sentence(language), file=sys.stderr, flush=True)


def tell_dry_pilot(plan: "SweepPlan", width: str, language: Language, as_json: bool) -> None:
    """Say what it would take to know how many replicates a width needs.

    Raises:
        InputError: the width cannot be read.
    """
    from results.sweeping.replicates import runs_of_pilot, width_of
    from results.sweeping.text import describe_plan
    from results.sweeping.words import say

    width_of(width)
    runs = runs_of_pilot(plan)
    print(describe_plan(plan, language), file=sys.stderr)
    if as_json:
        print_json({"ok": True, "command": "sweep", "rows": len(plan.sweep.rows), "pilot": runs})
    else:
        print(say("dry_pilot", language, runs=runs))


def tell_dry(plan: "SweepPlan", language: Language, as_json: bool) -> None:
    """Say that this was all."""
    from results.sweeping.words import say

    if as_json:
        record = {"ok": True, "command": "sweep", "key": plan.key, "runs": plan.runs,
                  "rows": len(plan.sweep.rows), "replicates": plan.replicates}  # fmt: skip
        print_json(record)
    else:
        print(say("dry", language))


def finish(
    plan: "SweepPlan", out: Path, language: Language, as_json: bool, how: dict[str, Any],
    width: str | None = None, outcome: str | None = None,
) -> None:  # fmt: skip
    """Run what is missing, write the tables, and say what came of it."""
    from results.sweeping import tables, text
    from results.sweeping.carry_out import carry_out
    from results.sweeping.replicates import achieved, width_of
    from results.sweeping.words import say

    tables.begin(plan, out)
    with ProgressDisplay(language) as progress:
        swept = carry_out(plan, out, progress=progress, **how)
    folder = tables.write_tables(swept, out)
    for line in text.failure_lines(swept, language):
        print(line, file=sys.stderr)
    widths = None if width is None else achieved(swept, width_of(width), outcome)
    is_well = swept.has_figures and not swept.broken
    if swept.broken:
        print(say("broken", language, count=swept.broken), file=sys.stderr)
    elif not swept.has_figures:
        print(say("no_figures", language, folder=folder), file=sys.stderr)
    if as_json:
        found = text.record_of_swept(swept)
        if widths is not None:
            found["width"] = vars(widths) | {"asked": width}
        print_json({"ok": is_well, "command": "sweep", "folder": str(folder), **found})
    else:
        tell_result(swept, language, folder, widths, width)
    if not is_well:
        raise typer.Exit(FAILED)


def tell_result(
    swept: "Swept", language: Language, folder: Path, widths: "Achieved | None", width: str | None
) -> None:
    """Print what came of a sweep."""
    from results.sweeping import text
    from results.sweeping.words import say
    from results.text_tables import make_console

    if swept.reused:
        print(say("kept_before", language, reused=f"{swept.reused:,}"))
    text.print_swept(swept, language, make_console())
    if widths is not None:
        print(text.describe_achieved(widths, str(width), language))
    print(say("tables_in", language, folder=folder))


@contextmanager
def told_plainly(language: Language, as_json: bool) -> Iterator[None]:
    """Tell of a full disk, a lost worker or a missing part in one line, without a traceback."""
    from results.sweeping.tables import TablesNotWrittenError
    from sim.runs import LawChangedError, RowsNotKeptError, WorkerDiedError

    machine = (RowsNotKeptError, TablesNotWrittenError, WorkerDiedError)
    try:
        yield
    except (*machine, LawChangedError, ModuleNotFoundError) as error:
        message = error.strerror if isinstance(error, OSError) else str(error)
        print(help_text("stopped_by", language, message=message), file=sys.stderr)
        if as_json:
            kind = type(error).__name__
            print_json({"ok": False, "error": {"kind": kind, "message": message}})
        raise typer.Exit(FAILED) from None
