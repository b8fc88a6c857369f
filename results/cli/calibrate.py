"""``jigai calibrate``: what published figures and research findings teach about behaviour."""

# Annotations are evaluated here, since they hold the declarations of the options.

from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from results.cli.guard import guarded
from results.cli.options import OUT, Options, language_of
from results.cli.progress import ProgressDisplay
from results.cli.texts import say
from results.study import Language

if TYPE_CHECKING:
    from calibration.fit.calibrate import Calibrated, Request
    from sim.runs.progress import Progress


def register(app: typer.Typer, language: Language) -> None:
    """Add the command, with its help in one language."""
    o = Options(language)
    place_help = say("help_place", language)
    runs_help = say("help_bank", language)

    @app.command(help=say("calibrate", language), short_help=say("calibrate_short", language))
    def calibrate(
        place: Annotated[str, typer.Argument(metavar="PLACE", help=place_help, show_default=False)],
        runs: Annotated[
            int | None, typer.Option("--runs", metavar="NUMBER", help=runs_help)
        ] = None,
        without: Annotated[
            list[str] | None,
            typer.Option("--without", metavar="WHAT", help=say("help_without", language)),
        ] = None,
        known_by: Annotated[
            datetime | None,
            typer.Option(
                "--known-by",
                metavar="YYYY-MM-DD",
                formats=["%Y-%m-%d"],
                show_default=False,
                help=say("help_known_by", language),
            ),
        ] = None,
        publish: Annotated[
            bool, typer.Option("--publish", help=say("help_publish", language))
        ] = False,
        report: Annotated[
            bool, typer.Option("--report", help=say("help_report", language))
        ] = False,
        seed: Annotated[int | None, o.seed] = None,
        workers: Annotated[int | None, o.workers] = None,
        out: Annotated[Path, o.out] = Path(OUT),
        lang: Annotated[str | None, o.lang] = None,
    ) -> None:
        spoken = language_of(lang)
        with guarded(spoken, False, out):
            day = None if known_by is None else known_by.date()
            refuse_to_publish("--publish", publish, runs, without, seed, day)
            refuse_to_publish("--report", report, runs, without, seed, day)
            refuse_without_docs(report)
            request = asked(place, runs, tuple(without or ()), seed, workers, out, day)
            found = carried_out(request, spoken)
            from results.calibrating.text import print_calibration
            from results.text_tables import make_console

            print_calibration(found, spoken, make_console())
            print(published(found, publish, spoken))
            print(reported(found, report, spoken))


def refuse_to_publish(
    option: str, is_given: bool, runs: int | None, without: list[str] | None, seed: int | None,
    known_by: date | None = None,
) -> None:  # fmt: skip
    """Let a place's posterior and report be only of all data and the bank that their command names.

    Args:
        option: --publish or --report.
        is_given: whether it is.
        runs: as given.
        without: as given.
        seed: as given.
        known_by: as given.

    Raises:
        InputError: the option beside one that would make another file of the same name.
    """
    from results.refusal import refusal

    others = {"--runs": runs, "--without": without, "--seed": seed, "--known-by": known_by}
    given = [name for name, value in others.items() if value is not None]
    if is_given and given:
        raise refusal(option, f"not with {', '.join(given)}: the file says how it was made")


def refuse_without_docs(is_given: bool) -> None:
    """Refuse to put a report where this program has no documents.

    Raises:
        InputError: --report outside a checkout of the sources.
    """
    from results.calibrating.page import DOCS
    from results.refusal import refusal

    if is_given and not DOCS.parent.is_dir():
        message = f"there is no {DOCS.parent} here; the report lies in --out without it"
        raise refusal("--report", message)


def asked(
    place: str, runs: int | None, without: tuple[str, ...], seed: int | None, workers: int | None,
    out: Path, known_by: date | None = None,
) -> "Request":  # fmt: skip
    """The request, what it names being known.

    Raises:
        InputError: no such place, nothing of the name to be held out, or a day by which everything
            or nothing was known.
    """
    from calibration.fit.calibrate import FEWEST_RUNS, RUNS, SEED, Request, places
    from calibration.moments.catalogue import moments_of
    from results.refusal import refusal
    from sim.runs.crew import available

    if place not in places():
        raise refusal("PLACE", "no place of this name", place, list(places()))
    if runs is not None and runs < FEWEST_RUNS:
        raise refusal("--runs", f"a fit needs {FEWEST_RUNS} or more, not {runs}")
    for what in without:
        if len(moments_of(place, (what,)).items) == len(moments_of(place).items):
            raise refusal("--without", f"nothing that is compared for {place} rests on {what}")
    if known_by is not None:
        refuse_day(place, known_by, without)
    return Request(
        place, out / "calibration", RUNS if runs is None else runs,
        SEED if seed is None else seed, without=without, workers=workers or available(),
        known_by=known_by,
    )  # fmt: skip


def refuse_day(place: str, known_by: date, without: tuple[str, ...]) -> None:
    """Refuse a day that leaves all that is compared, or nothing of the place's own.

    Raises:
        InputError: either.
    """
    from calibration.moments.catalogue import moments_of
    from results.refusal import refusal

    every, known = (moments_of(place, without, day).items for day in (None, known_by))
    if len(known) == len(every):
        raise refusal("--known-by", f"all that is compared for {place} was known by {known_by}")
    if not any(one.observation for one in known):
        raise refusal("--known-by", f"no figure of {place} was published by {known_by}")


def carried_out(request: "Request", language: Language) -> "Calibrated":
    """Calibrate with progress shown, the bank and the runs at posterior draws one after another."""
    from calibration.fit.calibrate import calibrate

    displays: dict[str, ProgressDisplay] = {}
    with ExitStack() as shown:

        def tell(part: str, progress: "Progress") -> None:
            if part not in displays:
                shown.close()  # the bar of the part before
                displays[part] = shown.enter_context(ProgressDisplay(language))
            displays[part](progress)

        return calibrate(request, tell)


def published(found: "Calibrated", publish: bool, language: Language) -> str:
    """Write the posterior if asked to; say where, or how."""
    from calibration.fit import publish as files
    from calibration.fit.calibrate import SCENARIOS, document_of
    from results.calibrating.words import say as told

    if not publish:
        return told("not_published", language)
    command = f"jigai calibrate {found.request.place} --publish"
    path = SCENARIOS / "posteriors" / f"{found.request.place}.yaml"
    files.publish(document_of(found, command), path)
    return told("published_in", language, path=path)


def reported(found: "Calibrated", is_kept: bool, language: Language) -> str:
    """Write the report beside the runs, and into this checkout if asked to; say where."""
    from results.calibrating.page import store
    from results.calibrating.record import written
    from results.calibrating.recording import command_of, record_of
    from results.calibrating.report import report_folder, write_report
    from results.calibrating.words import say as told

    record = record_of(found, command_of(found.request, is_kept))
    page = write_report(record, report_folder(found.request.folder, record))
    lines = [told("reported_in", language, path=page)]
    if is_kept:
        kept = store(found.request.place, written(record))
        lines += [told("reported_in", language, path=path) for path in kept]
    return "\n".join(lines)
