"""The product's own settings, without the step that gathers static files."""

from portal.settings import *  # noqa: F403
from portal.settings import LOGGING, STORAGES

STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
LOGGING["root"]["level"] = "ERROR"
LOGGING["loggers"]["django"]["level"] = "ERROR"
