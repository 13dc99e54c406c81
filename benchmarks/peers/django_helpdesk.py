"""django-helpdesk taking a ticket through ten steps by its own form and its own `update_ticket`, each step one transaction.

On SQLite as ours is (WAL, FULL), without its mails: their templates are taken out, for ours are worded afterwards, too.
"""

# mypy: ignore-errors
# What it imports stands in an environment of its own.

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from serve import serve

FOLDER = tempfile.TemporaryDirectory()
settings.configure(
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.humanize",
        "django.contrib.sessions",
        "django.contrib.sites",
        "helpdesk",
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": Path(FOLDER.name) / "helpdesk.db",
            "OPTIONS": {
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
                "transaction_mode": "IMMEDIATE",
            },
        }
    },
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
    # As its documentation says where there are no teams:
    HELPDESK_TEAMS_MODEL="auth.User",
    HELPDESK_TEAMS_MIGRATION_DEPENDENCIES=[],
    HELPDESK_KBITEM_TEAM_GETTER=lambda _: None,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    SECRET_KEY="of this run",  # noqa: S106  signs nothing
    SITE_ID=1,
    USE_TZ=True,
)
django.setup()


def ready() -> tuple[Any, Any]:
    """Make the tables; return somebody who works there, and the queue."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from helpdesk.models import EmailTemplate, Queue

    call_command("migrate", verbosity=0)
    EmailTemplate.objects.all().delete()
    logging.getLogger("helpdesk").setLevel(logging.ERROR)  # it warns of each that is missing
    user = get_user_model().objects.create_user("chen", is_staff=True)
    return user, Queue.objects.create(title="no3-school", slug="no3-school")


USER, QUEUE = ready()


def live(number: int) -> None:
    """Take a ticket from its first word to its end."""
    from django.db import transaction
    from django.utils import timezone
    from helpdesk.forms import TicketForm
    from helpdesk.models import Ticket
    from helpdesk.update_ticket import update_ticket

    said = {
        "queue": QUEUE.id,
        "title": "米饭是酸的",
        "body": "米饭是酸的",
        "priority": 3,
        "submitter_email": f"wang{number}@example.com",
        "assigned_to": USER.id,
    }
    with transaction.atomic():
        form = TicketForm(data=said, queue_choices=[(QUEUE.id, QUEUE.title)])
        if not form.is_valid():
            raise SystemExit(form.errors)
        ticket = form.save(user=USER)
    steps: list[dict[str, Any]] = [
        {"comment": "已受理", "public": True},
        {"comment": "核实", "priority": 4},
        {"comment": "放了两小时"},
        {"comment": "换货前先问食堂"},
        {"comment": "换货", "public": True, "due_date": timezone.now() + timedelta(hours=2)},
        {"comment": "同意"},
        {"comment": "已换货", "public": True, "new_status": Ticket.RESOLVED_STATUS},
        {"comment": "满意"},
        {"comment": "归档", "new_status": Ticket.CLOSED_STATUS},
    ]
    for step in steps:
        with transaction.atomic():  # who answers a request reads the ticket first
            update_ticket(USER, Ticket.objects.get(id=ticket.id), **step)


def prepare(count: int) -> Callable[[], None]:
    """Make ready for so many tickets."""
    live(0)  # templates and statements are compiled

    def job() -> None:
        for number in range(count):
            live(number)

    return job


serve(prepare)
