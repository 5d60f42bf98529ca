"""The data of this installation: where it lives, its secret, how it is filled the first time."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from launch.failures import Refusal
from launch.programs import PYTHON, VAR, run, say

DEMONSTRATION = VAR / "demonstration"
REAL = VAR / "data"
LOCK = "running.lock"


def directory(demonstration: bool, environ: Mapping[str, str]) -> Path:
    """Demonstration data and data of one's own never share a folder."""
    if chosen := environ.get("KUNTATORI_DATA_DIR"):
        return Path(chosen).resolve()
    return DEMONSTRATION if demonstration else REAL


def lock(folder: Path) -> IO[str]:
    """Holds the folder for this start; two at once would share one queue of jobs."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    holder = (folder / LOCK).open("a+")
    try:
        fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder.close()
        raise Refusal(
            f"Kuntatori is already running with the data in {folder}: "
            "stop that one first, with Ctrl-C in its window."
        ) from None
    return holder


def secret(folder: Path, name: str) -> str:
    """A secret of this installation only, made the first time and readable to nobody else."""
    path = folder / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(made := secrets.token_urlsafe(48))
    return made


def environment(
    environ: Mapping[str, str], folder: Path, base_url: str, database: str | None
) -> dict[str, str]:
    """What every process of this start is told; what the person has set already, wins."""
    told = {**environ, "PYTHONUNBUFFERED": "1", "KUNTATORI_DATA_DIR": str(folder)}
    told.setdefault("KUNTATORI_BASE_URL", base_url)
    if "KUNTATORI_SETTINGS" not in environ and environ.get("KUNTATORI_MODE") != "production":
        told.setdefault("KUNTATORI_SECRET_KEY", secret(folder, "secret.key"))
    if database:
        told["DATABASE_URL"] = told["KUNTATORI_DATABASE_URL"] = database
    return told


def pretend_stripe(folder: Path, address: str) -> dict[str, str]:
    """What the application and the pretended Stripe both need to know to talk to each other."""
    return {
        "KUNTATORI_STRIPE_API_BASE": address,
        "KUNTATORI_STRIPE_API_KEY": "sk_test_demonstration",
        "KUNTATORI_STRIPE_WEBHOOK_SECRET": secret(folder, "stripe.key"),
    }


def check_reset(folder: Path, database: str | None) -> None:
    """Raises Refusal unless what would be deleted is the demonstration and nothing else."""
    if folder != DEMONSTRATION or database:
        raise Refusal(
            "--reset deletes only the demonstration data in var/demonstration: leave out "
            "--no-demo, --database and the settings of your own, or empty your data yourself."
        )


def reset(folder: Path) -> None:
    """Deletes the demonstration data, but not the lock that is held meanwhile."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != LOCK:
            path.unlink()
    say("The demonstration data has been deleted.")


def fill(told: Mapping[str, str], demonstration: bool) -> str:
    """Migrations, the register of municipalities, and the demonstration; quick when done before.

    Returns who can be tried out in the demonstration, one to a line.
    """
    say("Preparing the database ...")
    commands = ["db upgrade", "register load"]
    if demonstration:
        commands += ["demo load --once", "demo users"]
    said = run([str(PYTHON), "-m", "launch.prepare", *commands], "setup", told)
    return said.rsplit("\f", 1)[-1] if demonstration else ""
