"""The law, the firms, the quarter, the runs.

This file stays free of imports: ``python3 -m sim`` loads it before the environment exists.
"""
