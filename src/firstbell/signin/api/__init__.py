"""Signing in over REST, a module for each noun. Nobody becomes somebody else here, and nothing secret is answered."""

from firstbell.core.api import Router
from firstbell.signin.api import providers, rules, sessions

router = Router(tags=["Signing in"])
for noun in (sessions, rules, providers):
    router.add_router("", noun.router)
