"""``jigai runs``: what is kept of runs and sweeps: list it, look at it, export it."""

# Annotations are evaluated here, since they hold the declarations of the options.

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from results.cli.guard import guarded, print_json
from results.cli.options import OUT, Options, language_of
from results.cli.sweep_texts import help_text
from results.study import Language


def register(app: typer.Typer, language: Language) -> None:
    """Add the commands, with their help in one language."""
    o = Options(language)
    group = typer.Typer(
        help=help_text("runs", language),
        short_help=help_text("runs_short", language),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    kept: Any = typer.Argument(
        metavar="RUN", help=help_text("help_kept", language), show_default=False
    )
    to: Any = typer.Option(
        "--to", metavar="FILE", help=help_text("help_to", language), show_default=False
    )

    @group.command(help=help_text("ls", language))
    def ls(
        out: Annotated[Path, o.out] = Path(OUT),
        as_json: Annotated[bool, o.json] = False,
        lang: Annotated[str | None, o.lang] = None,
    ) -> None:
        spoken = language_of(lang)
        with guarded(spoken, as_json, out):
            list_all(out, spoken, as_json)

    @group.command(help=help_text("show", language))
    def show(
        run: Annotated[str, kept],
        out: Annotated[Path, o.out] = Path(OUT),
        as_json: Annotated[bool, o.json] = False,
        lang: Annotated[str | None, o.lang] = None,
    ) -> None:
        spoken = language_of(lang)
        with guarded(spoken, as_json, out):
            show_one(run, out, spoken, as_json)

    @group.command(help=help_text("export", language))
    def export(
        run: Annotated[str, kept],
        target: Annotated[Path, to],
        out: Annotated[Path, o.out] = Path(OUT),
        lang: Annotated[str | None, o.lang] = None,
    ) -> None:
        spoken = language_of(lang)
        with guarded(spoken, False, out):
            from results.sweeping import stored
            from results.sweeping.words import say

            rows = stored.export(stored.find(run, out), target)
            print(say("exported", spoken, rows=f"{rows:,}", path=target))

    app.add_typer(group, name="runs")


def list_all(out: Path, language: Language, as_json: bool) -> None:
    """Print a line for each run and sweep."""
    from rich.table import Table

    from results.sweeping import stored
    from results.sweeping.words import say
    from results.text_tables import make_console
    from results.units import UNKNOWN

    found = stored.list_kept(out)
    if as_json:
        records = [asdict(one) | {"folder": str(one.folder)} for one in found]
        print_json({"ok": True, "command": "runs ls", "kept": records})
        return
    if not found:
        print(say("nothing_kept", language, out=out))
        return
    table = Table()
    for key in ("kind", "key", "name", "status"):
        table.add_column(say(key, language), no_wrap=True)
    for key in ("done", "missing", "changed"):
        table.add_column(say(key, language), justify="right", no_wrap=True)
    for one in found:
        done = UNKNOWN if one.done is None else f"{one.done:,}"
        table.add_row(
            say(one.kind, language), one.key[:12] or UNKNOWN, one.name,
            say(one.status, language), f"{done}/{one.total:,}", str(one.failed), one.changed,
        )  # fmt: skip
    make_console().print(table)


def show_one(run: str, out: Path, language: Language, as_json: bool) -> None:
    """Print what a run or sweep was made of."""
    from results.sweeping import stored
    from results.sweeping.text import manifest_lines
    from results.sweeping.words import say

    kept = stored.find(run, out)
    manifest = stored.manifest_of(kept)
    if as_json:
        record = {"kind": kept.kind, "folder": str(kept.folder), "manifest": dict(manifest)}
        print_json({"ok": True, "command": "runs show", **record})
        return
    print(f"{say(kept.kind, language)} {kept.name}")
    for name, value in [
        *manifest_lines(manifest, language),
        (say("folder", language), kept.folder),
    ]:
        print(f"  {name}: {value}")
