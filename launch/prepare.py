"""Runs inside the virtual environment: several of the application's commands in one process.

Each would start in a second of its own; together they let a second start take seconds.
`python -m launch.prepare "db upgrade" "register load"`
"""

import sys
from collections.abc import Sequence

from flask.cli import ScriptInfo

from app import create_app


def main(commands: Sequence[str]) -> None:
    """Each command in turn; the first that fails ends the program as it would have by itself."""
    app = create_app()
    for command in commands:
        sys.stdout.write("\f")  # begins what each has to say
        app.cli.main(command.split(), obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)


if __name__ == "__main__":
    main(sys.argv[1:])
