"""Settings, read from the environment: safe when unset, loud when a secret is missing.

`docs/operators.md` lists each variable for the people who run the tracker.
"""

import logging
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry
from whitenoise.compress import Compressor

from tracker import environment as env
from tracker import logging as tracker_logging
from tracker.addresses import celery_url, django_cache_url

BASE_DIR = Path(__file__).resolve().parent.parent
TRACKER_HOME = Path(env.text("TRACKER_HOME", str(BASE_DIR / "var"))).resolve()

# --- Safety ------------------------------------------------------------------------------------

PRODUCTION = env.flag("PRODUCTION", default=False)
DEBUG = False
SECRET_KEY = env.text("SECRET_KEY", "" if PRODUCTION else "only-for-trying-out-on-one-machine")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY: production does not start without a secret.")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", [] if PRODUCTION else ["*"])
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to the names this installation answers to.")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [])

# --- Parts -------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "history",
    "accounts",
    "commitments",
    "commitments.reminders",
    "reports",
    "tracker",
    "pghistory",
    "pgtrigger",
    "allauth",
    "allauth.account",
    "axes",
    "knox",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "django_structlog",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "tracker.apps.StaticFiles",
]

MIDDLEWARE = [
    "tracker.health.AnswerHealthFirst",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "tracker.headers.NothingPrivateStays",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.sessions.NoticeActivity",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "history.middleware.AsOfMiddleware",
    "tracker.travel.StayInThePast",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "tracker.loader.ComponentLoader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commitments.context_processors.frame",
            ],
        },
    },
]
COTTON_DIR = "components"
# A component sees what it is given and what every page has, not the page around it.
COTTON_ISOLATE_BY_DEFAULT = True
FORM_RENDERER = "tracker.inputs.Renderer"

# --- Database, cache, queue --------------------------------------------------------------------

DATABASE_URL = env.text("DATABASE_URL")
REDIS_URL = env.text("REDIS_URL")
if PRODUCTION and not (DATABASE_URL and REDIS_URL):
    raise ImproperlyConfigured("Set DATABASE_URL and REDIS_URL: production brings its own servers.")
if not DATABASE_URL or not REDIS_URL:
    from tracker.embedded.addresses import embedded_database_url, embedded_redis_url

    DATABASE_URL = DATABASE_URL or embedded_database_url(TRACKER_HOME)
    REDIS_URL = REDIS_URL or embedded_redis_url(TRACKER_HOME)
env.redis(REDIS_URL)

DATABASES = {"default": env.database(DATABASE_URL)}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    # S4/C4: nothing waits for ever. Jobs raise their own statement limit.
    "options": "-c lock_timeout=5000 -c statement_timeout=15000"
    " -c idle_in_transaction_session_timeout=30000",
    "pool": {"min_size": 1, "max_size": env.number("DATABASE_POOL", 8), "timeout": 4},
    # C5: a page whose database is gone says so within 10 s.
    "connect_timeout": 4,
}
# A connection that died with its server is noticed before a page uses it.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": django_cache_url(REDIS_URL),
        "KEY_PREFIX": "tracker",
        "OPTIONS": {
            "socket_connect_timeout": 2,
            "socket_timeout": 2,
            "retry": Retry(NoBackoff(), 1),
        },
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

CELERY_BROKER_URL = celery_url(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "unacked_restore_throttle": 1}
CELERY_TIMEZONE = "UTC"
# S1: a view may hurry the queue, and never waits long for it.
CELERY_BROKER_CONNECTION_TIMEOUT = 4
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}

# --- Who ---------------------------------------------------------------------------------------

# Versions are dated by the one clock, and have just the indexes that `tracked()` names.
PGHISTORY_CREATED_AT_FUNCTION = "history_now()"
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
# One click signs in an invented person. Never where real people work.
DEMO = env.flag("DEMO", default=not PRODUCTION)

ACCOUNT_ADAPTER = "accounts.adapters.Adapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Addresses are given by administrators; a link sent there proves nothing more.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "signed-out"
# Guessing is stopped for each account by axes; a whole ministry may share one address.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": None}
PASSWORD_RESET_TIMEOUT = 60 * 60

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
# An address is no reason to let somebody in or keep a whole ministry out.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_USERNAME_CALLABLE = "accounts.adapters.address_tried"
AXES_CLIENT_IP_CALLABLE = "accounts.adapters.client_address"
AXES_LOCKOUT_CALLABLE = "accounts.adapters.locked_out"
AXES_RESET_ON_SUCCESS = True
# Tries during the wait do not lengthen it: the page says 15 minutes.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_ENABLE_ADMIN = False

# Signed out after 60 minutes without a request, or with the browser.
SESSION_COOKIE_AGE = 60 * 60
KEEP_SIGNED_IN = timedelta(hours=12)

KNOX_TOKEN_MODEL = "accounts.ApiToken"
REST_KNOX = {
    "TOKEN_TTL": timedelta(days=365),
    "TOKEN_PREFIX": "gcm_",
    "AUTH_HEADER_PREFIX": "Bearer",
}

# --- API ---------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "commitments.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": [
        "commitments.api.rendering.JsonRenderer",
        "commitments.api.rendering.ProblemRenderer",
    ],
    "DEFAULT_PARSER_CLASSES": ["commitments.api.parsing.JsonParser"],
    "DEFAULT_THROTTLE_CLASSES": ["commitments.api.throttling.AMinute"],
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "commitments.api.problems.answer",
    "URL_FORMAT_OVERRIDE": None,
}
# I1: requests that one person may make in a minute, and the largest body of one in bytes.
# `/metrics` answers to whoever brings it; unset, to nobody.
METRICS_TOKEN = env.text("METRICS_TOKEN")
API_REQUESTS_A_MINUTE = env.number("API_REQUESTS_A_MINUTE", 600)
API_LARGEST_BODY = 1_000_000
SPECTACULAR_SETTINGS = {
    "TITLE": "Compact Tracker",
    "DESCRIPTION": "Commitments and milestones of the Global Compact for Migration.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": ["commitments.api.schema.finish"],
    "SORT_OPERATIONS": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

# --- Words and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
# C1: one reporting time zone for every user, page, mail, file and API answer.
REPORTING_TIME_ZONE = env.time_zone("REPORTING_TIME_ZONE", "Europe/Stockholm")
TIME_ZONE = REPORTING_TIME_ZONE

# --- Files -------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = TRACKER_HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "tracker" / "static"]
FILE_UPLOAD_HANDLERS = [
    "commitments.uploads.NoMoreThan",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(TRACKER_HOME / "media")))
STORAGES = {
    "default": {"BACKEND": "commitments.storage.WholeFileStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Maps are for people who look into a library; they are served as they are.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

# --- Letters -----------------------------------------------------------------------------------


def _own_address() -> str:
    """The first host name people type; while trying out, the address that `start` serves."""
    named = [host for host in ALLOWED_HOSTS if not host.startswith(("*", "."))]
    if PRODUCTION and named:
        return f"https://{named[0]}"
    return f"http://localhost:{env.number('PORT', 8000)}"


EMAIL_URL = env.text("EMAIL_URL")
# Without a mail server letters are kept in a folder and shown at /mailbox; with one, those of the
# invented people still are, since none of them leaves.
MAILBOX = "" if EMAIL_URL and not DEMO else str(TRACKER_HOME / "mail")
INVENTED_EMAIL_BACKEND = "tracker.mailbox.MailboxBackend"
if PRODUCTION and not EMAIL_URL:
    raise ImproperlyConfigured("Set EMAIL_URL: reminders need a mail server.")
if EMAIL_URL:
    vars().update(env.mail(EMAIL_URL))
else:
    EMAIL_BACKEND = "tracker.mailbox.MailboxBackend"
# Six of it are the lease of a letter in hand (S3).
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", 20)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Commitment tracker <tracker@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# L11: answers to a letter reach people.
COORDINATION_EMAIL = env.text("COORDINATION_EMAIL")
# Where the links in letters lead; no request is there to tell.
SITE_URL = env.site("SITE_URL", _own_address())
MAIL_DOMAIN = urlsplit(SITE_URL).hostname or "localhost"
# Answers to letters become drafts: the address they go to, with a token behind a plus, and where
# the part that takes them listens for the mail server beside it. Both or none.
INBOUND_ADDRESS = env.mailbox("INBOUND_ADDRESS")
INBOUND_LISTEN = env.listening("INBOUND_LISTEN")
if bool(INBOUND_ADDRESS) != bool(INBOUND_LISTEN):
    raise ImproperlyConfigured("Set both INBOUND_ADDRESS and INBOUND_LISTEN, or none of them.")
# S5: what went out and was not confirmed is sent once more; otherwise it is held for a person.
REPEAT_UNCONFIRMED = env.flag("REPEAT_UNCONFIRMED", default=True)

# --- Channels ----------------------------------------------------------------------------------

# Where the coordinators' line of the day is posted: addresses as apprise reads them. Each is a
# secret by which anybody can post, so they stand here and not in the record (decision 8).
CHANNELS = env.words("CHANNELS", [])
# I5: hosts beside those of Teams and Slack, and networks of one's own that they may lead to.
CHANNEL_HOSTS = env.words("CHANNEL_HOSTS", [])
CHANNEL_NETWORKS = env.networks("CHANNEL_NETWORKS")

# --- Logs --------------------------------------------------------------------------------------

LOGGING_CONFIG = "tracker.logging.configure"
LOGGING = tracker_logging.configuration(env.level("LOG_LEVEL"))
DJANGO_STRUCTLOG_CELERY_ENABLED = True
# One line a request and one a task, when it is over.
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_CELERY_TASK_START_LOG_LEVEL = logging.DEBUG
# O3: who asked stands in the record, by the same number; logs name no person.
DJANGO_STRUCTLOG_USER_ID_FIELD = None
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False

# --- Headers -----------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- On the open network -----------------------------------------------------------------------

SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
if PRODUCTION:
    # O2: a cookie that no other host of the domain can set.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.flag("SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 365 * 24 * 3600, least=0)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
    if env.flag("BEHIND_PROXY", default=False):
        # Only when every request passes a proxy that sets or removes these headers.
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        ALLAUTH_TRUSTED_PROXY_COUNT = 1
