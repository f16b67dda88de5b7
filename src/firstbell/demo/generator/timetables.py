"""Bell schedules and calendars as files: `bell_schedules.csv` rows and one iCalendar text (RFC 5545) per school."""

from collections.abc import Iterator

from firstbell.demo.generator.layout import School
from firstbell.demo.generator.school_year import SchoolYear

BELL_COLUMNS = ("school", "day_type", "period", "start", "end")

# Minutes: (name of the day, length of homeroom, of a period, of lunch). Passing time is five minutes.
_DAYS = (("regular", 15, 52, 32), ("early release", 10, 36, 25), ("assembly", 45, 47, 30))
_PASSING = 5
_STARTS = {"elementary": 8 * 60 + 30, "middle": 8 * 60, "high": 7 * 60 + 40, "combined": 8 * 60}
_CATEGORIES = {"closed": "CLOSED", "early release": "EARLY RELEASE", "assembly": "ASSEMBLY"}
_LINE_OCTETS = 75


def bell_rows(school: School) -> Iterator[list[str]]:
    """Periods of every kind of day: HR, 1 to 3, lunch, 4 to 6. Times are local, `HH:MM`."""
    for day, homeroom, period, lunch in _DAYS:
        now = _STARTS[school.level.key]
        for name in ("HR", "1", "2", "3", "Lunch", "4", "5", "6"):
            length = {"HR": homeroom, "Lunch": lunch}.get(name, period)
            yield [school.sourced_id, day, name, _clock(now), _clock(now + length)]
            now += length + _PASSING


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def calendar_text(school: School, year: SchoolYear, domain: str) -> str:
    """The school's closings and short days as all-day events; CATEGORIES says which kind of day it is."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Firstbell//Demo district//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(school.name)}",
    ]
    for number, day in enumerate(year.days(school.index)):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{year.year}-{school.sourced_id}-{number:03d}@{domain}",
            f"DTSTAMP:{year.year - 1}0701T000000Z",
            f"DTSTART;VALUE=DATE:{day.start:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day.end:%Y%m%d}",
            f"SUMMARY:{_escaped(day.title)}",
            f"CATEGORIES:{_CATEGORIES[day.kind]}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """`line` cut so that no piece has more than 75 octets, the space that marks a continuation included."""
    pieces, piece = [], ""
    for letter in line:
        if len((piece + letter).encode()) > _LINE_OCTETS:
            pieces.append(piece)
            piece = " "
        piece += letter
    return "\r\n".join([*pieces, piece])
