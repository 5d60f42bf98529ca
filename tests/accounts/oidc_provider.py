"""A small but real OpenID Connect provider on loopback, with knobs to make it misbehave.

It answers discovery, keys and tokens over HTTP, checks the client's secret, the code and PKCE, and
signs with RS256. What a browser would do at the authorization address, `agree` does.
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "kuntatori", "a secret/with:odd characters"
KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})
NEXT_KEY = RSAKey.generate_key(2048, {"kid": "second", "use": "sig", "alg": "RS256"})


def coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Provider:
    """`claims` are written over what the token says; None takes a claim away."""

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.codes: dict[str, dict[str, Any]] = {}
        self.reset()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def reset(self) -> None:
        self.person = {"sub": "subject-1", "email": "x@y.example", "email_verified": True}
        self.claims: dict[str, Any] = {}
        self.description: dict[str, Any] = {}
        self.signing, self.published = KEY, [KEY]
        self.algorithm = "RS256"
        self.broken = ""
        self.asked: list[str] = []

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def agree(self, url: str) -> dict[str, str]:
        """What the provider sends back when the person signs in at the authorization address."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert url.startswith(f"{self.issuer}/authorize?")
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def _exchange(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        given = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = coded(digest)
        if given != f"{CLIENT}:{SECRET}":
            return 401, {"error": "invalid_client"}
        if (
            asked is None
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != form.get("redirect_uri")
        ):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        token = self._token(claims)
        answer = {"access_token": "a", "token_type": "Bearer", "id_token": token}
        return 200, answer if token else {k: v for k, v in answer.items() if k != "id_token"}

    def _token(self, claims: dict[str, Any]) -> str:
        if self.algorithm == "missing":
            return ""
        if self.algorithm in ("none", "HS256"):
            parts = ({"alg": self.algorithm}, claims)
            signed = ".".join(coded(json.dumps(part).encode()) for part in parts)
            # The public key taken for a shared secret: an old trick against careless libraries.
            secret = KEY.as_pem(private=False) if self.algorithm == "HS256" else b""
            digest = hmac.digest(secret, signed.encode(), "sha256") if secret else b""
            return f"{signed}.{coded(digest)}"
        header = {"alg": "RS256", "kid": self.signing.kid}
        return jwt.encode(header, claims, self.signing)

    def _get(self, path: str) -> tuple[int, dict[str, Any]]:
        self.asked.append(path)
        if self.broken == path:
            return 500, {}
        if path == "/.well-known/openid-configuration":
            return 200, {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            } | self.description
        if path == "/keys":
            return 200, {"keys": [key.as_dict(private=False) for key in self.published]}
        return 404, {}

    def _handler(provider) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.answer(*provider._get(urlsplit(self.path).path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                if provider.broken == "/token":
                    self.answer(500, {})
                    return
                self.answer(*provider._exchange(form, self.headers.get("Authorization", "")))

            def answer(self, status: int, data: dict[str, Any]) -> None:
                body = json.dumps(data).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                pass

        return Handler
