"""Numerics of simulation-based calibration: arrays in, arrays out.

It knows of parameters, moments and runs as rows and columns of arrays, and of nothing else. The
order of work: `prior` knows the points of a bank of runs, `emulator` describes what the runs
gave, `likelihood` and `posterior` condition on what was observed, `local_linear` is
an independent second way to the same, `identification`, `misfit`, `profiles` and `agreement` say
what was learned, `calibration_check` whether the method's intervals hold, `scores` how good a
forecast is. Whatever is drawn takes a Generator or a seed of its own.
"""
