"""``jigai gallery``: draw the charts that come with the program again."""

# Annotations are evaluated here, since they hold the declarations of the options.

from pathlib import Path
from typing import Annotated

import typer

from results.cli.guard import guarded
from results.cli.options import OUT, Options, language_of
from results.cli.progress import ProgressDisplay
from results.cli.texts import say
from results.study import Language


def register(app: typer.Typer, language: Language) -> None:
    """Add the command, with its help in one language."""
    o = Options(language)

    @app.command(help=say("gallery", language), short_help=say("gallery_short", language))
    def gallery(
        folder: Annotated[Path | None, o.folder] = None,
        workers: Annotated[int | None, o.workers] = None,
        out: Annotated[Path, o.out] = Path(OUT),
        lang: Annotated[str | None, o.lang] = None,
    ) -> None:
        spoken = language_of(lang)
        with guarded(spoken, False, out):
            from results.gallery import rebuild

            with ProgressDisplay(spoken) as progress:
                written = rebuild(folder, out=out, workers=workers, progress=progress)
            print(say("charts_in", spoken, folder=written[0].parent))
