"""Settings of the portal: one file, read from the environment (deploy/portal.env.example)."""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("PORTAL_DATA_DIR", str(BASE_DIR / "var")))

# --- Where and how it runs -------------------------------------------------------------

DEBUG = env.flag("PORTAL_DEBUG", default=False)
# Plain HTTP is for one's own machine: `make run` turns this off, a server never does.
HTTPS = env.flag("PORTAL_HTTPS", default=True)
SECRET_KEY = env.secret_key("PORTAL_SECRET_KEY", kept_in=DATA_DIR / "secret-key")
SECRET_KEY_FALLBACKS = env.words("PORTAL_SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("PORTAL_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("PORTAL_TRUSTED_ORIGINS")
# Shows the gallery of components at /staff/gallery/ to everyone who signed in.
SHOW_GALLERY = env.flag("PORTAL_GALLERY", default=DEBUG)
# Functions of the rooms that say what waits for a person (portal/waiting.py).
STAFF_WAITING = [
    "reports.waiting.for_person",
    "publications.waiting.for_person",
    "website.waiting.for_person",
    "procurement.waiting.for_person",
    "complaints.upkeep.watching.for_person",
    "complaints.upkeep.retention.for_person",
    "complaints.waiting.for_person",
]
# What is found of pages that the portal draws itself: functions that give their passages.
LIVE_PAGE_WORDS = {
    "website:contact": "website.contact.words",
    "website:message": "website.contact.words_of_message",
    "complaints:start": "complaints.searchable.words_of_start",
    "complaints:statistics": "complaints.searchable.words_of_statistics",
}
# Functions of the rooms that a change of the office, its units, posts or people concerns.
PEOPLE_CHANGED = ["website.contact.index_again"]
# Lists of the rooms that /open-data/ gives out (website/open_data.py).
OPEN_DATA = ["website.open_data.DATASETS", "complaints.numbers.open_data.DATASETS"]
# Under which licence lists and packages of open data may be used; "" names none.
OPEN_DATA_LICENCE = env.text(
    "PORTAL_OPEN_DATA_LICENCE", "https://creativecommons.org/licenses/by/4.0/"
)
# What the Open Contracting Partnership registered for the office ("ocds-a1b2c3").
OCDS_PREFIX = env.text("PORTAL_OCDS_PREFIX", "")
SHOW_ADMIN = env.flag("PORTAL_ADMIN", default=False)
# How many proxies of ours stand in front (accounts.addresses).
PROXIES = env.number("PORTAL_PROXIES", 0)

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "accounts",
    "portal",
    "search",
    "publications",
    "website",
    "measures",
    "complaints",
    "reports",
    "procurement",
    "sample",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "captcha",  # django-simple-captcha: its table of pictures
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django_prose_editor",  # its static files alone: the editor's library
]

MIDDLEWARE = [
    "website.page_cache.PageCache",
    # Headers first, so that refusals, redirects and static files carry them, too.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.headers.IsolationHeaders",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "portal.hosts.KnownHosts",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.gate.StaffGate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
    "portal.methods.WordsForWrongMethods",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.organisation",
                "accounts.context.rights",
                "website.context.site",
            ],
            "builtins": ["portal.templatetags.thai"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data -----------------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'portal.sqlite3'}"),
        conn_max_age=env.number("PORTAL_CONNECTION_AGE", 60),
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # FULL: a receipt once shown must outlive a power cut; IMMEDIATE: writers queue instead
    # of failing in the middle; secure_delete: what is erased is gone from the file too.
    # cache_size: each thread has a connection; the kernel keeps the file's pages for all.
    # (trusted_schema=OFF would refuse the JSON_VALID checks of Django's own JSON columns.)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;"
            "PRAGMA secure_delete=ON; PRAGMA cache_size=-250;"
        ),
    }

# Several machines share one cache; on a single one each process keeps its own, and a small
# file says when that is old (portal/freshness.py).
SHARED_CACHE = env.text("CACHE_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": SHARED_CACHE}
        if SHARED_CACHE
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}
# Whole public pages are kept until something public changes; off to measure without.
PAGE_CACHE = env.flag("PORTAL_PAGE_CACHE", default=True)
# What every public page shows (the office, the menu, the foot) is kept in each process too.
KEEP_PARTS = True
# Choices of a visitor that change how a page reads or looks; nothing else does.
PAGE_COOKIES = ("language", "text", "contrast")

# The server's keys for complaints: a folder that is backed up apart from the data, read by
# complaints/sealed/credentials.py. systemd names its own (LoadCredential).
COMPLAINT_KEYS = Path(
    env.text("PORTAL_COMPLAINT_KEYS", "")
    or env.text("CREDENTIALS_DIRECTORY", str(DATA_DIR / "complaint-keys"))
)
# For the day on which the peppers are lost: printed codes and custodians work without them.
COMPLAINTS_WITHOUT_PEPPER = env.flag("PORTAL_COMPLAINTS_WITHOUT_PEPPER", default=False)
# How much all files of complaints that are not yet sent may take on the disk.
COMPLAINTS_WAITING_MEGABYTES = env.number("PORTAL_COMPLAINTS_WAITING_MEGABYTES", 2048)

MEDIA_ROOT = DATA_DIR / "media"
STATIC_ROOT = Path(env.text("PORTAL_STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.static_storage.BundlingStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
# Uploads above 2.5 MB wait here while they are read, not where every account can list them.
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes, all fields of a form without its files
DATA_UPLOAD_MAX_NUMBER_FILES = 200  # of a form; an album takes 60 and says what it left out

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}

# Pictures that ask whether a person fills in a form (portal/human).
CAPTCHA_FONT_PATH = str(BASE_DIR / "paper" / "fonts" / "PortalSarabun-Bold.ttf")

# --- Language and time ------------------------------------------------------------------

LANGUAGE_CODE = "th"
LANGUAGES = [("th", _("Thai")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True
USE_I18N = True
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HTTPS

# --- Who comes in -------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.authentication.StaffBackend",
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "portal:staff-home"
LOGOUT_REDIRECT_URL = "accounts:sign-in"
PASSWORD_HASHERS = ["accounts.hashers.PortalArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"min_length": 15}},  # ASVS 5.0, 6.2.1
    {
        "NAME": "accounts.passwords.NotLikeThePerson",
        "OPTIONS": {"user_attributes": ("username", "first_name", "last_name", "email")},
    },
    {"NAME": "accounts.passwords.NotCommon"},
    {"NAME": "accounts.passwords.NotOnlyDigits"},
    {"NAME": "accounts.passwords.NotRepeated"},
]

AXES_FAILURE_LIMIT = 7
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "accounts.views.sign_in.locked_out"
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "accounts.addresses.throttled_address"
AXES_ENABLE_ADMIN = False

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_AGE = 12 * 3600  # seconds
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
STAFF_IDLE_SECONDS = env.number("PORTAL_STAFF_IDLE_SECONDS", 2 * 3600)
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_AGE = None
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "portal.views.errors.csrf_failure"

# --- What the browser may do ---------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = {
    name: [] for name in ("camera", "microphone", "geolocation", "payment", "usb")
}
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer would turn Origin into null on every POST
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if env.flag("PORTAL_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Mail: the officers' alone, sent by a timer and never in a request ------------------------

EMAIL_HOST = env.text("PORTAL_EMAIL_HOST", "")  # none: no mail is sent
EMAIL_PORT = env.number("PORTAL_EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("PORTAL_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("PORTAL_EMAIL_PASSWORD", "")
EMAIL_USE_SSL = env.flag("PORTAL_EMAIL_TLS", default=False)
EMAIL_USE_TLS = env.flag("PORTAL_EMAIL_STARTTLS", default=not EMAIL_USE_SSL)
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = env.text("PORTAL_EMAIL_FROM", "")

# --- Logs: to standard error, never by mail (a traceback may hold what somebody wrote) -------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"complaints": {"()": "portal.quiet_logs.NobodyAtTheComplaints"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["complaints"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
        # Its lines on each sign-in say less than those of portal.security.
        "axes": {"level": "WARNING"},
    },
}
