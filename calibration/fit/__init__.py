"""A posterior from a bank of runs and what is published: screening, fit, diagnosis, publication."""
