"""``firstbell``: the command line."""

from __future__ import annotations

import os

import typer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.config.settings")

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The school technician's operations desk.")


@app.callback()
def root() -> None:
    """Every part of the program also has a page; these are for servers and scheduled work."""


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def manage(context: typer.Context) -> None:
    """Run a Django management command, e.g. ``firstbell manage migrate``."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["firstbell manage", *context.args])


def main() -> None:
    app()
