"""The pretended Stripe in a thread of this process, on a free port of the loopback address."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from fakes.stripe_server import FakeStripe, serve


@contextmanager
def running(fake: FakeStripe) -> Iterator[str]:
    """The server's address while the block runs."""
    server = serve(fake, "127.0.0.1", 0)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
