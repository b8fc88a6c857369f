"""Which unknowns and which levers drive an outcome: designs, and what is inferred from their runs.

A design is made of factors (`factors`, `groups`), stored, and run elsewhere; an analysis takes the
stored design and the outputs that carry its digest, and refuses any other.
"""
