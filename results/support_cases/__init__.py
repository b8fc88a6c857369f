"""Worked cases of support: a file of them run against the policy files and the law, each compared.

`runner.py` leads through; one adapter a kind of case turns inputs into calls of the law and what
the law returns into the keys that a case expects. No adapter knows a single case, no figure of a
policy stands here.
"""
