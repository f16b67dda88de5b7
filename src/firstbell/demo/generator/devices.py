"""Who has which Chromebook, as Google's Admin console would export it on the district's night.

The columns are the 37 of the console's CSV export in their usual order. Grades 3 and up carry a device each, younger
grades share carts; every school has loaners, spares and old ones. Some rows are untidy on purpose, as real ones are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from firstbell.demo.generator.device_models import MODELS, DeviceModel, mac_address, serial_number
from firstbell.demo.generator.draw import Draw, spread
from firstbell.demo.generator.layout import GRADES, School
from firstbell.demo.generator.people import CastSeats
from firstbell.demo.generator.roster import Roster
from firstbell.demo.generator.sections import SchoolPlan

_COLUMN_NAMES = (
    "deviceId serialNumber model lastPolicySync enrollmentTime osVersion orgUnitPath provisionStatus annotatedAssetId"
    " annotatedUser annotatedLocation annotatedNotes ethernetMacAddress macAddress lastReport autoUpdateExpiration meid"
    " platformVersion firmwareVersion lastDeprovision deprovisionReason mostRecentActivity mostRecentUser"
    " wifiSignalStrength volumeLevelPercent cpuUtilizationPercent memoryUsageByte diskSpaceUsageByte kioskApp"
    " lanIpAddress wanIpAddress lastIpAddressUpdate bootMode tpmFirmwareVersion manufacturingDate eids iccids"
)
COLUMNS = tuple(_COLUMN_NAMES.split())

_FIRST_OWN_DEVICE = GRADES.index("03")
_CART_SIZE = 28
# Prime below 31 to the sixth power, which is what a serial's body can hold.
_SERIAL_PRIME = 887_503_663
_RELEASES = (
    ("142.0.7444.181", "16433.65.0"),
    ("142.0.7444.181", "16433.65.0"),
    ("141.0.7390.132", "16404.45.0"),
    ("138.0.7204.298", "16295.83.0"),
    ("126.0.6478.265", "15886.86.0"),
)
_NOTES = ("", "", "", "", "", "", "", "", "", "Missing key cap: F", "Hinge repaired", "Screen replaced, see ticket",
          'Label reads "CART B"', "Charger not returned")  # fmt: skip


@dataclass(frozen=True)
class Holding:
    """Where a device is: with a student, or at a place. `kind` is own, cart, loaner, lab, spare or retired."""

    kind: str
    school: School
    student: int | None = None
    place: str = ""
    grade: int = 0


def _holdings(plan: SchoolPlan) -> Iterator[Holding]:
    school = plan.school
    needed = 0
    for cell in school.cells:
        own = cell.grade >= _FIRST_OWN_DEVICE
        for position in range(cell.count):
            place = "" if own else f"Cart {GRADES[cell.grade]}-{position // _CART_SIZE + 1}"
            student = cell.start + position if own else None
            yield Holding("own" if own else "cart", school, student, place, cell.grade)
            needed += 1
    loaners = max(2, school.students * 4 // 100)
    for _ in range(loaners):
        yield Holding("loaner", school, place="Loaner pool")
    rest = max(0, round(school.students * 1.15) - needed - loaners)
    for number in range(rest):
        kind, place = (("spare", "Storage"), ("retired", ""), ("lab", "Testing cart 1"))[number % 3]
        yield Holding(kind, school, place=place)


@dataclass(frozen=True)
class Chromebook:
    """A device before it becomes a row."""

    index: int
    model: DeviceModel
    serial: str
    asset_tag: str
    holding: Holding


class Fleet:
    """All devices of the district, in order; the same every night, only what they last did moves on.

    They were given out on night 0 (`first_night`): who left since still stands on theirs, who came has none yet.
    """

    def __init__(self, first_night: Roster, today: date, seats: CastSeats) -> None:
        self._roster, self._seats = first_night, seats
        self._seed, self._today = first_night.spec.seed, today
        # Seven figures, so that tags begin with zeros until a district owns a million devices.
        self._tag_base = 1000
        self.remembered: dict[str, dict[str, str]] = {}

    def devices(self) -> Iterator[Chromebook]:
        index = 0
        for plan in self._roster.timetable.schools:
            for holding in _holdings(plan):
                yield self._device(index, holding)
                index += 1

    def _device(self, index: int, holding: Holding) -> Chromebook:
        draw = Draw(self._seed, "device", index)
        oldest_first = 3 if holding.kind == "retired" else len(MODELS)
        # What a grade carries was bought together: one model for a whole grade of a school, a few strays.
        if holding.kind in ("own", "cart") and not draw.chance(120):
            draw_model = Draw(self._seed, "grade model", holding.school.index, holding.grade)
        else:
            draw_model = draw
        models = MODELS[:oldest_first]
        model = draw_model.weighted(models, [model.share for model in models])
        number = spread(index, _SERIAL_PRIME, self._seed)
        return Chromebook(index, model, serial_number(model, number, draw), f"{self._tag_base + index:07d}", holding)

    def rows(self) -> Iterator[list[str]]:
        """The rows of chromebooks.csv; notes in `remembered` which devices the cast's story needs."""
        for device in self.devices():
            row = self._row(device)
            self._remember(device, row)
            yield [row.get(column, "") for column in COLUMNS]

    def _remember(self, device: Chromebook, row: dict[str, str]) -> None:
        holding = device.holding
        member = self._seats.member(holding.student) if holding.student is not None else None
        if member is not None:
            self.remembered[member.key] = {"serial": device.serial, "asset_tag": device.asset_tag}
        clean = row["provisionStatus"] == "Provisioned" and row["annotatedAssetId"] == device.asset_tag
        if holding.kind == "loaner" and holding.school.index == self._seats.school and clean:
            self.remembered.setdefault("loaner", {"serial": device.serial, "asset_tag": device.asset_tag})

    def _row(self, device: Chromebook) -> dict[str, str]:
        draw = Draw(self._seed, "device state", device.index)
        row = self._identity(device, draw)
        self._assign(device, row, draw)
        self._activity(device, row, draw)
        self._untidy(device, row, draw)
        return row

    def _identity(self, device: Chromebook, draw: Draw) -> dict[str, str]:
        model = device.model
        enrolled = datetime.combine(date(model.bought, 7, 10), time(8)) + timedelta(days=draw.below(30))
        enrolled += timedelta(minutes=draw.below(8 * 60))
        version, platform = draw.pick(_RELEASES)
        hexadecimal = draw.hexadecimal(32)
        lengths = (0, 8, 12, 16, 20, 32)
        return {
            "deviceId": "-".join(hexadecimal[a:b] for a, b in pairwise(lengths)),
            "serialNumber": device.serial,
            "model": model.name,
            "enrollmentTime": _console_time(enrolled),
            "osVersion": version,
            "provisionStatus": "Provisioned",
            "annotatedAssetId": device.asset_tag,
            "annotatedNotes": draw.pick(_NOTES),
            "macAddress": mac_address(model, spread(device.index, 16_777_213, self._seed)),
            "autoUpdateExpiration": model.aue,
            "platformVersion": f"{platform} (Official Build) stable-channel",
            "firmwareVersion": f"Google_Board.{draw.between(13000, 15900)}.{draw.between(1, 400)}.0",
            "bootMode": "Verified",
            "tpmFirmwareVersion": draw.hexadecimal(16),
            "manufacturingDate": (enrolled.date() - timedelta(days=draw.between(40, 160))).isoformat(),
        }

    def _assign(self, device: Chromebook, row: dict[str, str], draw: Draw) -> None:
        holding = device.holding
        unit = f"/Students/{holding.school.name}"
        row["annotatedLocation"] = f"{holding.school.name} - {holding.place}" if holding.place else ""
        if holding.student is not None:
            students = self._roster.students
            person = students.student(holding.student)
            row["annotatedUser"] = row["mostRecentUser"] = person.email
            row["orgUnitPath"] = f"{unit}/Grade {GRADES[holding.grade]}"
            if draw.chance(300):
                row["annotatedLocation"] = holding.school.name
        elif holding.kind == "cart":
            row["orgUnitPath"] = f"{unit}/Carts"
        elif holding.kind == "lab":
            row["orgUnitPath"] = "/Kiosk/State testing"
            row["kioskApp"] = "Secure testing browser"
        elif holding.kind == "retired":
            row["orgUnitPath"] = "/Retired"
        else:
            row["orgUnitPath"] = f"{unit}/{'Loaners' if holding.kind == 'loaner' else 'Storage'}"

    def _activity(self, device: Chromebook, row: dict[str, str], draw: Draw) -> None:
        kind = device.holding.kind
        back = draw.below(3) if kind in ("own", "cart") else draw.between(1, 60)
        if kind == "retired" or draw.chance(20):
            back = draw.between(150, 420)
        synced = datetime.combine(self._today - timedelta(days=back), time(7)) + timedelta(minutes=draw.below(500))
        row["lastPolicySync"] = _console_time(synced)
        row["lastReport"] = f"{synced.isoformat()}.000Z"
        row["mostRecentActivity"] = synced.date().isoformat()
        if kind == "retired":
            row["provisionStatus"] = "Deprovisioned"
            row["lastDeprovision"] = _console_time(synced + timedelta(days=1))
            row["deprovisionReason"] = draw.pick(("Retiring device", "Same model replacement", "Different model"))
            return
        row["wifiSignalStrength"] = str(-draw.between(38, 81))
        row["volumeLevelPercent"] = str(draw.below(101))
        row["cpuUtilizationPercent"] = str(draw.below(70))
        row["memoryUsageByte"] = str(draw.between(1_400_000_000, 3_900_000_000))
        row["diskSpaceUsageByte"] = str(draw.between(9_000_000_000, 29_000_000_000))
        row["lanIpAddress"] = f"10.{device.holding.school.index % 250 + 2}.{draw.below(32)}.{draw.between(10, 250)}"
        row["wanIpAddress"] = f"203.0.113.{device.holding.school.index % 254 + 1}"
        row["lastIpAddressUpdate"] = _console_time(synced)

    def _untidy(self, device: Chromebook, row: dict[str, str], draw: Draw) -> None:
        """What an export of any size has: blanks, ghosts, doubles. Stu's device and the first two stay as they should be."""
        student = device.holding.student
        if device.index < 2 or (student is not None and self._seats.member(student)):
            row["annotatedNotes"] = ""
            return
        chance = draw.below(1000)
        if chance < 12:
            row["annotatedAssetId"] = ""
        elif chance < 17:
            row["annotatedAssetId"] = f"{self._tag_base + device.index - 1:07d}"
        elif chance < 24 and row["provisionStatus"] == "Provisioned":
            row["provisionStatus"] = "Disabled"
            row["annotatedNotes"] = "Reported lost"
        elif chance < 36 and student is not None:
            # Numbers from three million on were never given to a student of the roster.
            ghost = f"{draw.text('abcdefghjklmnprst', 2)}{3_000_000 + device.index}"
            row["annotatedUser"] = row["mostRecentUser"] = f"{ghost}@{self._roster.timetable.layout.domain}"
            row["annotatedNotes"] = "Left the district, not returned"
        elif chance < 41:
            row["annotatedUser"] = row.get("annotatedUser", "").upper()
        elif chance < 44:
            row["annotatedUser"] = ""


def _console_time(moment: datetime) -> str:
    """`2026-11-20 7:42 AM`: how the console prints a time."""
    hour = moment.hour % 12 or 12
    return f"{moment.date().isoformat()} {hour}:{moment.minute:02d} {'AM' if moment.hour < 12 else 'PM'}"
