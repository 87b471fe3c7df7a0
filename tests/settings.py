"""Settings of the test suite: the product's own, on plain HTTP, data in temporary folders."""

import os
import tempfile
from pathlib import Path

SCRATCH = Path(tempfile.mkdtemp(prefix="portal-tests-"))
os.environ.setdefault("PORTAL_DATA_DIR", str(SCRATCH))
os.environ.setdefault("PORTAL_HTTPS", "0")
os.environ.setdefault("PORTAL_GALLERY", "1")

from portal.settings import *  # noqa: E402, F403
from portal.settings import STORAGES  # noqa: E402

STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_AUTOREFRESH = True
# The real hasher takes 80 ms by design; one test looks at it by name.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "accounts.hashers.PortalArgon2",
]
