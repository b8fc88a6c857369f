"""Numbers that stand for words in rows: status, nature, direction, kind, base, measure."""

from __future__ import annotations

# A firm's status and role
POTENTIAL, ACTIVE, EXITED = 0, 1, 2
INCUMBENT, ENTRANT, GIANT = 0, 1, 2

# Size classes of the national standard of 2017 (employees and revenue), industry
MICRO, SMALL, MEDIUM, LARGE = 0, 1, 2, 3
SIZE_CLASSES = ("micro", "small", "medium", "large")

# A project's stage and nature
NONE, RESERVE, BUILDING = 0, 1, 2
RENOVATION, EXPANSION, GREENFIELD = 0, 1, 2
NATURES = ("renovation", "expansion", "greenfield")
DIRECTIONS = (
    "equipment", "smart", "internet", "digital_traditional", "green", "service", "safety",
    "capacity", "new_plant",
)  # fmt: skip
CAPACITY, NEW_PLANT = 7, 8
DIGITAL_TRADITIONAL, GREEN, SAFETY = 3, 4, 6

# Kinds of instrument that pay, or that change tax; services and rules enter the quarter's row
EX_POST, STAGED, INTEREST, EXPENSING, TAX_CREDIT, OTHER = 0, 1, 2, 3, 4, 5

# What an instrument is a share of
BASE_RENOVATION, BASE_SMART, BASE_FIXED, BASE_INTEREST, BASE_EQUIPMENT, BASE_NONE = 0, 1, 2, 3, 4, 5

# Which amount is held against a threshold
NO_THRESHOLD, ON_BASE, ON_PLANNED, ON_YEARLY = 0, 1, 2, 3

# How an exhausted pot is shared
PRORATA, FIRST_COME, RANKING = 0, 1, 2
