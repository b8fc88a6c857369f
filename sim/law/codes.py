"""Numbers that stand for words in rows: status, nature, direction, kind, base, measure."""

from __future__ import annotations

# Yuan that stand where there is no limit; no amount of a policy or project is larger
NO_LIMIT = 1_000_000_000_000

# A firm's status and role
POTENTIAL, ACTIVE, EXITED = 0, 1, 2
INCUMBENT, ENTRANT, GIANT = 0, 1, 2

# Who owns a firm
STATE_OWNED, PRIVATE, FOREIGN = 0, 1, 2

# Ways of a project to the floor that it lacks
ENOUGH_FLOOR, RENT_NEAR, RENT_AWAY, BUILD_UP, BUY, MOVE = 0, 1, 2, 3, 4, 5

# How others see a firm: not in business, in business, in business and has applied before
UNSEEN, SEEN, SEEN_APPLYING = 0, 1, 2

# Size classes of the national standard of 2017 (employees and revenue), industry
MICRO, SMALL, MEDIUM, LARGE = 0, 1, 2, 3
SIZE_CLASSES = ("micro", "small", "medium", "large")

# A project's stage and nature
NONE, RESERVE, BUILDING = 0, 1, 2
RENOVATION, EXPANSION, GREENFIELD = 0, 1, 2
NATURES = ("renovation", "expansion", "greenfield")
# Natures that only the statistics know (004.15b); no project of the model has them
RELOCATION, RESTORATION, PURE_PURCHASE = 3, 4, 5
DIRECTIONS = (
    "equipment", "smart", "internet", "digital_traditional", "green", "service", "safety",
    "capacity", "new_plant",
)  # fmt: skip
CAPACITY, NEW_PLANT = 7, 8
DIGITAL_TRADITIONAL, GREEN, SAFETY = 3, 4, 6

# Kinds of instrument that pay, or that change tax; services and rules enter the quarter's row
EX_POST, STAGED, INTEREST, EXPENSING, TAX_CREDIT, OTHER = 0, 1, 2, 3, 4, 5
PROJECT_GRANT, MATCH, TAX_SHARE = 6, 7, 8

# What an instrument is a share of
BASE_RENOVATION, BASE_SMART, BASE_FIXED, BASE_INTEREST, BASE_EQUIPMENT, BASE_NONE = 0, 1, 2, 3, 4, 5
BASE_AUDITED, BASE_HARD_AND_SOFT, BASE_DIGITAL, BASE_NEW_EQUIPMENT, BASE_HIGHER = 6, 7, 8, 9, 10
BASE_EQUIPMENT_AND_SOFTWARE = 11

# Which amount is held against a threshold
NO_THRESHOLD, ON_BASE, ON_PLANNED, ON_YEARLY, ON_AUDITED, ON_EQUIPMENT = 0, 1, 2, 3, 4, 5

# Who pays, from the highest level down
STATE, PROVINCE, CITY, DISTRICT = 0, 1, 2, 3
LEVELS = ("state", "province", "city", "district")

# Who applies, and the nine traditional trades of 004.5
APPLICANTS = ("manufacturer", "platform", "provider", "organiser", "public_platform")
MANUFACTURER = 1
TRADES = (
    "apparel", "furniture", "jewellery", "watches", "leather", "underwear", "eyewear", "crafts",
    "cosmetics",
)  # fmt: skip

# How a rate depends on a class
FLAT, BY_LEVEL, BY_AMOUNT = 0, 1, 2

# Readings, as the rows carry them: RW04, RW07, RW21, RW27, RW08 to RW10, RW30
SOFT_IN_FULL, SOFT_OF_APPROVED, SOFT_OF_CLAIMED, SOFT_OR_NOTHING = 0, 1, 2, 3
BELOW_THRESHOLD_ONLY, STACKED, HIGHER_OF = 0, 1, 2
BY_APPLICATION, BY_START, BY_COMPLETION = 0, 1, 2
LOWER_NUMBER, HIGHER_CAP, RANDOM_TIE = 0, 1, 2
ALL_LEVELS, DISTRICT_ONLY = 0, 1
GROSS_INPUT, OWN_NET_INPUT = 0, 1
DISTRICT_CUT, PRORATA_CUT = 0, 1
TONNES_OF_CO2, TONNES_OF_CARBON, CO2_OVER_LIFE = 0, 1, 2

# How an exhausted pot is shared
PRORATA, FIRST_COME, RANKING = 0, 1, 2

# What the cap of an interest subsidy is set for (RW05)
PER_PROJECT, PER_FIRM_YEAR, PER_LOAN = 0, 1, 2

# Who already supports an item of a project (001.35)
NO_SUPPORTER, CITY_FUND, CITY_INVESTMENT, DISTRICT_MONEY, PROVINCE_MONEY = 0, 1, 2, 3, 4
SUPPORTERS = ("none", "municipal", "municipal_investment", "district", "province")
