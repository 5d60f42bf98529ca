"""What can go wrong on somebody's computer, each as one sentence with the remedy."""

import errno
import re
from pathlib import Path


class Refusal(Exception):
    """Why it cannot go on and what to do about it, in one sentence."""


NETWORK = "The libraries cannot be fetched because there is no network: connect and start again."
DISK = "The disk is full: make room and start again."
DATABASE = "--database or DATABASE_URL"

# What other programs say before they give up, and what that means here. The first match counts.
TROUBLE = [
    (r"No space left on device|database or disk is full", DISK),
    (
        r"DO NOT MATCH THE HASHES|Hash mismatch",
        "A library that was fetched is not the one the locked file names, so nothing was "
        "installed: fetch requirements.txt again from the project and start again.",
    ),
    (
        r"could not translate host name|failed to resolve host",
        f"The database's server was not found: check the host name in {DATABASE}.",
    ),
    (
        r"password authentication failed|no password supplied|role \"[^\"]*\" does not exist",
        f"The database refused the user name or the password: correct {DATABASE}.",
    ),
    (
        r'database "[^"]*" does not exist',
        "The database does not exist on that server: make it with createdb, or correct the name "
        f"in {DATABASE}.",
    ),
    (
        r"psycopg\.OperationalError|connection to server .* failed",
        "The database's server does not answer: check that it runs, and the host and the port in "
        f"{DATABASE}.",
    ),
    (
        r"unable to open database file",
        f"The SQLite file cannot be opened: check the folder in {DATABASE}.",
    ),
    (
        r"file is not a database",
        f"The file is not an SQLite database: correct {DATABASE}.",
    ),
    (
        r"NewConnectionError|Name or service not known|Temporary failure in name resolution|"
        r"nodename nor servname|dns error|error sending request|Network is unreachable|"
        r"client error \(Connect\)|Failed to establish a new connection|ProxyError|"
        r"ConnectTimeoutError|ReadTimeoutError",
        NETWORK,
    ),
    (r"[Pp]ermission denied", "No permission to write here: use a folder of your own."),
]


def explain(output: str, log: str) -> str:
    """One sentence about what another program said before it gave up."""
    if settings := re.search(r"ConfigError: (.+)\Z", output.strip(), re.DOTALL):
        wrong = "; ".join(line.strip() for line in settings[1].splitlines() if line.strip())
        return f"A setting is wrong ({wrong}): correct it and start again."
    for pattern, sentence in TROUBLE:
        if re.search(pattern, output):
            return sentence
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    last = lines[-1][:200] if lines else "it said nothing"
    return f"The preparation failed ({last}): the whole story is in {log}."


def explain_system(error: OSError) -> str:
    """One sentence about what the operating system refused."""
    where = f" {error.filename}" if error.filename else ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DISK
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"No permission to write{where}: use a folder of your own, or change its owner."
    return f"The computer refused{where} ({error.strerror}): mend that and start again."


def explain_port(error: OSError, host: str, port: int) -> str:
    """One sentence about an address that cannot be listened on."""
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else 8000
        return (
            f"Port {port} is taken by another program: stop that program, or choose another port "
            f"with python3 start.py --port {other}."
        )
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"Port {port} needs an administrator's rights: choose one above 1023 with --port."
    return f"The address {host} does not belong to this computer: leave --host out."


def shown(path: Path, root: Path) -> str:
    """A path as short as it can be said."""
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
