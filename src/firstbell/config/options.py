"""Options that several commands share, each said once."""

from typing import Annotated

import typer

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Apply without asking; a hold still stops it.")]
Org = Annotated[str, typer.Option("--org", help="Code or name of the organisation to import into.")]
Assign = Annotated[
    bool, typer.Option("--assign", help="Hand out what the list says people have, by the lending rules.")
]
AddPeople = Annotated[bool, typer.Option("--add-people", help="Bring in who is not here yet, as provisional people.")]
OpenTickets = Annotated[
    str, typer.Option("--open-tickets", help="What becomes of tickets that are still open there: open or closed.")
]
Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.")]
