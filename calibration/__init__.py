"""Inference: observed series, moments, fit and posterior. Comes with the calibration issue."""
