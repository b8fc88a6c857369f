"""The questions asked of runs: tables, comparisons, charts, and the command line.

`results.api` has the same functions as the command line has commands. This file stays free of
imports, so that ``jigai --help`` answers at once.
"""
