"""Hosts, ports and database addresses, checked before anything is done with them."""

import socket
from urllib.parse import urlsplit

from launch.failures import Refusal, explain_port


def check_port(host: str, port: int) -> None:
    """Raises Refusal when nobody could listen there."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror:
        raise Refusal(
            f"There is no address {host!r} on this computer: leave --host out, or give 0.0.0.0."
        ) from None
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen(1)
        except OSError as error:
            raise Refusal(explain_port(error, host, port)) from None


def free_port(host: str, after: int) -> int:
    """The first free port above this one, so that it is usually the same from start to start."""
    for port in range(after + 1, min(after + 50, 65536)):
        try:
            check_port(host, port)
        except Refusal:
            continue
        return port
    raise Refusal(f"No free port was found above {after}: choose another with --port.")


def base_url(host: str, port: int) -> str:
    """The address to open in a browser on this computer."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 (compared, not bound)
    if ":" in name and not name.startswith("["):
        name = f"[{name}]"
    return f"http://{name}:{port}"


def check_database_url(url: str) -> None:
    """Only the shape; whether it answers is found out by the migrations."""
    scheme = urlsplit(url).scheme
    if scheme not in {"sqlite", "postgres", "postgresql", "postgresql+psycopg"}:
        raise Refusal(
            "The database URL must begin with postgresql:// or sqlite:///, "
            f"and this one begins with {scheme or url[:12]!r}: correct --database or DATABASE_URL."
        )
