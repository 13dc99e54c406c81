"""What a form says decides what follows: as people type it, in any width, case or language."""

import pytest

from complaintkit import Customer
from complaintkit.playbook import Condition
from complaintkit.testing import open_test_desk

WANG = Customer(name="王芳", phone="13800138000")


@pytest.mark.parametrize("typed", ["yes", "Yes", " YES ", "ＹＥＳ", "y", "true", "True", "是", "是的"])
def test_abnormal_food_is_withdrawn_however_it_is_said(typed):
    """Who sends for it must not hang on a capital letter. S4.9"""
    with open_test_desk() as desk:
        case = desk.receive("饭是酸的", by="chen", channel="hotline", unit="s1", category="food/sensory", customer=WANG)
        case = desk.assess(case, by="chen", severity="high", approach="查看")

        assert desk.record_facts(case, by="chen", facts="酸", fields={"abnormal": typed}).dispatches


@pytest.mark.parametrize("typed", ["no", "No", "否", "false", "不是", "", "yes and no", "maybe"])
def test_nothing_is_withdrawn_where_it_is_denied_or_not_said(typed):
    """Only an answer is one."""
    with open_test_desk() as desk:
        case = desk.receive("饭是酸的", by="chen", channel="hotline", unit="s1", category="food/sensory", customer=WANG)
        case = desk.assess(case, by="chen", severity="high", approach="查看")
        said = {"abnormal": typed} if typed else {}

        assert not desk.record_facts(case, by="chen", facts="酸", fields=said).dispatches


@pytest.mark.parametrize(
    ("value", "said", "holds"),
    [
        ("yes", "是", True),
        ("是", "TRUE", True),
        ("no", "否", True),
        ("no", "yes", False),
        ("1203", "１２０３", True),
        ("Room 3", "room 3", True),
        ("Room 3", "room 4", False),
        ("no", None, False),
    ],
)
def test_a_condition_compares_answers(value, said, holds):
    """On both sides; a field that nobody filled in is no answer."""
    condition = Condition(fact="fields.x", values=(value,))

    assert condition.is_answered({} if said is None else {"x": said}) is holds
