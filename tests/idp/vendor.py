"""A strict stand-in for Google's and Microsoft's OpenID Connect doors, in this process.

It refuses what the vendors refuse: every parameter is compared with their published documents
(https://developers.google.com/identity/openid-connect/openid-connect,
https://learn.microsoft.com/en-us/entra/identity-platform/v2-protocols-oidc), the code is good once, and PKCE must fit.
What the ID token says, and how it is signed, the test decides.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

TENANT = "11111111-2222-3333-4444-555555555555"
Claims = dict[str, Any]


def make_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Vendor:
    """``claims`` are added to an ID token that is otherwise right; ``sign`` may do it wrongly."""

    kind: str
    client_id: str = "client-1.apps.example"
    secret: str = "the client's secret"
    port: int = 0
    key: rsa.RSAPrivateKey = field(default_factory=make_key)
    claims: Claims = field(default_factory=dict)
    sign: Callable[[Vendor, Claims], str] | None = None
    questions: dict[str, dict[str, str]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def issuer(self) -> str:
        return f"{self.base}/{TENANT}/v2.0" if self.kind == "microsoft" else self.base

    def discovery(self) -> dict[str, Any]:
        """The fields of the vendors' own documents, as published in 2026."""
        common = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.base}/authorize",
            "token_endpoint": f"{self.base}/token",
            "jwks_uri": f"{self.base}/keys",
            "response_types_supported": ["code", "id_token", "code id_token"],
            "subject_types_supported": ["pairwise"] if self.kind == "microsoft" else ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "scopes_supported": ["openid", "email", "profile"],
        }
        if self.kind == "google":
            common |= {
                "userinfo_endpoint": f"{self.base}/userinfo",
                "code_challenge_methods_supported": ["plain", "S256"],
            }
        return common

    def authorize(self, asked: dict[str, list[str]]) -> str:
        """Check the question; the address the browser is sent back to."""
        known = {"client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "prompt"}
        known |= {"code_challenge", "code_challenge_method", *({"hd"} if self.kind == "google" else set())}
        for name, values in asked.items():
            self.expect(name in known, f"unknown parameter {name}")
            self.expect(len(values) == 1, f"{name} twice")
        one = {name: values[0] for name, values in asked.items()}
        self.expect(one.get("client_id") == self.client_id, "client_id")
        self.expect(one.get("response_type") == "code", "response_type")
        self.expect(set(one.get("scope", "").split()) == {"openid", "email", "profile"}, "scope")
        self.expect(one.get("code_challenge_method") == "S256", "code_challenge_method")
        self.expect(len(one.get("nonce", "")) >= 20 and len(one.get("state", "")) >= 16, "nonce or state too short")
        self.expect(one.get("prompt") == "select_account", "prompt")
        if self.kind == "google":
            self.expect(one.get("hd") == "example.org", "hd")
        code = secrets.token_urlsafe()
        self.questions[code] = one
        return f"{one['redirect_uri']}?{urlencode({'code': code, 'state': one['state']})}"

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Exchange a code once."""
        if (form.get("client_id"), form.get("client_secret")) != (self.client_id, self.secret):
            return 401, {"error": "invalid_client"}
        question = self.questions.pop(form.get("code", ""), None)
        if question is None:
            return 400, {"error": "invalid_grant"}
        self.expect(form.get("grant_type") == "authorization_code", "grant_type")
        self.expect(form.get("redirect_uri") == question["redirect_uri"], "redirect_uri changed")
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        self.expect(challenge == question["code_challenge"], "PKCE does not fit")
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": self.client_id, "iat": now, "exp": now + 3600, "nonce": question["nonce"]}
        claims = {name: value for name, value in {**claims, **self.claims}.items() if value is not None}
        signed = self.sign(self, claims) if self.sign is not None else self.signed(claims)
        return 200, {"access_token": "x", "token_type": "Bearer", "expires_in": 3600, "id_token": signed}

    def signed(self, claims: Claims) -> str:
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "key-1"})

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "key-1", "use": "sig", "alg": "RS256"}]}

    def expect(self, holds: bool, what: str) -> None:
        if not holds:
            self.complaints.append(what)


@contextmanager
def serving(vendor: Vendor) -> Iterator[Vendor]:
    """The stand-in on a free port; whatever it complained of fails the test at the end."""

    class Doors(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            if path == urlsplit(vendor.issuer).path + "/.well-known/openid-configuration":
                self.answer(200, vendor.discovery())
            elif path == "/keys":
                self.answer(200, vendor.keys())
            elif path == "/authorize":
                self.send_response(302)
                self.send_header("Location", vendor.authorize(parse_qs(query, keep_blank_values=True)))
                self.end_headers()
            else:
                self.answer(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            self.answer(*vendor.token({name: values[0] for name, values in parse_qs(body).items()}))

        def answer(self, status: int, what: dict[str, Any]) -> None:
            body = json.dumps(what).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Doors)
    vendor.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield vendor
    finally:
        server.shutdown()
        server.server_close()
    assert not vendor.complaints, vendor.complaints
