"""The fields of a mapping and of the desk are one list."""

from complaintkit_csv import _field

from complaintkit.desk.intake.form import BESIDE, FIELDS, TIMES


def test_whatever_can_be_mapped_can_be_taken_in() -> None:
    """A column that can be named is a field that the desk reads, and the other way round."""
    assert _field.FIELDS - {"external_id"} == FIELDS
    assert _field.TIMES == TIMES
    assert not FIELDS & BESIDE
