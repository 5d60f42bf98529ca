"""Ground floor. Systems of linear equations, solved exactly in fractions."""

from collections.abc import Mapping
from fractions import Fraction

Row = dict[str, Fraction]


def solve_sparse(rows: Mapping[str, Row], right: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """The unique solution of the equations Σ rows[r][c] · x[c] = right[r], one row per unknown.

    Gaussian elimination on the diagonal, in the order of the names. Every pivot must be different
    from zero, as in the equations of flows that all find a way out (nonsingular M-matrices, for
    which no exchange of rows is ever needed: Funderlic and Plemmons 1981).
    """
    left = {name: dict(row) for name, row in rows.items()}
    value = {name: Fraction(right[name]) for name in left}
    users: dict[str, set[str]] = {name: set() for name in left}
    for name, row in left.items():
        for unknown in row:
            users[unknown].add(name)
    order = sorted(left)
    done: set[str] = set()
    for pivot in order:
        done.add(pivot)
        base = left[pivot]
        for name in sorted(users[pivot] - done):
            row = left[name]
            factor = row.pop(pivot) / base[pivot]
            for unknown, number in base.items():
                if unknown not in done:
                    row[unknown] = row.get(unknown, Fraction(0)) - factor * number
                    users[unknown].add(name)
            value[name] -= factor * value[pivot]
    found: dict[str, Fraction] = {}
    for pivot in reversed(order):
        rest = sum(
            (
                number * found[unknown]
                for unknown, number in left[pivot].items()
                if unknown in found
            ),
            Fraction(0),
        )
        found[pivot] = (value[pivot] - rest) / left[pivot][pivot]
    return found
