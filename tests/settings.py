"""Settings of the tests: the tracker's own, on servers that are thrown away afterwards."""

import os
import tempfile
from pathlib import Path

# The first process of a run chooses the home; the workers that it starts inherit it. Never the
# TRACKER_HOME of the caller: real data may live there.
TEST_HOME = Path(os.environ.setdefault("TRACKER_TEST_HOME", "") or tempfile.mkdtemp(prefix="gcm-"))
TEST_HOME = TEST_HOME.resolve()
os.environ["TRACKER_TEST_HOME"] = os.environ["TRACKER_HOME"] = str(TEST_HOME)

from tracker.settings import *  # noqa: E402, F403
from tracker.settings import (  # noqa: E402
    CACHES,
    DATABASES,
    INSTALLED_APPS,
    MIDDLEWARE,
    STATIC_ROOT,
    STORAGES,
)

# Served from where they stand; only the folder for collected ones must be there.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

# Tests own their connections, so that a test database can be dropped.
DATABASES["default"]["OPTIONS"].pop("pool")
# Each worker clears its own cache.
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
CACHES["default"]["LOCATION"] = f"{CACHES['default']['LOCATION'][:-1]}{2 + _worker % 14}"
# Any page or task that asks one question a row fails its test.
INSTALLED_APPS += ["zeal"]
# Who loses the race for a key asks for it a second time.
ZEAL_ALLOWLIST = [{"model": "commitments.Once", "field": "get()"}]
MIDDLEWARE.insert(0, "zeal.middleware.zeal_middleware")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
