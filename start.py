#!/usr/bin/env python3
"""Starts Kuntatori on this computer. Needs Python 3.11 or newer and nothing else.

    python3 start.py                 prepares everything once, then serves http://127.0.0.1:8000
    python3 start.py setup           prepares everything and stops
    python3 start.py test [...]      runs every check; with arguments, only `pytest [...]`

This file must parse on old Pythons too, so that it can tell them kindly that they are too old;
everything else stands in launch/, which is imported only after that.
"""

import sys

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 (the reason this file exists)
        sys.exit(
            "Kuntatori needs Python 3.11 or newer and this is Python "
            f"{sys.version_info[0]}.{sys.version_info[1]}: "
            "run it with a newer one, for example python3.11 start.py."
        )
    from launch.command import main

    sys.exit(main(sys.argv[1:]))
