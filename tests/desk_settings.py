"""The desk's settings for tests: a throw-away home folder, no mail server."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

if "CHAFFINCH_TEST_HOME" not in os.environ:
    _home = tempfile.mkdtemp(prefix="chaffinch-tests-")
    os.environ["CHAFFINCH_TEST_HOME"] = _home
    atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["CHAFFINCH_HOME"] = os.environ["CHAFFINCH_TEST_HOME"]

from chaffinch.desk.settings import *  # noqa: F403

SECRET_KEY = "for-tests-only"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
