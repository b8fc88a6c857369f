"""From which day a research finding was publicly known, told by its source."""

from __future__ import annotations

import datetime as dt
import re

# A year of publication in brackets, "(2006)" or "(2019/20)"; without one, years that stand alone.
_IN_BRACKETS = re.compile(r"\(((?:19|20)\d\d)(?:/\d\d)?\)")
_ALONE = re.compile(r"(?<![\w:./-])(?:19|20)\d\d(?![\w:/-])")


def published_by(source: str) -> dt.date | None:
    """The last day of the latest year of publication that a source names.

    The latest, since an early version may have had other numbers. Numbers of pages and of papers
    are no years: they count only where they stand in brackets or alone.

    Returns:
        None where the source names no year; who asks what was known by a day keeps such a finding.
    """
    years = _IN_BRACKETS.findall(source) or _ALONE.findall(source)
    return dt.date(max(map(int, years)), 12, 31) if years else None
