"""The options that several commands have, each declared once."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from typing import Any, cast

import typer

from results.cli.texts import default_language, say
from results.study import LANGUAGES, Language

ENGINES = ("compiled", "mesa")
OUT = "results/runs"


class Options:
    """Declarations of arguments and options, with their help in one language."""

    def __init__(self, language: Language) -> None:
        def option(*names: str, key: str, **rest: Any) -> Any:
            return typer.Option(*names, help=say(key, language), show_default=False, **rest)

        self.scenario: Any = typer.Argument(
            metavar="SCENARIO", help=say("help_scenario", language), show_default=False
        )
        self.scenario_or_run: Any = typer.Argument(
            metavar="SCENARIO|RUN", help=say("help_scenario_or_run", language), show_default=False
        )
        self.levers = option("--set", key="help_set", metavar="LEVER=VALUE")
        self.readings = option("--reading", key="help_reading", metavar="SWITCH=OPTION")
        self.seed = option("--seed", key="help_seed", min=0, metavar="NUMBER")
        self.runs = option("--runs", key="help_runs", min=1, metavar="NUMBER")
        self.engine = option(
            "--engine", key="help_engine", metavar="ENGINE", callback=one_of(ENGINES, language)
        )
        self.workers = option("--workers", key="help_workers", min=1, metavar="NUMBER")
        self.out = typer.Option("--out", help=say("help_out", language), metavar="FOLDER")
        self.json = option("--json", key="help_json")
        self.lang = option(
            "--lang", key="help_lang", metavar="zh|en", callback=one_of(LANGUAGES, language)
        )
        self.variants = option("--variant", key="help_variant", metavar="NAME")
        self.variant_shown = option("--variant", key="help_variant_shown", metavar="NAME")
        self.year = option("--year", key="help_year", metavar="YEAR")
        self.quarter = option("--quarter", key="help_quarter", min=1, max=4, metavar="NUMBER")
        self.measure = option("--measure", key="help_measure", metavar="NAME")
        self.by_district = option("--by-district", key="help_by_district", metavar="RULE")
        self.by_quarter = option("--by-quarter", key="help_by_quarter", metavar="RULE")
        self.csv = option("--csv", key="help_csv")
        self.no_charts = option("--no-charts", key="help_no_charts")
        self.policy = option("--policy", key="help_policy", metavar="NAME")
        self.baseline = option("--baseline", key="help_baseline", metavar="NAME")
        self.folder = option("--folder", key="help_folder", metavar="FOLDER")


def one_of(allowed: Sequence[str], language: Language) -> Callable[[str | None], str | None]:
    """Return a check that a value is among `allowed`, which names the nearest one if not."""

    def check(value: str | None) -> str | None:
        if value is None or value in allowed:
            return value
        near = difflib.get_close_matches(value, allowed, n=1, cutoff=0.4)
        nearest = say("nearest", language, name=near[0]) if near else ""
        raise typer.BadParameter(
            say(
                "did_you_mean",
                language,
                found=repr(value),
                allowed=", ".join(allowed),
                nearest=nearest,
            )
        )

    return check


def language_of(lang: str | None) -> Language:
    """Return the language for what a command prints."""
    return default_language() if lang is None else cast(Language, lang)


def levers_of(
    settings: Sequence[str] | None, readings: Sequence[str] | None = None
) -> dict[str, Any]:
    """Read the `--set` and `--reading` options; a later one of the same name replaces an earlier.

    Raises:
        InputError: one is not of the form name=value; a reading is of no switch, or differs from
            what `--set` says of it.
    """
    if not (settings or readings):
        return {}
    from scenarios.errors import Fault, InputError
    from scenarios.levers import parse_reading, parse_setting

    faults: list[Fault] = []

    def parsed(parse: Callable[[str], tuple[str, Any]], texts: Sequence[str]) -> dict[str, Any]:
        found = {}
        for text in texts:
            try:
                name, value = parse(text)
                found[name] = value
            except InputError as error:
                faults.extend(error.faults)
        return found

    levers = parsed(parse_setting, settings or ())
    switches = parsed(parse_reading, readings or ())
    if faults:
        raise InputError(faults)
    for name, option in switches.items():
        if levers.get(name, option) != option:
            from results.refusal import refusal

            raise refusal(name, f"is {levers[name]} by --set and {option} by --reading")
    return levers | switches
