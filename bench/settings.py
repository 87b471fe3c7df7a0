"""The product's own settings, without the step that gathers static files."""

from portal.settings import *  # noqa: F403
from portal.settings import BASE_DIR, LOGGING, STORAGES

STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
STATIC_ROOT = BASE_DIR / "static"  # never written to here, only expected to be there
LOGGING["root"]["level"] = "ERROR"
LOGGING["loggers"]["django"]["level"] = "ERROR"
