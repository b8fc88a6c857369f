"""Forecasts of published figures, made from what was known at a date, and how good they were."""
