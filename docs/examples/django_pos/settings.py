"""A POS, cut down to what its complaints touch."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).parent
VAR = BASE_DIR / "var"
VAR.mkdir(exist_ok=True)

SECRET_KEY = os.environ.get("POS_SECRET_KEY", "for trying it out only")
DEBUG = False
ALLOWED_HOSTS = ["localhost", "testserver"]
ROOT_URLCONF = "urls"
LOGIN_URL = "/login"
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "complaints"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "pos.db",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},  # two tills wait for each other
        "TEST": {"NAME": VAR / "test.db"},  # a file: the tests have threads
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# The desk's own settings: database, procedure, people, plugins. The `complaintkit` command reads the very same file.
COMPLAINTKIT = BASE_DIR / "complaintkit.toml"
COMPLAINTKIT_CLOCK = None  # the system's; tests have one of their own, for at night messages wait
