"""Ground floor. How many learners there are in Finland: what the alliance measures its goal in.

Pupils of basic education (grades 1 to 9, about 546 000) and students of general upper secondary
education (112 200), both in 2024 according to Statistics Finland.
"""

BASIC = 546_000
UPPER_SECONDARY = 112_200
ALL = BASIC + UPPER_SECONDARY
YEAR = 2024
