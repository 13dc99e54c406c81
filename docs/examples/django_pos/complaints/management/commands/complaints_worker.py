"""The worker: sends what is to be said and acts on what fell due. Any number of them may run."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from complaints.desk import desk


class Command(BaseCommand):
    """`manage.py complaints_worker` beside the web processes; `--once` from cron."""

    help = "Sends messages and fires deadlines until SIGTERM; with --once what there is to do now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--once`."""
        parser.add_argument("--once", action="store_true")

    def handle(self, *_args: object, **options: object) -> None:
        """Work."""
        desk().work_blocking(limit=100 if options["once"] else None)
