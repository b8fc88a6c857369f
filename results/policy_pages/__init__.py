"""The pages of docs/policies, made from the policy files: what each clause became, and why.

`python -m results.policy_pages` writes them, with `--check` it only says which are out of date.
"""
