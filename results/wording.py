"""Texts in two languages, looked up and filled in: one function for every table of words."""

from __future__ import annotations

from collections.abc import Mapping

from results.study import Language

Texts = Mapping[str, tuple[str, str]]


def filled(texts: Texts, key: str, language: Language, values: Mapping[str, object]) -> str:
    """Return a text, Chinese or English, with its values filled in.

    Raises:
        KeyError: there is no such text, or a value that it needs is not given.
    """
    chinese, english = texts[key]
    return (chinese if language == "zh" else english).format(**values)
