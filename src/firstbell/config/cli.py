"""``firstbell``: the command line. Every command here is thin; the work is in the rooms."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from firstbell.config import keeping
from firstbell.config.options import AddPeople, Assign, DryRun, Host, OpenTickets, Org, Port, Yes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.config.settings")

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The operations desk of a school's technician.")
imports = typer.Typer(no_args_is_help=True, help="Bring in a file: the same steps as on the imports page.")
app.add_typer(imports, name="import")
break_glass = typer.Typer(no_args_is_help=True, help="The sealed account for the day nothing else opens.")
app.add_typer(break_glass, name="break-glass")
console = Console()


@app.callback()
def root() -> None:
    """Settings come from FIRSTBELL_… variables; docs/reference/settings.md lists them."""


@app.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    threads: Annotated[int, typer.Option(help="Requests answered at once.")] = 8,
) -> None:
    """Bring the database up to date, then run the web server and the background worker."""
    from firstbell.config.serve import run

    keeping.start_django()
    raise typer.Exit(run(host, port, threads=threads))


@app.command()
def worker() -> None:
    """Run background work only (``serve`` already does)."""
    from firstbell.config.serve import work

    keeping.start_django()
    work()


@app.command("mail-in")
def mail_in(
    lmtp: Annotated[str, typer.Option(help="HOST:PORT to listen at for LMTP.")] = "",
    smtp: Annotated[str, typer.Option(help="HOST:PORT to listen at for SMTP.")] = "",
) -> None:
    """Take mail for the help desk's mailboxes from the school's mail server. It relays nothing."""
    if bool(lmtp) == bool(smtp):
        console.print("[red]Give one of --lmtp HOST:PORT and --smtp HOST:PORT.[/red]")
        raise typer.Exit(2)
    keeping.start_django()
    from firstbell.connectors.mail.cli import listen

    console.print(f"Listening at {lmtp or smtp}. Ctrl+C stops it.")
    try:
        listen(lmtp or smtp, is_lmtp=bool(lmtp))
    except (ValueError, OSError) as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(2) from error


@app.command()
def sip2(
    listen: Annotated[
        list[str] | None, typer.Option(help="HOST:PORT to listen at; may be given again. Else FIRSTBELL_SIP2.")
    ] = None,
    tls_certificate: Annotated[str, typer.Option(help="Certificate (PEM) for TLS. Else FIRSTBELL_SIP2_TLS.")] = "",
    tls_key: Annotated[str, typer.Option(help="The certificate's key (PEM).")] = "",
    threads: Annotated[int, typer.Option(min=1, max=64, help="Messages in work at once.")] = 4,
) -> None:
    """Answer self-check machines, gates and payment boxes that speak SIP2 (“serve” may do it too)."""
    keeping.start_django()
    from django.conf import settings

    from firstbell.connectors.sip2.cli import listen as answer_machines

    certificate, _, key = settings.FIRSTBELL_SIP2_TLS.partition(",")
    if tls_certificate or tls_key:
        certificate, key = tls_certificate, tls_key
    where = listen or settings.FIRSTBELL_SIP2
    if where:
        console.print(f"Listening at {', '.join(where)}{' with TLS' if certificate else ''}. Ctrl+C stops it.")
    try:
        answer_machines(where, certificate=certificate.strip(), key=key.strip(), threads=threads)
    except (ValueError, OSError) as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(2) from error


@app.command()
def demo(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    reset: Annotated[bool, typer.Option("--reset", help="Throw the demo data away and make it anew.")] = False,
    seed_only: Annotated[bool, typer.Option("--seed-only", help="Make the data and stop.")] = False,
) -> None:
    """Serve a believable invented district with one-click sign-in. The data survives a restart."""
    folder = Path(os.environ.get("FIRSTBELL_DATA", "var")) / "demo"
    os.environ["FIRSTBELL_DATA"] = str(folder)
    os.environ["FIRSTBELL_DEMO"] = "1"
    from firstbell.config.demo import prepare

    prepare(folder, reset=reset, console=console)
    if seed_only:
        return
    from firstbell.config.serve import run

    console.print(f"\n[bold]Open http://{host}:{port}/ and pick a role.[/bold] Ctrl+C stops it; the data stays.\n")
    raise typer.Exit(run(host, port, threads=4))


@app.command("demo-data")
def demo_data(
    students: Annotated[int, typer.Option(min=1, help="How many students.")],
    out: Annotated[Path, typer.Option(file_okay=False, help="Folder to write into.")],
    seed: Annotated[int, typer.Option(help="Same seed, same bytes.")] = 1,
    schools: Annotated[
        int | None, typer.Option(help="How many schools; about one per 500 students if not given.")
    ] = None,
    version: Annotated[str, typer.Option(help="OneRoster version: 1.1 or 1.2.")] = "1.1",
    night: Annotated[int, typer.Option(min=0, help="The full export this many nights later.")] = 0,
    delta: Annotated[bool, typer.Option("--delta", help="Write that night's changes as well.")] = False,
    guardians: Annotated[bool, typer.Option(help="With guardians.")] = True,
    today: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of night 0.")] = None,
) -> None:
    """Write a believable district as OneRoster, Google Admin and calendar files of any size."""
    from firstbell.demo.generator import DEFAULT_TODAY, DistrictSpec, write_district

    day: date = today.date() if today is not None else DEFAULT_TODAY
    try:
        spec = DistrictSpec(
            students=students,
            seed=seed,
            schools=schools,
            version="1.2" if version == "1.2" else "1.1" if version == "1.1" else version,  # type: ignore[arg-type]
            guardians=guardians,
            night=night,
            delta=delta,
            today=day,
        )
    except ValueError as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(2) from error
    with console.status(f"Writing {students:,} students to {out}"):
        manifest = write_district(spec, out)
    for written in manifest.files:
        rows = f"{written.rows:,} rows" if written.rows is not None else ""
        console.print(f"  {written.path:<40} {rows}")


@imports.command("oneroster")
def import_oneroster(
    path: Path,
    dry_run: DryRun = False,
    yes: Yes = False,
    org: Org = "",
    adopt_ids: Annotated[
        bool, typer.Option("--adopt-ids", help="The SIS gave everybody new ids: match people.")
    ] = False,
) -> None:
    """A OneRoster 1.1 or 1.2 CSV zip, bulk or delta."""
    _import("oneroster", path, dry_run=dry_run, yes=yes, org=org, adopt_ids=adopt_ids)


@imports.command("google-csv")
def import_google_csv(path: Path, dry_run: DryRun = False, yes: Yes = False, org: Org = "") -> None:
    """The Chrome devices export of the Google Admin console."""
    _import("google_csv", path, dry_run=dry_run, yes=yes, org=org)


@imports.command("marc")
def import_marc(
    path: Path,
    dry_run: DryRun = False,
    yes: Yes = False,
    org: Org = "",
    profile: Annotated[str, typer.Option("--profile", help="Key of the load profile; else told by the copies.")] = "",
) -> None:
    """Library records: MARC 21 as .mrc, MARCXML, JSON or .mrk, with their copies."""
    _import("library_marc", path, dry_run=dry_run, yes=yes, org=org, options={"profile": profile})


@imports.command("intune")
def import_intune(path: Path, dry_run: DryRun = False, yes: Yes = False, org: Org = "", assign: Assign = False) -> None:
    """Microsoft Intune's report of all devices."""
    _import("intune", path, dry_run=dry_run, yes=yes, org=org, options={"assign": assign})


@imports.command("jamf")
def import_jamf(path: Path, dry_run: DryRun = False, yes: Yes = False, org: Org = "", assign: Assign = False) -> None:
    """Jamf Pro's inventory preload, or an exported search."""
    _import("jamf", path, dry_run=dry_run, yes=yes, org=org, options={"assign": assign})


@imports.command("snipe-it")
def import_snipe_it(
    path: Path, dry_run: DryRun = False, yes: Yes = False, org: Org = "", assign: Assign = False
) -> None:
    """Snipe-IT's assets: CSV or XLSX in any of its layouts."""
    _import("snipe_it", path, dry_run=dry_run, yes=yes, org=org, options={"assign": assign})


@imports.command("snipe-it-users")
def import_snipe_it_users(
    path: Path, dry_run: DryRun = False, yes: Yes = False, org: Org = "", add_people: AddPeople = False
) -> None:
    """Snipe-IT's users, matched with the people here."""
    _import("snipe_it_users", path, dry_run=dry_run, yes=yes, org=org, options={"add_people": add_people})


@imports.command("snipe-it-history")
def import_snipe_it_history(path: Path, dry_run: DryRun = False, yes: Yes = False, org: Org = "") -> None:
    """Snipe-IT's activity report: what happened to things before they came here."""
    _import("snipe_it_history", path, dry_run=dry_run, yes=yes, org=org)


@imports.command("items")
def import_items(path: Path, dry_run: DryRun = False, yes: Yes = False, org: Org = "", assign: Assign = False) -> None:
    """A table of things of your own."""
    _import("items", path, dry_run=dry_run, yes=yes, org=org, options={"assign": assign})


@imports.command("people")
def import_people(
    path: Path, dry_run: DryRun = False, yes: Yes = False, org: Org = "", add_people: AddPeople = False
) -> None:
    """A table of people who are not in the roster yet."""
    _import("people", path, dry_run=dry_run, yes=yes, org=org, options={"add_people": add_people})


@imports.command("places")
def import_places(path: Path, dry_run: DryRun = False, yes: Yes = False, org: Org = "") -> None:
    """A table of rooms, carts and other places."""
    _import("places", path, dry_run=dry_run, yes=yes, org=org)


@imports.command("bells")
def import_bells(path: Path, dry_run: DryRun = False, yes: Yes = False, org: Org = "") -> None:
    """A table of bell schedules."""
    _import("bells", path, dry_run=dry_run, yes=yes, org=org)


@imports.command("photos")
def import_photos(path: Path, dry_run: DryRun = False, yes: Yes = False, org: Org = "") -> None:
    """A zip of photos named by barcode, serial number or student number."""
    _import("photos", path, dry_run=dry_run, yes=yes, org=org)


@imports.command("osticket")
def import_osticket(
    path: Path, dry_run: DryRun = False, yes: Yes = False, org: Org = "", open_tickets: OpenTickets = ""
) -> None:
    """osTicket: a zip of its tables, with the conversation, or the list that a queue exports."""
    source = "osticket" if path.suffix.casefold() == ".zip" else "osticket_queue"
    _import(source, path, dry_run=dry_run, yes=yes, org=org, options=_ticket_choices(open_tickets))


@imports.command("zammad")
def import_zammad(
    path: Path, dry_run: DryRun = False, yes: Yes = False, org: Org = "", open_tickets: OpenTickets = ""
) -> None:
    """Zammad: a zip of JSON files, with the conversation, or the report as a table."""
    source = "zammad" if path.suffix.casefold() == ".zip" else "zammad_report"
    _import(source, path, dry_run=dry_run, yes=yes, org=org, options=_ticket_choices(open_tickets))


@imports.command("tickets")
def import_tickets(
    path: Path,
    dry_run: DryRun = False,
    yes: Yes = False,
    org: Org = "",
    open_tickets: OpenTickets = "",
    system: Annotated[str, typer.Option("--system", help="What people call the help desk they are from.")] = "",
) -> None:
    """A table of tickets of another help desk."""
    choices = {**_ticket_choices(open_tickets), "system": system}
    _import("tickets", path, dry_run=dry_run, yes=yes, org=org, options=choices)


def _ticket_choices(open_tickets: str) -> dict[str, str]:
    if open_tickets not in ("", "open", "closed"):
        raise typer.BadParameter("Say open or closed, or leave it out.", param_hint="--open-tickets")
    return {"open_tickets": open_tickets}


def _import(
    source: str,
    path: Path,
    *,
    dry_run: bool,
    yes: bool,
    org: str,
    adopt_ids: bool = False,
    options: Mapping[str, bool | str] | None = None,
) -> None:
    keeping.start_django()
    from firstbell.core.actor import system_actor
    from firstbell.core.imports.cli import run_import_cli

    by = system_actor("command line", via="cli")
    chosen = {name: value for name, value in (options or {}).items() if value}
    code = run_import_cli(
        source, path, dry_run=dry_run, yes=yes, org=org, adopt_ids=adopt_ids, options=chosen, by=by, console=console
    )
    raise typer.Exit(code)


@app.command()
def init(
    district: Annotated[str, typer.Option(prompt="Name of the district or school", help="The top organisation.")],
    username: Annotated[str, typer.Option(prompt="Your user name", help="The first administrator.")],
    password: Annotated[str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True)],
    email: Annotated[str, typer.Option(help="For password resets.")] = "",
) -> None:
    """Make the database, the district and its first administrator. Safe to run once only."""
    keeping.start_django()
    from firstbell.config.setup import set_up

    set_up(district=district, username=username, password=password, email=email, console=console)


@break_glass.command("seal")
def break_glass_seal() -> None:
    """Make or renew the sealed account and print its password, this once. Ends its sessions and its alarm."""
    keeping.start_django()
    from firstbell.core.actor import system_actor
    from firstbell.signin.actions.seals import seal_account

    sealed = seal_account(by=system_actor("command line", via="cli"))
    console.print("Put this into an envelope, close it, sign across the flap, and lock it away:\n")
    console.print(f"  user name  [bold]{sealed.account.username}[/bold]")
    console.print(f"  password   [bold]{sealed.password}[/bold]\n")
    console.print("It is stored nowhere. Opening it sets off an alarm; seal it anew afterwards.")


@break_glass.command("status")
def break_glass_status() -> None:
    """Whether it is sealed; exit code 1 when there is none or it was used."""
    keeping.start_django()
    from firstbell.signin.models import SealedAccount

    seal = SealedAccount.objects.select_related("account").first()
    if seal is None:
        console.print("[yellow]There is none.[/yellow] firstbell break-glass seal")
        raise typer.Exit(1)
    if seal.used_at is not None:
        console.print(f"[red]Used on {seal.used_at:%Y-%m-%d %H:%M} UTC.[/red] firstbell break-glass seal")
        raise typer.Exit(1)
    console.print(f"[green]Sealed[/green] on {seal.sealed_at:%Y-%m-%d} by {seal.sealed_by}.")


@app.command()
def doctor() -> None:
    """Check this installation and say what to mend."""
    keeping.start_django()
    from firstbell.config.doctor import examine

    raise typer.Exit(examine(console))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def manage(context: typer.Context) -> None:
    """Run one of Django's own commands, e.g. ``firstbell manage migrate``."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["firstbell manage", *context.args])


keeping.add_to(app)


def main() -> None:
    app()
