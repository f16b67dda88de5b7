"""The first minute of a real installation: a district and somebody who may do everything in it."""

from __future__ import annotations

import typer
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from rich.console import Console

from firstbell.core.actor import system_actor
from firstbell.core.events import change
from firstbell.people.actions.accounts import create_account
from firstbell.people.actions.organisations import add_organisation
from firstbell.people.actions.roles import grant_role
from firstbell.people.models import Account, Organisation


def set_up(*, district: str, username: str, password: str, email: str, console: Console) -> None:
    """Migrate, then make the top organisation and the first administrator; refuses when somebody is already there."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_cards", verbosity=0)
    if Account.objects.exists():
        console.print("[red]There is already an account here.[/red] Sign in, or see `firstbell manage changepassword`.")
        raise typer.Exit(1)
    try:
        validate_password(password)
    except ValidationError as error:
        console.print(f"[red]{' '.join(error.messages)}[/red]")
        raise typer.Exit(2) from error
    by = system_actor("setup", via="cli")
    with change(by):
        top = add_organisation(name=district, kind=Organisation.Kind.DISTRICT, by=by)
        account = create_account(username=username, email=email, password=password, by=by)
        grant_role(account, "district_it", organisation=top, reason="First administrator", by=by)
    console.print(f"[green]{district} is ready.[/green] Start it with `firstbell serve` and sign in as {username}.")
