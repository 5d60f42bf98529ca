"""A whole installation for browser tests: database, demonstration, server, payments, one process each."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

LATER = """
import datetime, sys
import time_machine
from flask.cli import main
days = int(sys.argv[1])
sys.argv = ["flask", "--app", "app", *sys.argv[2:]]
with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days)):
    main()
"""
ROOT = Path(__file__).resolve().parents[2]


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Site:
    """A running installation."""

    url: str
    environment: dict[str, str]

    def flask(self, *words: str, days_later: int = 0) -> str:
        """Run a command of the installation and give what it said; `days_later` on its clock."""
        command = [sys.executable, "-m", "flask", "--app", "app", *words]
        if days_later:
            command = [sys.executable, "-c", LATER, str(days_later), *words]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"flask {' '.join(words)}: {done.stderr[-3000:]}"
        return done.stdout


@contextmanager
def running(data: Path, demonstration: bool = True) -> Iterator[Site]:
    """An installation with its data in `data`, stopped at the end."""
    port, stripe_port = a_free_port(), a_free_port()
    url, stripe = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{stripe_port}"
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("KUNTATORI_")},
        "KUNTATORI_DATA_DIR": str(data),
        "KUNTATORI_BASE_URL": url,
        "KUNTATORI_STRIPE_API_KEY": "sk_test_kuntatori",
        "KUNTATORI_STRIPE_WEBHOOK_SECRET": "whsec_kuntatori",
        "KUNTATORI_STRIPE_API_BASE": stripe,
        "PYTHONWARNINGS": "ignore",
    }
    environment.pop("DATABASE_URL", None)
    site = Site(url, environment)
    site.flask("translations", "compile")
    site.flask("db", "upgrade")
    site.flask("register", "load")
    if demonstration:
        site.flask("demo", "load", "--once")
    commands = [
        [
            *(
                sys.executable,
                "-m",
                "granian",
                "--interface",
                "wsgi",
                "--factory",
                "app:create_app",
            ),
            *("--host", "127.0.0.1", "--port", str(port)),
            *("--workers", "1", "--blocking-threads", "4", "--no-access-log"),
        ],
        [
            *(sys.executable, "-m", "fakes.stripe_server", "--port", str(stripe_port)),
            *("--webhook-url", f"{url}/stripe/webhook", "--secret", "whsec_kuntatori"),
            *("--key", "sk_test_kuntatori", "--quiet"),
        ],
    ]
    log = (data / "site.log").open("wb")
    children = [
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        for command in commands
    ]
    try:
        _wait(f"{url}/healthz", children[0], data)
        yield site
    finally:
        for child in children:
            os.killpg(child.pid, signal.SIGTERM)
        for child in children:
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
        log.close()


def _wait(url: str, child: "subprocess.Popen[bytes]", data: Path) -> None:
    for _ in range(200):
        try:
            with urlopen(url, timeout=2):
                return
        except (URLError, OSError):
            assert child.poll() is None, (data / "site.log").read_text()[-3000:]
            time.sleep(0.1)
    raise AssertionError(f"{url} never answered: {(data / 'site.log').read_text()[-3000:]}")
