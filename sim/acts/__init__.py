"""The acts of a firm: the writing half of the quarter.

Each act reads the law (`sim/law/`) and writes the firm's row and the tally.
"""
