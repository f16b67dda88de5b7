"""Badge barcodes: fourteen digits beginning with 2, as library systems print them for people.

The last digit is the Luhn check digit (ISO/IEC 7812-1, annex B) those systems use.
"""

_PREFIX = "2"
_INSTITUTION = "1049"
_EMPLOYEE_DIGITS = 6


def badge_of(number: str) -> str:
    """The barcode on the badge of the person with student or employee `number` (at most seven digits).

    Employees' six digits are told from students' seven by a 9 before them.
    """
    body = f"9{number}" if len(number) == _EMPLOYEE_DIGITS else number
    digits = f"{_PREFIX}{_INSTITUTION}{body.zfill(8)}"
    return digits + str(luhn(digits))


def luhn(digits: str) -> int:
    """The digit to append to `digits`."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10
