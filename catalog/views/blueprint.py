"""Top floor. The column's one blueprint; each noun's views register on it."""

from flask import Blueprint

blueprint = Blueprint("catalog", __name__)
