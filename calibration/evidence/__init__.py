"""What research found beside what the model does: a panel of firms, statistics, verdicts.

Findings stand in `findings.csv`; only those with `use = calibration` are answered here. Nothing is
fitted: criteria are fixed in code, values are printed as they come, misses are explained in words.
"""
