"""Third floor. The only file that knows Authlib: any OpenID Connect provider, by configuration.

OpenID Connect Core 1.0 (authorization code flow), Discovery 1.0, PKCE (RFC 7636), issuer
identification (RFC 9207). Every answer is checked against the question it belongs to.
"""

import secrets
import time
from collections.abc import Mapping
from typing import Any

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from accounts.oidc import OpenIdRefused, Question, Refusal, Stranger
from core.config import Settings

PATIENCE = 10  # seconds for one answer of the provider
KEPT = 3600  # seconds that the provider's description and keys are believed
SKEW = 60  # seconds that two clocks may differ
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
"""Signatures only: never `none`, and never a shared secret that could be confused with a key."""


class OpenIdProvider:
    """The provider of this installation's settings. Implements accounts.oidc.IdentityProvider."""

    def __init__(self, settings: Settings) -> None:
        self.issuer = settings.oidc_issuer.rstrip("/")
        self.name = settings.oidc_name
        self.scopes = settings.oidc_scopes
        self.client_id = settings.oidc_client_id
        self._secret = settings.oidc_client_secret
        self._known: dict[str, tuple[float, dict[str, Any]]] = {}

    @property
    def display_name(self) -> str:
        return self.name or self.issuer

    def ask(self, redirect_uri: str) -> Question:
        """A fresh question with its own state, nonce and PKCE verifier."""
        verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
        with self._client(redirect_uri) as client:
            url, state = client.create_authorization_url(
                self._endpoint("authorization_endpoint"), nonce=nonce, code_verifier=verifier
            )
        return Question(url=url, state=state, nonce=nonce, verifier=verifier)

    def hear(self, question: Question, answer: Mapping[str, str], redirect_uri: str) -> Stranger:
        """Exchange the code and check the token against the question. Raises OpenIdRefused."""
        if not secrets.compare_digest(answer.get("state", "").encode(), question.state.encode()):
            raise OpenIdRefused(Refusal.STATE)
        if "iss" in answer and answer["iss"].rstrip("/") != self.issuer:
            raise OpenIdRefused(Refusal.ISSUER)  # RFC 9207: another provider's answer mixed in
        if answer.get("error") or not answer.get("code"):
            raise OpenIdRefused(Refusal.DENIED)
        claims = self._claims(self._exchange(question, answer["code"], redirect_uri))
        self._check(claims, question)
        return Stranger(
            issuer=self.issuer,
            subject=str(claims["sub"])[:255],
            email=str(claims.get("email") or "").strip().lower(),
            email_verified=claims.get("email_verified") in (True, "true"),
        )

    def _client(self, redirect_uri: str) -> OAuth2Session:
        return OAuth2Session(
            self.client_id,
            self._secret,
            scope=self.scopes,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method=self._way_to_authenticate(),
        )

    def _way_to_authenticate(self) -> str:
        ways = self._description().get("token_endpoint_auth_methods_supported")
        basic = ways is None or "client_secret_basic" in ways
        return "client_secret_basic" if basic else "client_secret_post"

    def _exchange(self, question: Question, code: str, redirect_uri: str) -> str:
        with self._client(redirect_uri) as client:
            try:
                tokens = client.fetch_token(
                    self._endpoint("token_endpoint"),
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=question.verifier,
                    timeout=PATIENCE,
                )
            except OAuthError:
                raise OpenIdRefused(Refusal.DENIED) from None
            except (requests.RequestException, ValueError):
                raise OpenIdRefused(Refusal.UNREACHABLE) from None
        token = tokens.get("id_token")
        if not isinstance(token, str):
            raise OpenIdRefused(Refusal.TOKEN)
        return token

    def _claims(self, token: str) -> dict[str, Any]:
        """What a token says, once its signature is that of one of the provider's keys."""
        for fresh in (False, True):  # a provider may have changed its keys a moment ago
            try:
                keys = KeySet.import_key_set(self._fetch("jwks_uri", fresh))  # type: ignore[arg-type]
                return dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)
            except (JoseError, ValueError, KeyError, TypeError):
                continue
        raise OpenIdRefused(Refusal.TOKEN)

    def _check(self, claims: Mapping[str, Any], question: Question) -> None:
        """OpenID Connect Core 1.0, 3.1.3.7."""
        if str(claims.get("iss", "")).rstrip("/") != self.issuer:
            raise OpenIdRefused(Refusal.ISSUER)
        if not secrets.compare_digest(
            str(claims.get("nonce", "")).encode(), question.nonce.encode()
        ):
            raise OpenIdRefused(Refusal.NONCE)
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        mine = self.client_id in audiences and claims.get("azp", self.client_id) == self.client_id
        now, until, since = time.time(), claims.get("exp"), claims.get("iat")
        in_time = (
            isinstance(until, int | float)
            and isinstance(since, int | float)
            and now - SKEW < until
            and since < now + SKEW
        )
        if not mine or not in_time or not claims.get("sub"):
            raise OpenIdRefused(Refusal.TOKEN)

    def _endpoint(self, name: str) -> str:
        address = self._description().get(name)
        if not isinstance(address, str) or not address.startswith(("https://", "http://127.")):
            raise OpenIdRefused(Refusal.UNREACHABLE)
        return address

    def _description(self) -> dict[str, Any]:
        found = self._get(f"{self.issuer}/.well-known/openid-configuration")
        if str(found.get("issuer", "")).rstrip("/") != self.issuer:
            raise OpenIdRefused(Refusal.ISSUER)
        return found

    def _fetch(self, name: str, fresh: bool) -> dict[str, Any]:
        return self._get(self._endpoint(name), fresh)

    def _get(self, url: str, fresh: bool = False) -> dict[str, Any]:
        at, found = self._known.get(url, (0.0, {}))
        if found and not fresh and time.monotonic() - at < KEPT:
            return found
        try:
            reply = requests.get(url, timeout=PATIENCE, allow_redirects=False)
            reply.raise_for_status()
            found = reply.json()
        except (requests.RequestException, ValueError):
            raise OpenIdRefused(Refusal.UNREACHABLE) from None
        if not isinstance(found, dict):
            raise OpenIdRefused(Refusal.UNREACHABLE)
        self._known[url] = (time.monotonic(), found)
        return found
