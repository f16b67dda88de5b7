"""Which profile a file is loaded by: the one chosen for the run, else the first whose copies are found in the file."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from firstbell.core.errors import Invalid
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.source import StageContext
from firstbell.library.actions.loading._files import record_files
from firstbell.library.marc.codec import read_record
from firstbell.library.marc.framing import frames
from firstbell.library.marc.record import Unreadable
from firstbell.library.matching import Rules, copies_in, read_rules
from firstbell.library.models import LoadProfile

PROFILE = "profile"
"""The option of a run: the key of the load profile."""
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Chosen:
    key: str
    name: str
    version: int
    school_id: int | None
    rules: Rules


def profile_for(ctx: StageContext) -> Chosen:
    """Raises :class:`Rejected` when there is no profile, or the chosen one cannot be read."""
    profiles = [_chosen(one) for one in LoadProfile.objects.filter(is_active=True)]
    if not profiles:
        raise Rejected("There is no load profile.", remedy="Make one at Library, load profiles.", code="no_profile")
    wanted = str(ctx.options.get(PROFILE) or "")
    if wanted:
        found = next((one for one in profiles if one.key == wanted), None)
        if found is None:
            raise Rejected(
                f"There is no load profile “{wanted}” in use.",
                remedy=f"There are: {', '.join(one.key for one in profiles)}.",
                code="no_profile",
            )
        return found
    return _by_copies(ctx, profiles)


def _chosen(one: LoadProfile) -> Chosen:
    try:
        rules = read_rules(one.rules)
    except Invalid as problem:
        raise Rejected(
            f"The load profile “{one.name}” cannot be used: {problem.message}",
            remedy="Correct it on its page.",
            code="bad_profile",
        ) from None
    return Chosen(one.key, one.name, one.version, one.school_id, rules)


def _by_copies(ctx: StageContext, profiles: list[Chosen]) -> Chosen:
    """Of the first records: which profile finds copies with barcodes in most of them, or at least its field."""
    points = [(0, 0)] * len(profiles)
    for file in record_files(ctx.path, ctx.filename, ctx.limits):
        for frame in islice(frames(file.stream, file.form), _LOOKED_AT):
            if frame.is_filler or frame.problem:
                continue
            try:
                record = read_record(frame.data, frame.form)
            except Unreadable:
                continue
            for place, one in enumerate(profiles):
                copies = list(copies_in(record, one.rules.items))
                barred, there = points[place]
                points[place] = barred + any(copy.barcode for copy in copies), there + bool(copies)
        break
    return profiles[max(range(len(profiles)), key=lambda place: (points[place], -place))]
