"""Makes files of MARC records known to the import machine."""

from __future__ import annotations

from firstbell.core.actor import Actor
from firstbell.core.imports.guards import GuardPolicy
from firstbell.core.imports.source import Entity, StageContext, Staged, Upload, register
from firstbell.library.actions.indexing import learn_waiting
from firstbell.library.actions.loading._files import looks_like_records
from firstbell.library.actions.loading._plan import LoadPlan
from firstbell.library.actions.loading._staging import stage_load
from firstbell.library.actions.loading.writing import write_load
from firstbell.library.permissions import LibraryPermission


class MarcSource:
    """Bibliographic records in any form that MARC 21 is written in, with or without their copies."""

    key = "library_marc"
    needs = LibraryPermission.TITLE_EDIT
    label = "Library records (MARC 21: .mrc, MARCXML, JSON, .mrk)"
    accepts = ".mrc,.marc,.dat,.xml,.json,.mrk,.gz,.zip"
    entities = (Entity("titles", "Titles"), Entity("copies", "Copies"))
    # A file that replaces a third of the catalogue's records is looked at by a person first.
    guards = (GuardPolicy("titles", gone_percent=-1, changed_percent=30, rekey_percent=-1, floor=200),)

    def sniff(self, upload: Upload) -> bool:
        return looks_like_records(upload)

    def stage(self, ctx: StageContext) -> Staged:
        return stage_load(ctx)

    def apply(self, staged: Staged, ctx: StageContext, *, by: Actor) -> None:
        assert isinstance(staged.plan, LoadPlan)
        write_load(staged.plan, run_id=ctx.run_id, run_label=ctx.filename, org_path=ctx.org_path, by=by)

    def afterwards(self, *, by: Actor) -> str:
        """The words of a large load are learned: misspelled ones find them from then on."""
        count = learn_waiting(by=by)
        return f"The words of {count:,} titles were learned, for readers who misspell them." if count else ""


register(MarcSource())
