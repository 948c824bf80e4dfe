"""Django's settings, made from the home folder's chaffinch.toml; nothing secret stands here."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from chaffinch.desk.configuration import load_configuration
from chaffinch.desk.home import find_home

HOME = find_home()
CONFIGURATION = load_configuration(HOME.settings_file)
PACKAGE = Path(__file__).resolve().parent

DEBUG = False
# Without a home folder (type checker, migrations) a throw-away key serves; `init` makes the real one.
SECRET_KEY = HOME.read_key("django").hex() if HOME.keys.is_dir() else os.urandom(32).hex()
USE_TZ = True
TIME_ZONE = CONFIGURATION.organisation.time_zone
ROOT_URLCONF = "chaffinch.desk.urls"
WSGI_APPLICATION = "chaffinch.desk.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "desk.User"

_desk = urlsplit(CONFIGURATION.desk_url)
_listen = CONFIGURATION.desk.listen.rpartition(":")[0].strip("[]")
ALLOWED_HOSTS = sorted({name for name in (_desk.hostname, _listen, "127.0.0.1", "localhost") if name})
CSRF_TRUSTED_ORIGINS = [f"{_desk.scheme}://{_desk.netloc}"]
SECURE = _desk.scheme == "https"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "chaffinch.desk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "chaffinch.desk.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "chaffinch.desk.web.partner.PartnerMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chaffinch.desk.web.context.add_frame",
            ],
            "loaders": [
                ("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])
            ],
        },
    }
]

DATABASE_URL = os.environ.get("DATABASE_URL") or CONFIGURATION.desk.database_url
_database: dict[str, Any] = dict(dj_database_url.parse(DATABASE_URL or f"sqlite:///{HOME.database}"))
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        # A rollback journal: the WAL of the SQLite that Debian ships can lose a commit on reset (fixed in 3.51.3).
        "init_command": "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
    }
DATABASES = {"default": _database}

PASSWORD_HASHERS = ["chaffinch.desk.passwords.CappedArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "chaffinch.desk.web.accounts.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "overview"
LOGOUT_REDIRECT_URL = "account_login"

SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-chaffinch" if SECURE else "chaffinch"
CSRF_COOKIE_NAME = "__Host-chaffinch-csrf" if SECURE else "chaffinch-csrf"
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
# With "no-referrer" browsers post forms with "Origin: null", which the CSRF check refuses; no other host sees one.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000

LANGUAGE_CODE = CONFIGURATION.organisation.language
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [PACKAGE.parent / "locale"]
LANGUAGE_COOKIE_NAME = "chaffinch-language"
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "static/"
STATICFILES_DIRS = [PACKAGE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = CONFIGURATION.mail.host
EMAIL_PORT = CONFIGURATION.mail.port
EMAIL_USE_TLS = CONFIGURATION.mail.security == "starttls"
EMAIL_USE_SSL = CONFIGURATION.mail.security == "tls"
EMAIL_HOST_USER = CONFIGURATION.mail.user
EMAIL_HOST_PASSWORD = (
    (HOME.keys / CONFIGURATION.mail.password_file).read_text(encoding="utf-8").strip()
    if CONFIGURATION.mail.password_file
    else ""
)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = CONFIGURATION.mail.sender or "chaffinch@localhost"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"chaffinch": {"level": "INFO"}},
}
