"""Running other programs to their end, with their words kept in a log."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from launch.failures import Refusal, explain, shown

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
LOG = VAR / "log"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def say(text: str) -> None:
    """One line to the person at the terminal, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def works(*command: str) -> bool:
    """Whether a command runs and succeeds."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def run(command: Sequence[str], log: str, environment: Mapping[str, str] | None = None) -> str:
    """What the command said. Raises Refusal with one sentence when it fails."""
    LOG.mkdir(parents=True, exist_ok=True)
    ran = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    story = LOG / f"{log}.log"
    with story.open("a", encoding="utf-8") as file:
        file.write(f"$ {' '.join(command)}\n{ran.stdout}\n")
    if ran.returncode:
        raise Refusal(explain(ran.stdout, shown(story, ROOT)))
    return ran.stdout


def flask(*words: str) -> list[str]:
    """A command of the application's own."""
    return [str(PYTHON), "-m", "flask", "--app", "app", *words]
