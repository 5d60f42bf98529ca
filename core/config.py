"""Ground floor. What an installation decides, read from environment and settings file, checked.

Every setting is `KUNTATORI_<NAME>` in the environment, or `<name>` in a TOML file named by
`KUNTATORI_SETTINGS`; the environment wins. `DATABASE_URL` is understood too.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from stdnum import iban
from stdnum.fi import ytunnus

ROOT = Path(__file__).parent.parent
DEMONSTRATION_SECRET = "demonstration-secret-never-in-production"  # noqa: S105 (refused in production)
EXAMPLE_IBAN = "FI2112345600000785"  # from the standard's examples; nobody's account


class Mode(StrEnum):
    DEMONSTRATION = "demonstration"
    PRODUCTION = "production"


class ConfigError(Exception):
    """A setting is missing or cannot be right. Each line of the message names one setting."""


@dataclass(frozen=True)
class Settings:
    """All settings, checked. Secrets are left out of `repr`."""

    mode: Mode = Mode.DEMONSTRATION
    secret_key: str = field(default=DEMONSTRATION_SECRET, repr=False)
    database_url: str = ""  # empty: SQLite in the data directory
    data_dir: Path = ROOT / "var" / "demonstration"  # where start.py puts it too
    base_url: str = "http://127.0.0.1:8000"
    trusted_proxies: int = 0

    alliance_name: str = "DigiOne"
    coordinator_name: str = "Tiera"
    coverage_goal_percent: int = 70

    session_idle_minutes: int = 120
    session_hours: int = 12
    upload_limit_mb: int = 20
    body_limit_mb: int = 22
    upload_quota_mb: int = 500  # all files of one organisation together

    mail_from: str = "kuntatori@kuntatori.example"
    smtp_host: str = ""  # empty: nothing leaves; messages are read on the mailbox page
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_security: str = "starttls"  # starttls | tls | none

    oidc_name: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_scopes: str = "openid email profile"

    stripe_api_key: str = field(default="", repr=False)
    stripe_webhook_secret: str = field(default="", repr=False)
    stripe_api_base: str = ""  # empty: Stripe itself

    seller_name: str = "Kuntien Tiera Oy"
    seller_business_id: str = "2362180-3"
    seller_address: str = ""
    bank_iban: str = EXAMPLE_IBAN
    bank_bic: str = "NDEAFIHH"
    payment_term_days: int = 30

    jobs_url: str = ""  # empty: SQLite in the data directory; postgresql://… or redis://…
    log_level: str = "INFO"

    @property
    def demonstration(self) -> bool:
        return self.mode is Mode.DEMONSTRATION

    @property
    def sqlalchemy_url(self) -> str:
        """The database address in the words SQLAlchemy wants."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'kuntatori.sqlite3'}"
        scheme, _, rest = self.database_url.partition("://")
        return f"postgresql+psycopg://{rest}" if scheme in POSTGRES_SCHEMES else self.database_url

    @property
    def secure_cookies(self) -> bool:
        return self.base_url.startswith("https://")


POSTGRES_SCHEMES = {"postgres", "postgresql", "postgresql+psycopg"}
REDIS_SCHEMES = {"redis", "rediss"}


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from a settings file and the environment.

    Raises ConfigError listing every setting that is wrong, each with what would be right.
    """
    environ = os.environ if environ is None else environ
    wrong: list[str] = []
    raw: dict[str, Any] = _read_file(environ.get("KUNTATORI_SETTINGS", ""), wrong)
    known = {f.name for f in fields(Settings)}
    wrong += [f"{name}: no such setting" for name in sorted(set(raw) - known)]
    raw = {name: value for name, value in raw.items() if name in known}
    for name in known:
        if (text := environ.get(f"KUNTATORI_{name.upper()}")) is not None:
            raw[name] = text
    if "database_url" not in raw and environ.get("DATABASE_URL"):
        raw["database_url"] = environ["DATABASE_URL"]
    values = {name: _typed(name, value, wrong) for name, value in raw.items()}
    if wrong:
        raise ConfigError("\n".join(wrong))
    settings = Settings(**values)
    wrong = list(_problems(settings))
    if wrong:
        raise ConfigError("\n".join(wrong))
    return settings


def _read_file(name: str, wrong: list[str]) -> dict[str, Any]:
    if not name:
        return {}
    try:
        return tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except OSError as error:
        wrong.append(f"KUNTATORI_SETTINGS: cannot read {name}: {error.strerror}")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        wrong.append(f"KUNTATORI_SETTINGS: {name} is not TOML: {error}")
    return {}


def _typed(name: str, value: Any, wrong: list[str]) -> Any:
    kind = {f.name: f.type for f in fields(Settings)}[name]
    try:
        if kind is int:
            return int(value)
        if kind is Path:
            return Path(value).resolve()
        if kind is Mode:
            return Mode(value)
    except ValueError:
        right = "one of " + ", ".join(Mode) if kind is Mode else "a whole number"
        wrong.append(f"{name}: must be {right}, not {str(value)[:40]!r}")
        return None
    return str(value)


def _problems(settings: Settings) -> list[str]:
    wrong = []
    if settings.mode is Mode.PRODUCTION:
        if settings.secret_key == DEMONSTRATION_SECRET or len(settings.secret_key) < 32:
            wrong.append("secret_key: production needs a secret of its own, 32 characters or more")
        if not settings.secure_cookies:
            wrong.append("base_url: production is served over https://")
        if settings.bank_iban == EXAMPLE_IBAN:
            wrong.append("bank_iban: production needs the account that invoices are paid to")
        if settings.stripe_api_base:
            wrong.append("stripe_api_base: production talks to Stripe itself, leave it empty")
        if settings.oidc_issuer and not settings.oidc_issuer.startswith("https://"):
            wrong.append("oidc_issuer: production talks to an identity service over https://")
    url = urlsplit(settings.base_url)
    if url.scheme not in {"http", "https"} or not url.netloc or url.path not in {"", "/"}:
        wrong.append("base_url: must be like https://kuntatori.example, without a path")
    scheme = settings.database_url.partition("://")[0]
    if settings.database_url and scheme not in POSTGRES_SCHEMES | {"sqlite"}:
        wrong.append("database_url: must begin with postgresql:// or sqlite:///")
    if settings.jobs_url:
        scheme, complete, _ = settings.jobs_url.partition("://")
        if not complete or scheme not in POSTGRES_SCHEMES | REDIS_SCHEMES:
            wrong.append("jobs_url: must begin with postgresql:// or redis://, or be empty")
        elif scheme in REDIS_SCHEMES and find_spec("redis") is None:
            wrong.append(
                "jobs_url: redis:// needs the package redis, which is not among those that come "
                "along: run .venv/bin/pip install redis, or use postgresql://, or leave it empty"
            )
    if bool(settings.stripe_api_key) != bool(settings.stripe_webhook_secret):
        wrong.append("stripe_api_key and stripe_webhook_secret: give both or neither")
    if not iban.is_valid(settings.bank_iban):
        wrong.append("bank_iban: must be an IBAN with the right check digits")
    if not ytunnus.is_valid(settings.seller_business_id):
        wrong.append("seller_business_id: must be a Finnish business ID such as 1234567-1")
    if not 0 <= settings.payment_term_days <= 180:
        wrong.append("payment_term_days: must be from 0 to 180")
    if settings.oidc_issuer and not (settings.oidc_client_id and settings.oidc_client_secret):
        wrong.append("oidc_client_id, oidc_client_secret: both are needed with oidc_issuer")
    if settings.smtp_security not in {"starttls", "tls", "none"}:
        wrong.append("smtp_security: must be starttls, tls or none")
    if not 1 <= settings.coverage_goal_percent <= 100:
        wrong.append("coverage_goal_percent: must be from 1 to 100")
    for name in ("session_idle_minutes", "session_hours", "upload_limit_mb", "body_limit_mb"):
        if getattr(settings, name) < 1:
            wrong.append(f"{name}: must be 1 or more")
    return wrong
