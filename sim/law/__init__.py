"""The law: what a firm weighs and what it is due, as small pure functions of scalars and rows.

Read in this order: `arithmetic`, `draws`, `population`, `news`, `business`, `opportunity`,
`resale`, `crowding`, `money`, `interest`, `tax`, `terms`, `land`, `space`, `application`, `grants`,
`package`, `awards`, `duplication`, `contact`, `support`, `put_forward`, `prospects`, `decision`,
`sizes`, `first_look`, `filing`, `applying`, `building`, `queue`, `treasury`, `targets`. Numbers
that stand for words are in `codes`, the insides of a double in `doubles`.
The order of a quarter stands in `sim/quarter.py`; what writes a firm's row in `sim/acts/`. Rows
are read by name (`firm.cash`): a NumPy record in the compiled engine, an agent in the object
walk. The dialect is `dialect.law`.
"""
