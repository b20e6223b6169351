"""One settings file, from the environment (every name: docs/reference/settings.md), with safe defaults.

Everything a back-up needs lies in PENDOPO_DATA_DIR: the database (when SQLite), uploads and keys.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import django_stubs_ext

from pendopo.version import VERSION

django_stubs_ext.monkeypatch()

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent


YES, NO = frozenset({"1", "true", "yes", "ya", "on"}), frozenset({"0", "false", "no", "tidak", "off"})


def _text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def _number(name: str, default: int) -> int:
    value = _text(name)
    try:
        return int(value) if value else default
    except ValueError:
        sys.exit(f"{name}={value!r}: tulis angka bulat, misalnya {default}.")


def _yes(name: str, default: bool = False) -> bool:
    value = _text(name).lower()
    if value and value not in {*YES, *NO}:
        sys.exit(f"{name}={value!r}: tulis ya atau tidak.")
    return value in YES if value else default


def _list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in _text(name, default).split(",") if part.strip()]


DATA_DIR = Path(_text("PENDOPO_DATA_DIR") or CHECKOUT / ".data").resolve()
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
except OSError as problem:
    sys.exit(f"Folder data {DATA_DIR} tidak dapat dibuat ({problem.strerror}); tentukan PENDOPO_DATA_DIR.")


def _kept_secret() -> str:
    """The key from the environment, or one made once and kept (mode 0600) in the data folder."""
    given = _text("PENDOPO_SECRET_KEY")
    if given:
        if len(given) < 32:
            sys.exit("PENDOPO_SECRET_KEY terlalu pendek: pakai sedikitnya 32 karakter acak.")
        return given
    path = DATA_DIR / "secret.key"
    try:
        if not path.exists():
            _make_secret(path)
        return path.read_text().strip()
    except OSError as problem:
        sys.exit(
            f"{path} tidak dapat dibaca atau dibuat ({problem.strerror}); periksa pemilik folder data (PENDOPO_DATA_DIR)."
        )


def _make_secret(path: Path) -> None:
    temporary = path.with_name(f"secret.key.{os.getpid()}")
    temporary.write_text(secrets.token_urlsafe(48))
    temporary.chmod(0o600)
    try:
        os.link(temporary, path)  # the first of several starts wins; the others read its key
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


SECRET_KEY = _kept_secret()
SECRET_KEY_FALLBACKS = _list("PENDOPO_OLD_SECRET_KEYS")
DEBUG = _yes("PENDOPO_DEBUG")
ALLOWED_HOSTS = _list("PENDOPO_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
BASE_URL = _text("PENDOPO_BASE_URL", f"http://127.0.0.1:{_number('PENDOPO_PORT', 8000)}").rstrip("/")
HTTPS = BASE_URL.startswith("https://")
# A government's own host name, by the key in its address: "akun.kota.go.id=kota".
for _part in _list("PENDOPO_DOMAINS"):
    if "=" not in _part:
        sys.exit(f"PENDOPO_DOMAINS: {_part!r} tidak lengkap; tulis alamat=kunci, misalnya akun.kota.go.id=kota.")
DOMAINS = dict(part.split("=", 1) for part in _list("PENDOPO_DOMAINS"))
ALLOWED_HOSTS += DOMAINS
CSRF_TRUSTED_ORIGINS = [BASE_URL] if HTTPS else []


def _database(url: str) -> dict[str, object]:
    """SQLite and PostgreSQL addresses as Django's settings."""
    parts = urlsplit(url)
    try:
        port = str(parts.port or "")
    except ValueError:
        sys.exit("PENDOPO_DATABASE_URL: porta sesudah nama server harus angka, misalnya …@localhost:5432/pendopo.")
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "pendopo.sqlite",
            "NAME": parts.path if parts.path.startswith("//") else parts.path.removeprefix("/") or ":memory:",
            # Opening the file costs ten times what a small query does.
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: what was answered with 2xx survives a power cut. SQLite's own small cache is enough (each thread has
                # one): the operating system keeps the file as well.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        options: dict[str, object] = dict(parse_qsl(parts.query))
        # What is asked a third time on a connection is planned no more; values travel beside the words, not in them.
        options |= {"server_side_binding": True, "prepare_threshold": 3}
        return {
            "ENGINE": "pendopo.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or str(options.pop("host", ""))),
            "PORT": port,
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            # Until the backend has seen that no pooler stands between.
            "DISABLE_SERVER_SIDE_CURSORS": True,
            "OPTIONS": options,
        }
    sys.exit("PENDOPO_DATABASE_URL: mulai dengan sqlite:///… atau postgresql://….")


DATABASES = {"default": _database(_text("PENDOPO_DATABASE_URL") or f"sqlite:///{DATA_DIR / 'pendopo.sqlite3'}")}
if str(DATABASES["default"]["NAME"]).startswith("//"):
    DATABASES["default"]["NAME"] = str(DATABASES["default"]["NAME"])[1:]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "pendopo.journal",
    "pendopo.people",
    "pendopo.registry",
    "pendopo.registry.importing",
    "pendopo.registry.law",
    "pendopo.registry.custody",
    "pendopo.registry.papers",
    "pendopo.registry.procedures",
    "pendopo.registry.means",
    "pendopo.registry.structure",
    "pendopo.registry.competence",
    "pendopo.registry.ethics",
    "pendopo.delivery",
    "pendopo.delivery.stopping",
    "pendopo.delivery.changing",
    "pendopo.publishing",
    "pendopo.publishing.approving",
    "pendopo.publishing.issues",
    "pendopo.publishing.media",
    "pendopo.publishing.neutrality",
    "pendopo.publishing.writing",
    "pendopo.publishing.planning",
    "pendopo.publishing.measuring",
    "pendopo.publishing.amplifying",
    "pendopo.inbox",
    "pendopo.inbox.receiving",
    "pendopo.knowledge",
    "pendopo.referral",
    "pendopo.insight",
    "pendopo.insight.watching",
    "pendopo.report",
    "pendopo.report.aims",
    "pendopo.web",
    "pendopo.worker",
    "pendopo.demo",
]
MIDDLEWARE = [
    "pendopo.web.packing.PackedPages",
    "pendopo.web.hooks.Doorstep",
    "pendopo.web.publiccache.PublicPages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "pendopo.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pendopo.web.middleware.PendopoMiddleware",
]
ROOT_URLCONF = "pendopo.urls"
WSGI_APPLICATION = "pendopo.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],  # ours before a library's
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pendopo.web.context.shell",
            ],
            "libraries": {"i18n": "pendopo.web.translating"},
            "builtins": ["pendopo.web.templatetags.pendopo", "pendopo.web.templatetags.law"],
        },
    }
]

# Ours stands in the place of Django's `i18n` on purpose (pendopo/web/translating.py).
SILENCED_SYSTEM_CHECKS = ["templates.W003"]

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["pendopo.people.signed_in.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "pendopo.people.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
# An office shares one address: what one colleague mistypes must not keep the others out. The account counts first, so that
# whoever hammers one that is closed already uses up nothing of the others'.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "5/300s/key,40/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Pendopo"

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {
        "BACKEND": "pendopo.storage.WithItsRow",
        "OPTIONS": {"location": str(DATA_DIR / "files"), "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _text("PENDOPO_REDIS_URL")}
        if _text("PENDOPO_REDIS_URL")
        else {
            "BACKEND": "pendopo.people.shared.SharedFiles",
            "LOCATION": str(DATA_DIR / "tries"),
            "OPTIONS": {"MAX_ENTRIES": 5_000},
        }
    )
}
TASKS = {
    "default": (
        {"BACKEND": "django_tasks_rq.RQBackend", "QUEUES": ["default"]}
        if _text("PENDOPO_REDIS_URL")
        else {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}
    )
}
if _text("PENDOPO_REDIS_URL"):
    if urlsplit(_text("PENDOPO_REDIS_URL")).scheme not in {"redis", "rediss", "unix"}:
        sys.exit("PENDOPO_REDIS_URL: mulai dengan redis://…, rediss://…, atau unix://….")
    INSTALLED_APPS += ["django_rq"]
    RQ_QUEUES = {"default": {"URL": _text("PENDOPO_REDIS_URL")}}

EMAIL_HOST = _text("PENDOPO_EMAIL_HOST")
EMAIL_PORT = _number("PENDOPO_EMAIL_PORT", 587)
EMAIL_HOST_USER = _text("PENDOPO_EMAIL_USER")
EMAIL_HOST_PASSWORD = _text("PENDOPO_EMAIL_PASSWORD")
EMAIL_USE_TLS = _yes("PENDOPO_EMAIL_TLS", EMAIL_PORT == 587)
EMAIL_USE_SSL = _yes("PENDOPO_EMAIL_SSL", EMAIL_PORT == 465)
if EMAIL_USE_TLS and EMAIL_USE_SSL:
    sys.exit("PENDOPO_EMAIL_TLS dan PENDOPO_EMAIL_SSL tidak dapat dipakai bersama: pilih salah satu.")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _text("PENDOPO_EMAIL_FROM", "pendopo@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
else:
    # Without a mail server every notice is kept as a file, so that nothing is lost and an administrator can read it.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"

SESSION_ENGINE = "pendopo.people.signed_in"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-pendopo" if HTTPS else "pendopo"
CSRF_COOKIE_NAME = "__Host-pendopo-form" if HTTPS else "pendopo-form"
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if _yes("PENDOPO_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Pendopo's own.
# Addresses inside a private network that connectors may reach all the same (a WordPress in the town hall's own network).
ALLOW_PRIVATE_ADDRESSES = _yes("PENDOPO_ALLOW_PRIVATE_ADDRESSES")
COLLECT_SECONDS = _number("PENDOPO_COLLECT_SECONDS", 0)  # 0: what each connector proposes
UNDO_SECONDS = _number("PENDOPO_UNDO_SECONDS", 15)
SEND_LEASE_SECONDS = _number("PENDOPO_SEND_LEASE_SECONDS", 60)
WORKERS = _number("PENDOPO_WORKERS", 2)
WORKER_THREADS = _number("PENDOPO_WORKER_THREADS", 16)
REDIS_URL = _text("PENDOPO_REDIS_URL")
MAX_UPLOAD_BYTES = _number("PENDOPO_MAX_UPLOAD_MB", 10) * 1024 * 1024
# An adapter for electronic signatures: a dotted path to its class (docs/reference/e-signature.md). Empty: signed outside.
SIGNER = _text("PENDOPO_SIGNER")
PENDOPO_VERSION = VERSION

LOG_LEVEL = _text("PENDOPO_LOG_LEVEL", "INFO").upper()
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
    sys.exit(f"PENDOPO_LOG_LEVEL={LOG_LEVEL!r}: tulis DEBUG, INFO, WARNING, ERROR, atau CRITICAL.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {"httpx": {"level": "WARNING"}, "httpcore": {"level": "WARNING"}, "django_tasks": {"level": "WARNING"}},
}
