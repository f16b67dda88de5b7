"""Printable labels as PDF in true size: pure drawing, no database.

Lengths are tenths of a millimetre, the unit of a label size, until they are drawn. A label carries its tag as text, as a
QR code (ISO/IEC 18004, error correction M) and as Code 128 (ISO/IEC 15417); leading zeros stay because both carry the
tag's text. ``drawing.sheets`` and ``trial.trial_sheet`` each give the bytes of a PDF; they are not imported here, so that
whoever only names a label's shape is spared the library that draws.
"""

from firstbell.inventory.label_sheets.shapes import NO_ADJUSTMENT, Adjustment, Label, Size

__all__ = ["NO_ADJUSTMENT", "Adjustment", "Label", "Size"]
