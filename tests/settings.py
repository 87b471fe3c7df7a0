"""Settings of the test suite: the product's own, on plain HTTP, data in temporary folders."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# One folder a run, made by the first process; each parallel worker has its own room in it.
if "PORTAL_TEST_SCRATCH" not in os.environ:
    os.environ["PORTAL_TEST_SCRATCH"] = tempfile.mkdtemp(prefix="portal-tests-")
    atexit.register(shutil.rmtree, os.environ["PORTAL_TEST_SCRATCH"], ignore_errors=True)
SCRATCH = Path(os.environ["PORTAL_TEST_SCRATCH"]) / os.environ.get("PYTEST_XDIST_WORKER", "main")
SCRATCH.mkdir(parents=True, exist_ok=True)
os.environ["PORTAL_DATA_DIR"] = str(SCRATCH)
os.environ.setdefault("PORTAL_HTTPS", "0")
os.environ.setdefault("PORTAL_GALLERY", "1")

from complaints.sealed.credentials import make_server_keys  # noqa: E402
from complaints.sealing import primitives  # noqa: E402
from portal.settings import *  # noqa: E402, F403
from portal.settings import DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: threads and processes that meet in a test have connections of
    # their own and wait for one another as on a server.
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "tests.sqlite3")}
    # Nobody's data: a power cut may take it, and the suite is twice as fast.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# The real hasher takes 80 ms by design; one test looks at it by name.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "accounts.hashers.PortalArgon2",
]
# Each test looks at what was just written, also without a commit; the cache has its own tests
# and the browser's tests switch it on.
PAGE_CACHE = False
KEEP_PARTS = False

make_server_keys(SCRATCH / "complaint-keys")

# The slow key of passphrases and receipts takes 64 MiB and 80 ms by design: the frozen vectors,
# and the running server of tests/complaints/attack, have it as it is.
REAL_ARGON2 = (primitives.ARGON2_MEMORY, primitives.ARGON2_PASSES)
primitives.ARGON2_MEMORY, primitives.ARGON2_PASSES = 8 * 1024, 1
