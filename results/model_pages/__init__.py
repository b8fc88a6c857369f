"""The pages of docs/model that are made from declarations and law, and what keeps them in step.

`python -m results.model_pages` writes them, with `--check` it only says what is out of date;
`--reviewed money.cash_rate` says that the equation of a law function was held against its text.
The purpose, the design and the limits of the model are written by hand beside them.
"""
