"""Settings of one installation. Everything that differs between schools comes from the environment.

=========================== ========================================================= =====================
variable                    meaning                                                   default
=========================== ========================================================= =====================
FIRSTBELL_DATA              folder for the database, uploads and the secret key       ``var`` here
FIRSTBELL_DATABASE_URL      ``sqlite:///path`` or ``postgres://user:pw@host/name``     SQLite in the data folder
FIRSTBELL_DATABASE_POOLER   ``1`` when each transaction may get another connection     ``0``
FIRSTBELL_SECRET_KEY        signs sessions; kept in the data folder when not given    made on first start
FIRSTBELL_FIELD_KEYS        keys of stored secrets, newest first, comma-separated     file in the data folder
FIRSTBELL_QUEUE             ``redis://host:6379/0``: background work on Redis          the database
FIRSTBELL_BACKUP_PASSPHRASE seals backups, also the nightly ones                       not sealed
FIRSTBELL_HOSTS             host names the site answers to, comma-separated           localhost, 127.0.0.1
FIRSTBELL_HTTPS             ``1`` when a proxy serves it over HTTPS                    ``0``
FIRSTBELL_TRUSTED_PROXIES   proxies whose ``X-Forwarded-For`` counts: ``10.2.0.0/16``  nobody is trusted
FIRSTBELL_TIME_ZONE         IANA time zone of the district                            America/Chicago
FIRSTBELL_URL               how people reach the site; stands in mails                from the hosts
FIRSTBELL_SMTP_URL          ``smtp://user:pw@host:587`` (STARTTLS), ``smtps://…:465``  no mail is sent
FIRSTBELL_MAIL_FROM         sender of mails: ``Elm High IT <it@elm.example.org>``      firstbell@ the site's host
FIRSTBELL_PRIVATE_HOOKS     ``1`` allows webhooks and chats in one's own network      ``0``
FIRSTBELL_API_RATES         REST requests by token, ``token=1200/60 token:12=6000/60``  1200 a minute
FIRSTBELL_SIP2              ``0.0.0.0:6001``: ``serve`` listens for self-check machines  nobody listens
FIRSTBELL_SIP2_TLS          certificate and key for it: ``/etc/cert.pem,/etc/key.pem``   no TLS
FIRSTBELL_DEMO              ``1`` opens one-click sign-in; only for demo data          ``0``
FIRSTBELL_DEBUG             ``1`` shows errors in the browser; never on a network      ``0``
FIRSTBELL_TESTING           set by the test suite: fast hashes, tasks run at once      ``0``
=========================== ========================================================= =====================
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

from firstbell.config.mail import mail_transport, sender, site_url
from firstbell.config.proxies import networks_of
from firstbell.config.rates import rates_of


def _flag(name: str) -> bool:
    return os.environ.get(name, "0").lower() in {"1", "true", "yes", "on"}


SOURCE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("FIRSTBELL_DATA", "var")).resolve()
DATA.mkdir(mode=0o700, parents=True, exist_ok=True)  # children's data: nobody else of this machine looks in
(DATA / "static").mkdir(exist_ok=True)

DEBUG = _flag("FIRSTBELL_DEBUG")
TESTING = _flag("FIRSTBELL_TESTING")
FIRSTBELL_DEMO = _flag("FIRSTBELL_DEMO")
HTTPS = _flag("FIRSTBELL_HTTPS")


def _secret_key() -> str:
    """The given key, or one made once and kept readable only by this user."""
    given = os.environ.get("FIRSTBELL_SECRET_KEY")
    if given:
        return given
    kept = DATA / "secret-key"
    if not kept.exists():
        fresh = kept.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(get_random_secret_key())
        try:
            os.link(fresh, kept)  # fails when another process was first; then its key is ours too
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return kept.read_text().strip()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("FIRSTBELL_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
if TESTING:
    ALLOWED_HOSTS.append("testserver")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and host not in {"localhost", "[::1]"}]

INSTALLED_APPS = [
    "firstbell.config",
    "firstbell.core",
    "firstbell.people",
    "firstbell.signin",
    "firstbell.rooms",
    "firstbell.inventory",
    "firstbell.circulation",
    "firstbell.guides",
    "firstbell.helpdesk",
    "firstbell.library",
    "firstbell.counter",
    "firstbell.kiosk",
    "firstbell.today",
    "firstbell.reports",
    "firstbell.connectors.base",
    "firstbell.connectors.oneroster",
    "firstbell.connectors.google_csv",
    "firstbell.connectors.intune",
    "firstbell.connectors.jamf",
    "firstbell.connectors.snipe_it",
    "firstbell.connectors.tables",
    "firstbell.connectors.osticket",
    "firstbell.connectors.zammad",
    "firstbell.connectors.photos",
    "firstbell.connectors.mail",
    "firstbell.connectors.sip2",
    "firstbell.connectors.catalogues",
    "firstbell.connectors.sru",
    "firstbell.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "firstbell.core.middleware.ActorMiddleware",
    "firstbell.signin.middleware.SignInMiddleware",
    "firstbell.kiosk.middleware.KioskMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "firstbell.config.urls"
WSGI_APPLICATION = "firstbell.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "firstbell.config.context.frame",
            ],
            "builtins": ["django.templatetags.static", "firstbell.core.templatetags.ui"],
        },
    }
]

_database_url = os.environ.get("FIRSTBELL_DATABASE_URL") or f"sqlite:///{DATA / 'firstbell.sqlite3'}"
DATABASES: dict[str, Any] = {"default": dj_database_url.parse(_database_url, conn_max_age=600)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue at BEGIN instead of failing half-way with "database is locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            # What is let go is overwritten, not only marked as free.
            "PRAGMA secure_delete=ON; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728;"
        ),
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

#: Whether a connection is the same from one transaction to the next, and may keep the plans of statements (core.prepared).
FIRSTBELL_KEEPS_PLANS = not _flag("FIRSTBELL_DATABASE_POOLER")

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    # axes first: it refuses while an account or address is locked out.
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "firstbell.signin.gate.DirectoryBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LOGIN_URL = "demo:choose" if FIRSTBELL_DEMO else "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "firstbell.signin.gate.AccountGate"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
SOCIALACCOUNT_ADAPTER = "firstbell.signin.gate.IdentityGate"
SOCIALACCOUNT_STORE_TOKENS = False
MFA_ADAPTER = "firstbell.signin.gate.FactorGate"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from the roster
MFA_TOTP_TOLERANCE = 1  # half a minute of a slow clock
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers allow it on localhost only
# Allauth counts by address as a first wall; axes locks the account itself.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,10/5m/key"}
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "firstbell.config.signin.lockout_name"
AXES_CLIENT_IP_CALLABLE = "firstbell.config.signin.lockout_address"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for sibling subdomains is the district's decision, not this program's
    "security.W008",  # the proxy that terminates TLS redirects to HTTPS
    "security.W021",  # likewise the browsers' preload list
]

FIRSTBELL_ROLES = "firstbell.config.roles.ROLES"
FIRSTBELL_ACTOR_FACTORY = "firstbell.people.queries.actor_of_account"
# (actor, permission) -> the organisations where it is held, as (path, name).
FIRSTBELL_ORGANISATIONS = "firstbell.people.queries.organisations_where"
FIRSTBELL_TOKEN_ACTOR = "firstbell.people.queries.actor_of_token"  # noqa: S105  a dotted path
FIRSTBELL_DIRECTORY = "firstbell.people.queries.recipients.DIRECTORY"
# Whether a PIN is right, for machines that ask it: (person, pin=, by=) -> yes, no, or None for no PIN.
FIRSTBELL_CHECK_PIN = "firstbell.kiosk.actions.pins.try_pin"
FIRSTBELL_CALENDAR = "firstbell.rooms.queries.school_days_by_id"
# How long counts of what a token reads may wait in memory before they are stored.
FIRSTBELL_READING_SECONDS = 0 if TESTING else 30
# (requests, seconds): callers we know, by token; failed tokens, by address; other libraries' systems (SRU, OAI-PMH), by
# address; one token's own, by its id ("token:12").
# FIRSTBELL_API_RATES="token=3000/60 token:12=6000/60" changes or adds some.
FIRSTBELL_API_RATES = {
    "token": (1200, 60),
    "stranger": (30, 60),
    "catalogue": (1200, 60),
    "systems": (300, 60),
} | rates_of(os.environ.get("FIRSTBELL_API_RATES", ""))

# Networks of the proxies in front of us; what anybody else says about whom a request comes from is not believed.
FIRSTBELL_TRUSTED_PROXIES = networks_of(os.environ.get("FIRSTBELL_TRUSTED_PROXIES", ""))

FIRSTBELL_URL = os.environ.get("FIRSTBELL_URL") or site_url(ALLOWED_HOSTS, https=HTTPS)
FIRSTBELL_MAIL = mail_transport(
    os.environ.get("FIRSTBELL_SMTP_URL", ""), outbox=DATA / "outbox" if FIRSTBELL_DEMO else None
)
FIRSTBELL_MAIL_FROM = DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("FIRSTBELL_MAIL_FROM") or sender(FIRSTBELL_URL)
FIRSTBELL_PRIVATE_HOOKS = _flag("FIRSTBELL_PRIVATE_HOOKS")
if FIRSTBELL_MAIL:  # password links take the same way
    EMAIL_BACKEND = FIRSTBELL_MAIL["backend"]
    EMAIL_HOST = FIRSTBELL_MAIL.get("host", "localhost")
    EMAIL_PORT = FIRSTBELL_MAIL.get("port", 25)
    EMAIL_HOST_USER = FIRSTBELL_MAIL.get("username", "")
    EMAIL_HOST_PASSWORD = FIRSTBELL_MAIL.get("password", "")
    EMAIL_USE_TLS = FIRSTBELL_MAIL.get("use_tls", False)
    EMAIL_USE_SSL = FIRSTBELL_MAIL.get("use_ssl", False)
    EMAIL_TIMEOUT = FIRSTBELL_MAIL.get("timeout")
    EMAIL_FILE_PATH = FIRSTBELL_MAIL.get("file_path")

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

LANGUAGE_CODE = "en-us"
TIME_ZONE = os.environ.get("FIRSTBELL_TIME_ZONE", "America/Chicago")
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
# Every client of a test is a new stack of middleware, which otherwise looks through all files first.
WHITENOISE_AUTOREFRESH = DEBUG or TESTING
WHITENOISE_MAX_AGE = 0 if DEBUG or TESTING else 300
MEDIA_ROOT = DATA / "media"
# No MEDIA_URL: uploads are served only through views that check who asks.

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
FIRSTBELL_MAX_UPLOAD_BYTES = 1024 * 1024 * 1024

# Addresses at which ``firstbell serve`` and ``firstbell sip2`` listen for self-check machines, comma-separated.
FIRSTBELL_SIP2 = [one for one in os.environ.get("FIRSTBELL_SIP2", "").split(",") if one.strip()]
FIRSTBELL_SIP2_TLS = os.environ.get("FIRSTBELL_SIP2_TLS", "")

# The database keeps the work either way; with Redis, more workers on more machines wake at once.
FIRSTBELL_QUEUE = os.environ.get("FIRSTBELL_QUEUE", "")
_queue_backend = "firstbell.core.queue.RedisBackend" if FIRSTBELL_QUEUE else "django_tasks_db.DatabaseBackend"
TASKS: dict[str, Any] = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend" if TESTING else _queue_backend}
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"firstbell": {"level": "INFO"}, "django_tasks": {"level": "INFO"}, "axes": {"level": "ERROR"}},
}
if TESTING:
    LOGGING["root"]["level"] = "ERROR"
    LOGGING["loggers"] = {}
