"""How the catalogue's pages grow with it: 100, 10 000 and 100 000 services, in milliseconds.

Run it with `python -m tests.bench.bench_growth`; the largest takes a couple of minutes to fill.
"""

import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask.testing import FlaskClient

from tests.bench import bench_catalogue

SIZES = (100, 10_000, 100_000)
TIMES = 9


def milliseconds(get: Callable[[], object]) -> float:
    """The median of TIMES calls after one that is not counted."""
    get()
    taken = []
    for _time in range(TIMES):
        begun = time.perf_counter()
        get()
        taken.append(time.perf_counter() - begun)
    return 1000 * statistics.median(taken)


def measure(client: FlaskClient, size: int) -> None:
    """Print what each kind of page takes in a catalogue of this size."""
    pages = {
        "first page": "/services",
        "last page by name": f"/services?sort=name&page={size // 25}",
        "two facets": "/services?use=mathematics&level=basic",
        "words": "/services?q=palvelu+1234",
    }
    for name, address in pages.items():
        took = milliseconds(lambda address=address: client.get(address))
        print(f"{size} services, {name}: {took:.1f} ms")
    numbers = itertools.count(1)
    for name, word in (("in nearly all", "palvelu+"), ("in none", "zz")):
        took = milliseconds(lambda word=word: client.get(f"/services?q={word}{next(numbers)}"))
        print(f"{size} services, new words {name}: {took:.1f} ms")


def main() -> None:
    for size in SIZES:
        bench_catalogue.HOW_MANY = size
        with tempfile.TemporaryDirectory() as folder:
            measure(bench_catalogue.the_application(Path(folder)).test_client(), size)


if __name__ == "__main__":
    sys.exit(main())
