"""Printable labels as PDF in true size: pure drawing, no database.

Lengths are tenths of a millimetre, the unit of a label size, until they are drawn. A label carries its tag as text, as a
QR code (ISO/IEC 18004, error correction M) and as Code 128 (ISO/IEC 15417); leading zeros stay because both carry the
tag's text. Offers :func:`sheets` and :func:`trial_sheet`, each giving the bytes of a PDF, to the views.
"""

from firstbell.inventory.label_sheets.drawing import sheets
from firstbell.inventory.label_sheets.shapes import NO_ADJUSTMENT, Adjustment, Label, Size
from firstbell.inventory.label_sheets.trial import trial_sheet

__all__ = ["NO_ADJUSTMENT", "Adjustment", "Label", "Size", "sheets", "trial_sheet"]
