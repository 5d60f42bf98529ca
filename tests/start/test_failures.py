"""Whatever goes wrong on somebody's computer, it is said in one sentence with the remedy."""

import errno
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from launch.failures import explain, explain_port, explain_system

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path):
    """The two files that start everything, in an empty folder: nothing can be installed there."""
    shutil.copy(ROOT / "start.py", tmp_path)
    shutil.copytree(
        ROOT / "launch", tmp_path / "launch", ignore=shutil.ignore_patterns("__pycache__")
    )
    (tmp_path / "requirements.txt").write_text("")
    (tmp_path / "bin").mkdir()
    return tmp_path


def start(folder: Path, *words: str, before: str = "", **environment: str):
    """Runs start.py there, without uv, with only what the test allows; its exit code and words."""
    path = os.pathsep.join([str(folder / "bin"), "/usr/bin", "/bin"])
    code = f"import sys, runpy; sys.argv = ['start.py', *{list(words)!r}]; {before}\n"
    code += f"sys.path.insert(0, {str(folder)!r}); runpy.run_path({str(folder / 'start.py')!r}, run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={"PATH": path, "HOME": str(folder), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def sentence(ran) -> str:
    """What it said before it gave up: one line, no traceback, exit code 1."""
    assert ran.returncode == 1, ran
    assert "Traceback" not in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1, ran.stderr
    return ran.stderr.strip()


def test_an_old_python_is_told_that_it_is_old(copy):
    ran = start(copy, before="sys.version_info = (3, 8, 10, 'final', 0)")
    assert sentence(ran) == (
        "Kuntatori needs Python 3.11 or newer and this is Python 3.8: "
        "run it with a newer one, for example python3.11 start.py."
    )


def test_a_python_without_venv_is_told_the_line_to_type(copy):
    (copy / "ensurepip.py").write_text("raise ImportError('Debian leaves it out')")
    said = sentence(start(copy, "setup", PYTHONPATH=str(copy)))
    assert f"sudo apt-get install python3.{sys.version_info[1]}-venv" in said


def test_a_taken_port_is_named_and_another_offered(copy):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = sentence(start(copy, "--port", str(port)))
    assert f"Port {port} is taken" in said
    assert f"--port {port + 1}" in said


@pytest.mark.parametrize("port", ["0", "65536", "-1", "8000x", "٨٠"])
def test_a_port_that_is_none_is_refused(copy, port):
    assert "a port is a number from 1 to 65535" in sentence(start(copy, f"--port={port}"))


def test_an_address_of_another_computer_is_refused(copy):
    assert "does not belong to this computer" in sentence(start(copy, "--host", "203.0.113.9"))


def test_a_host_that_is_no_address_is_refused(copy):
    assert "There is no address" in sentence(start(copy, "--host", "no such host"))


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "/var/db.sqlite3"])
def test_a_database_of_another_kind_is_refused(copy, url):
    assert "must begin with postgresql:// or sqlite:///" in sentence(start(copy, "--database", url))


def test_an_unknown_option_is_named(copy):
    assert "--prot" in sentence(start(copy, "--prot=80"))


def test_an_unwritable_folder_is_named(copy):
    (copy / ".venv").write_text("in the way")
    said = sentence(start(copy, "setup"))
    assert ".venv" in said or "install.log" in said


def test_only_the_demonstration_can_be_reset(copy):
    fake_environment(copy)
    said = sentence(start(copy, "setup", "--reset", "--yes", "--no-demo"))
    assert "--reset deletes only the demonstration data" in said
    said = sentence(start(copy, "setup", "--reset", "--yes", "--database", "sqlite:////x"))
    assert "--reset deletes only the demonstration data" in said


def test_reset_asks_and_does_nothing_without_a_yes(copy):
    fake_environment(copy)
    kept = copy / "var" / "demonstration" / "kuntatori.sqlite3"
    kept.parent.mkdir(parents=True)
    kept.write_text("data")
    assert "Nothing was deleted" in sentence(start(copy, "setup", "--reset"))
    assert kept.read_text() == "data"


def test_the_migrations_own_failure_is_explained(copy):
    fake_environment(copy, "password authentication failed for user", 1)
    said = sentence(start(copy, "setup", "--database", "postgresql://u:secret@h/d"))
    assert "refused the user name or the password" in said
    assert "secret" not in said


def fake_environment(folder: Path, words: str = "", code: int = 0) -> None:
    """A .venv whose python says something and ends with a code, and a stamp that it is complete."""
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\n[ "$1" = -c ] && exit 0\necho "{words}"\nexit {code}\n')
    python.chmod(0o755)
    find = "from launch.libraries import fingerprint; from pathlib import Path; import sys;"
    find += "print(fingerprint(Path('requirements.txt'), sys.version_info[:2]))"
    stamp = subprocess.run([sys.executable, "-c", find], cwd=folder, capture_output=True, text=True)
    (folder / ".venv" / "installed").write_text(stamp.stdout)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("ERROR: [Errno 28] No space left on device", "disk is full"),
        ("NewConnectionError: Failed to establish a new connection", "no network"),
        ("error: dns error: failed to lookup address information", "no network"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "nothing was installed"),
        ('FATAL:  database "kunta" does not exist', "make it with createdb"),
        ("could not translate host name", "server was not found"),
        ("psycopg.OperationalError: connection refused", "does not answer"),
        ("sqlite3.OperationalError: unable to open database file", "SQLite file cannot be opened"),
        (
            "Traceback\ncore.config.ConfigError: base_url: production is served over https://\nsecret_key: needs 32",
            "A setting is wrong (base_url: production is served over https://; secret_key: needs 32)",
        ),
        ("something nobody foresaw", "(something nobody foresaw): the whole story is in a.log"),
        ("", "it said nothing"),
    ],
)
def test_what_other_programs_say_becomes_a_sentence(said, expected):
    assert expected in explain(said, "a.log")


def test_the_operating_systems_refusals_become_sentences():
    assert "disk is full" in explain_system(OSError(errno.ENOSPC, "x"))
    assert "No permission to write /there" in explain_system(OSError(errno.EACCES, "x", "/there"))
    assert "above 1023" in explain_port(OSError(errno.EACCES, "x"), "127.0.0.1", 80)
    assert "--port 8000" in explain_port(OSError(errno.EADDRINUSE, "x"), "127.0.0.1", 65535)
