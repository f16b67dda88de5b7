"""What a district is asked for (`DistrictSpec`) and what was written (`DistrictManifest`)."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

STUDENTS_PER_SCHOOL = 500
MOST_STUDENTS = 1_500_000
MOST_SCHOOLS = 900
MOST_NIGHTS = 366

# A fixed day, so that the same command writes the same bytes next year; callers that want "now" say so.
DEFAULT_TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class DistrictSpec:
    """The wish: equal specs write equal files.

    `night` 0 is the district as first exported; night D is the full export D nights later. `delta` additionally writes
    the changes between night D - 1 and night D. `today` is the day of night 0.
    Raises ValueError, in words for a person, on a wish that cannot be met.
    """

    students: int
    seed: int = 1
    schools: int | None = None
    version: Literal["1.1", "1.2"] = "1.1"
    guardians: bool = True
    night: int = 0
    delta: bool = False
    today: date = DEFAULT_TODAY
    name: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.students <= MOST_STUDENTS:
            raise ValueError(f"students must be from 1 to {MOST_STUDENTS:,}, not {self.students}")
        if self.schools is not None and not 1 <= self.schools <= min(MOST_SCHOOLS, self.students):
            raise ValueError(
                f"schools must be from 1 to {MOST_SCHOOLS} and not more than the students, not {self.schools}"
            )
        if self.version not in ("1.1", "1.2"):
            raise ValueError(f"OneRoster version must be 1.1 or 1.2, not {self.version}")
        if not 0 <= self.night <= MOST_NIGHTS:
            raise ValueError(f"night must be from 0 to {MOST_NIGHTS}, not {self.night}")
        if self.delta and self.night == 0:
            raise ValueError("a delta needs a night before it: ask for night 1 or later")

    @property
    def school_count(self) -> int:
        if self.schools is not None:
            return self.schools
        return min(MOST_SCHOOLS, max(1, round(self.students / STUDENTS_PER_SCHOOL)))


@dataclass(frozen=True)
class WrittenFile:
    """One file of the output, `path` relative to its directory.

    `sha256` and `rows` (without header; None where rows mean nothing) are those of what is inside.
    For a zip the members are listed in their own right, under `zip/member`: the digest of a compressed file depends on
    the zlib it was written with, the digests of its members do not.
    """

    path: str
    size: int
    sha256: str
    rows: int | None = None


@dataclass
class DistrictManifest:
    """What `write_district` wrote, as stored in `district.json`.

    `counts` are rows by file, those of a delta as `delta.<file>`. `cast` is keyed tess, lib, tia, stu, cora, dita, sam, each
    with username, name, email, job, sourced_id, identifier, badge, school, school_name and, where they carry one,
    device_serial and device_asset_tag. `loaner` is a loaner at Stu's school: serial, asset_tag.
    """

    spec: DistrictSpec
    district: str
    domain: str
    school_year: int
    counts: dict[str, int] = field(default_factory=dict)
    schools: list[dict[str, Any]] = field(default_factory=list)
    cast: dict[str, dict[str, str]] = field(default_factory=dict)
    loaner: dict[str, str] = field(default_factory=dict)
    files: list[WrittenFile] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        document = asdict(self)
        document["spec"]["today"] = self.spec.today.isoformat()
        document["spec"]["schools"] = self.spec.school_count
        return document
