"""Every check there is, one after the other, with the time of each and one summary at the end.

`python3 start.py test` runs this inside the virtual environment.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-q"]
HERE = "not postgres and not browser"
TRANSLATIONS = "tests/house/test_translations.py"
FETCHED = (
    ".cache/ms-playwright/chromium-*/chrome-linux*/chrome",
    "Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Stage:
    """One check: its name in the summary and the command that makes it."""

    name: str
    command: Sequence[str]


@dataclass(frozen=True)
class Outcome:
    """How a check ended. `code` None means that it was skipped."""

    name: str
    code: int | None
    seconds: float
    passed: int = 0
    failed: int = 0


STAGES = [
    Stage("lint", [sys.executable, "-m", "ruff", "check", "."]),
    Stage("format", [sys.executable, "-m", "ruff", "format", "--check", "."]),
    Stage("types", [sys.executable, "-m", "mypy", "."]),
    Stage("translations", [*PYTEST, TRANSLATIONS]),
    Stage(
        "unit",
        [
            *PYTEST,
            "-n",
            "2",
            "-m",
            f"not web and not process and {HERE}",
            f"--ignore={TRANSLATIONS}",
        ],
    ),
    Stage("web", [*PYTEST, "-n", "2", "-m", f"(web or process) and {HERE}"]),
    Stage("PostgreSQL", [*PYTEST, "-n", "2", "-m", "postgres and not browser"]),
]
BROWSER = Stage("browser", [*PYTEST, "-m", "browser"])


def run(stage: Stage) -> Outcome:
    """Runs one check with its words on the terminal, and counts the tests it reports."""
    say(f"\n=== {stage.name} ===")
    started = time.monotonic()
    process = subprocess.Popen(
        stage.command,
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    last = ""
    for line in process.stdout:
        sys.stdout.write(line)
        sys.stdout.flush()
        if re.search(r"\b\d+ (passed|failed|errors?)\b.* in [\d.]+s", line):
            last = line
    code = process.wait()
    return Outcome(stage.name, code, time.monotonic() - started, *counts(last))


def environment() -> dict[str, str]:
    """Ours, but with compiled modules kept: a run starts about a hundred Pythons."""
    return {key: it for key, it in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def counts(line: str) -> tuple[int, int]:
    """How many passed, and how many failed or could not run, by pytest's last line."""
    numbers = {word: int(number) for number, word in re.findall(r"(\d+) (\w+)", line)}
    bad = numbers.get("failed", 0) + numbers.get("error", 0) + numbers.get("errors", 0)
    return numbers.get("passed", 0), bad


def find_browser() -> str | None:
    """The system's Chromium, or one that Playwright fetched earlier."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    for pattern in FETCHED:
        for path in sorted(Path.home().glob(pattern), reverse=True):
            return str(path)
    return None


def get_browser() -> str | None:
    """Finds a browser, or tries the package manager as root, then Playwright's own."""
    tries = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        tries.insert(0, ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"])
    for command in tries:
        if found := find_browser():
            return found
        say(f"No Chromium here; trying: {' '.join(command)}")
        subprocess.run(command, cwd=ROOT, check=False)
    return find_browser()


def browser() -> Outcome:
    """The browser tests; without a browser skipped loudly, or failed where CI=true."""
    if get_browser():
        return run(BROWSER)
    must = os.environ.get("CI") == "true"
    say("!" * 88)
    say("The browser tests were SKIPPED: there is no Chromium. Install it and run this again.")
    say("!" * 88)
    return Outcome(BROWSER.name, 1 if must else None, 0)


def summary(outcomes: Sequence[Outcome]) -> list[str]:
    """What to read when there is no time to read the rest; the last line is the verdict."""
    words = {None: "SKIPPED", 0: "ok"}
    lines = ["", "=== summary ==="]
    for outcome in outcomes:
        tests = f"{outcome.passed} passed" if outcome.passed else ""
        verdict = words.get(outcome.code, "FAILED")
        lines.append(f"{outcome.name:<14}{verdict:<9}{outcome.seconds:7.1f} s  {tests}".rstrip())
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    seconds = sum(outcome.seconds for outcome in outcomes)
    broken = [outcome.name for outcome in outcomes if outcome.code]
    if broken:
        lines.append(f"Not everything is well: {', '.join(broken)}")
    lines.append(f"{passed} passed, {failed} failed in {seconds:.1f}s")
    return lines


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> int:
    """The exit code: 0 only when every check that ran was well."""
    if arguments:
        return subprocess.run(
            [*PYTEST, *arguments], cwd=ROOT, env=environment(), check=False
        ).returncode
    outcomes = [*(run(stage) for stage in STAGES), browser()]
    say("\n".join(summary(outcomes)))
    return 1 if any(outcome.code for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
