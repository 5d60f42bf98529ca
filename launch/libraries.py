"""The virtual environment: made once, filled from the locked file by hash, then left alone."""

import hashlib
import shutil
import sys
from pathlib import Path

from launch.failures import Refusal
from launch.programs import PYTHON, ROOT, VENV, run, say, works

STAMPS = VENV / "installed"


def fingerprint(file: Path, version: tuple[int, int]) -> str:
    """What an installation is known by: the Python version and the locked file's text."""
    return hashlib.sha256(f"{version}".encode() + file.read_bytes()).hexdigest()


def check_venv_module(version: tuple[int, int], importable: bool) -> None:
    """Debian and Ubuntu ship Python without the part that makes virtual environments."""
    if not importable:
        raise Refusal(
            "This Python cannot make virtual environments: install the missing part with "
            f"'sudo apt-get install python{version[0]}.{version[1]}-venv' and start again."
        )


def install(development: bool = False) -> None:
    """Installs what the locked file lists, unless it is installed already.

    The development file contains everything of the other one in the same versions, so it is
    enough alone.
    """
    version = sys.version_info[:2]
    runtime, wanted = ROOT / "requirements.txt", ROOT / "requirements.txt"
    if development:
        wanted = ROOT / "requirements-dev.txt"
    healthy = works(str(PYTHON), "-c", "")
    stamps = STAMPS.read_text().split() if STAMPS.exists() else []
    if healthy and fingerprint(wanted, version) in stamps:
        return
    uv = shutil.which("uv")
    if not uv and healthy and not works(str(PYTHON), "-m", "pip", "--version"):
        healthy = False  # it was made by a uv that has gone since
    if not healthy:
        make(uv, version)
    say("Installing the libraries; the first time takes about a minute ...")
    run([*installer(uv), "--require-hashes", "-r", str(wanted)], "install")
    STAMPS.write_text(f"{fingerprint(runtime, version)}\n{fingerprint(wanted, version)}\n")


def make(uv: str | None, version: tuple[int, int]) -> None:
    """An empty environment in .venv, in place of whatever was there."""
    say("Making the virtual environment ...")
    if uv:
        run([uv, "venv", "--clear", "--python", sys.executable, str(VENV)], "install")
        return
    check_venv_module(version, works(sys.executable, "-c", "import ensurepip, venv"))
    run([sys.executable, "-m", "venv", "--clear", str(VENV)], "install")


def installer(uv: str | None) -> list[str]:
    """uv where there is one, because it is ten times as quick; else pip."""
    if uv:
        return [uv, "pip", "install", "--compile-bytecode", "--python", str(PYTHON)]
    quiet = ["--no-input", "--disable-pip-version-check", "--retries", "2", "--timeout", "20"]
    return [str(PYTHON), "-m", "pip", "install", *quiet]


def stale_translations(folder: Path) -> list[Path]:
    """Translators' files that are newer than what Flask reads."""
    return [
        po
        for po in sorted(folder.glob("*/LC_MESSAGES/*.po"))
        if not (mo := po.with_suffix(".mo")).exists() or mo.stat().st_mtime < po.stat().st_mtime
    ]


def compile_translations() -> None:
    """Makes the .mo files where a .po file is newer."""
    if stale_translations(ROOT / "translations"):
        babel = [str(PYTHON), "-m", "babel.messages.frontend", "compile", "-d", "translations"]
        # A new file's heading is marked as fuzzy, and without this the whole file would be left
        # out; that no sentence is unfinished is a matter for the tests.
        run([*babel, "--use-fuzzy"], "setup")
