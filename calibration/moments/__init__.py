"""What is compared: published figures and calibration facts, taken from a run in the same way."""
