"""Values of the kit as JSON has them, and data of JSON or TOML as values of declared types.

Money is written "20.00 CNY", a time in RFC 3339 with its offset, a duration "24 h"; a float is refused, for it is something
near a number. `Reader` refuses what does not fit, under its path (`args.remedies[0].value`).
"""

from complaintkit.model.wire._canonical import canonical, digest, in_order, text_digest
from complaintkit.model.wire._field import Field, fields_of
from complaintkit.model.wire._kept import dumps, from_json, to_json
from complaintkit.model.wire._leaf import PATTERNS, Hidden, Unfit, instant, moment, text, truth, whole
from complaintkit.model.wire._reader import LEAVES, Misfits, Reader, joined_path
from complaintkit.model.wire._shown import as_data, instant_text

__all__ = [
    "LEAVES",
    "PATTERNS",
    "Field",
    "Hidden",
    "Misfits",
    "Reader",
    "Unfit",
    "as_data",
    "canonical",
    "digest",
    "dumps",
    "fields_of",
    "from_json",
    "in_order",
    "instant",
    "instant_text",
    "joined_path",
    "moment",
    "text",
    "text_digest",
    "to_json",
    "truth",
    "whole",
]
