"""Top floor. The blueprint of the rooms that belong to no column: /style, /healthz, /feedback …"""

from flask import Blueprint

blueprint = Blueprint("core", __name__)
