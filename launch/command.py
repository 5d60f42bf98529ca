"""The command line of start.py: what was asked for, in what order it is done, how it ends."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn

from launch import addresses, data
from launch.failures import Refusal, explain_system
from launch.libraries import compile_translations, install
from launch.processes import Together
from launch.programs import PYTHON, ROOT, flask, say


def main(arguments: Sequence[str]) -> int:
    """The exit code: 0 when it did what was asked, 1 with one sentence when it could not."""
    try:
        if arguments[:1] == ["test"]:
            return test(arguments[1:])
        return begin(read(arguments), os.environ)
    except Refusal as refusal:
        return refuse(str(refusal))
    except OSError as error:
        return refuse(explain_system(error))
    except KeyboardInterrupt:
        return refuse("Stopped before it was ready: start again and it goes on from there.")


def refuse(sentence: str) -> int:
    sys.stdout.flush()
    sys.stderr.write(f"{sentence}\n")
    return 1


class Parser(argparse.ArgumentParser):
    """Says what is wrong with an option the way everything else is said."""

    def error(self, message: str) -> NoReturn:
        raise Refusal(f"{message}: python3 start.py --help lists what can be asked for.")


def read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser(
        prog="python3 start.py",
        allow_abbrev=False,
        description="Prepares Kuntatori on this computer and serves it.",
        epilog="python3 start.py test runs every check; python3 start.py test -k word runs some.",
    )
    parser.add_argument("what", nargs="?", choices=["serve", "setup", "test"], default="serve")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=port, default=8000, help="port to listen on (8000)")
    parser.add_argument("--database", metavar="URL", help="postgresql://user:password@host/name")
    parser.add_argument("--no-demo", action="store_true", help="no demonstration data")
    parser.add_argument("--reset", action="store_true", help="delete the demonstration data first")
    parser.add_argument("--yes", action="store_true", help="do not ask before deleting")
    return parser.parse_args(arguments)


def port(text: str) -> int:
    if text.isascii() and text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")


def begin(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    demonstration = not options.no_demo and environ.get("KUNTATORI_MODE") != "production"
    database = options.database or environ.get("DATABASE_URL")
    if database:
        addresses.check_database_url(database)
    if options.what == "serve":
        addresses.check_port(options.host, options.port)
    install()
    compile_translations()
    folder = data.directory(demonstration, environ)
    with data.lock(folder):
        if options.reset:
            data.check_reset(folder, database)
            if not options.yes and not agreed():
                raise Refusal("Nothing was deleted and nothing was started.")
            data.reset(folder)
        url = addresses.base_url(options.host, options.port)
        told = data.environment(environ, folder, url, options.database)
        stripe = None
        if demonstration and "KUNTATORI_STRIPE_API_KEY" not in environ:
            stripe = addresses.free_port(options.host, options.port)
            told |= data.pretend_stripe(folder, addresses.base_url(options.host, stripe))
        users = data.fill(told, demonstration)
        if options.what == "setup":
            say("Everything is ready: python3 start.py serves it.")
            return 0
        return serve(options, told, stripe, users)


def agreed() -> bool:
    say("This deletes all demonstration data, what you have added to it included.")
    try:
        return input("Type yes to delete it: ").strip().lower() in {"yes", "y"}
    except EOFError:
        return False


def serve(
    options: argparse.Namespace, told: Mapping[str, str], stripe: int | None, users: str
) -> int:
    """Runs until somebody stops it. Raises Refusal when one of the processes stops by itself."""
    with Together(told) as together:
        together.start("web server", web_server(options.host, options.port))
        together.start("job runner", flask("jobs", "run"))
        if stripe:
            together.start("pretended stripe", pretended_stripe(options, told, stripe))
        url = addresses.base_url(options.host, options.port)
        if together.wait_until_answers(f"{url}/healthz"):
            say(f"\nKuntatori is open at {url} (Ctrl-C stops it)\n\n{users}")
            together.watch()
    say("Stopped.")
    return 0


def web_server(host: str, port: int) -> list[str]:
    """One process with several threads: SQLite has one writer at a time anyway."""
    options = {"--interface": "wsgi", "--host": host, "--port": str(port)}
    options |= {"--workers": "1", "--blocking-threads": "4", "--workers-kill-timeout": "5"}
    words = [word for pair in options.items() for word in pair]
    return [str(PYTHON), "-m", "granian", *words, "--no-ws", "--factory", "app:create_app"]


def pretended_stripe(
    options: argparse.Namespace, told: Mapping[str, str], number: int
) -> list[str]:
    """It tells the application of payments at the address that the application has here."""
    hook = addresses.base_url(options.host, options.port) + "/stripe/webhook"
    words = ["--host", options.host, "--port", str(number), "--webhook-url", hook, "--quiet"]
    words += ["--key", told["KUNTATORI_STRIPE_API_KEY"]]
    words += ["--secret", told["KUNTATORI_STRIPE_WEBHOOK_SECRET"]]
    return [str(PYTHON), "-m", "fakes.stripe_server", *words]


def test(arguments: Sequence[str]) -> int:
    """Everything there is to check, or only what pytest is told to."""
    install(development=True)
    compile_translations()
    checks = [str(PYTHON), "-m", "tests.everything", *arguments]
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execv(checks[0], checks)  # noqa: S606 (our own interpreter takes over this process)
