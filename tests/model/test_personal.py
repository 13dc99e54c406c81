"""What names a person is found in a text, and what does not is let be. S3.2"""

from __future__ import annotations

import pytest

from complaintkit import Contact, Customer
from complaintkit.model.personal import contact_in, customer_in


@pytest.mark.parametrize(
    "text",
    [
        "找小王 13800138000",
        "１３８００１３８０００",
        "138 0013 8000",
        "+86-138-0013-8000",
        "021-6543 2109转8",
        "(021)65432109",
        "call 555-867-5309",
        "+44 20 7946 0018",
        "微信同号:13800138000。",
        "wang.fang@example.com",
        "写信到wang@example.com.cn",
    ],
)
def test_what_reaches_a_person_is_found(text: str) -> None:
    """However it is written. S3.2"""
    assert contact_in(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "9:00-21:30",
        "2026-11-23至2026-12-24",
        "满100.00元减20",
        "400-800-1234",
        "12315",
        "条码6901234567890",
        "3楼@服务台",
        "1000000元以上",
        "",
    ],
)
def test_what_reaches_nobody_is_let_be(text: str) -> None:
    """Hours, dates, money, barcodes, the numbers of a business. S3.2"""
    assert contact_in(text) is None


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("王芳", "请王芳到服务台", "the customer's name"),
        ("王芳", "王先生到服务台", "None"),
        ("王", "国王牌酱油在3排", "None"),
        ("Ann Smith", "ann  SMITH may come", "the customer's name"),
        ("Ann Smith", "Ms Smith may come", "the customer's name"),
        ("Ann Smith", "a blacksmith may come", "None"),
        ("Li Na", "Nanjing Lion", "None"),
        (None, "王芳", "None"),
    ],
)
def test_a_name_is_found(name: str | None, text: str, found: str) -> None:
    """As a whole, each of its words alone, never within another word. S3.2"""
    assert str(customer_in(text, Customer(name=name))) == found


def test_whom_they_speak_for_and_their_addresses_count_as_well() -> None:
    """A WeChat id leads to a person as a number does. R2"""
    customer = Customer(contacts=[Contact("wechat", "Fang_88")], speaks_for=Customer(name="李梅"))
    assert str(customer_in("加fang_88", customer)) == "the customer's address"
    assert str(customer_in("李梅的轮椅", customer)) == "the customer's name"
    assert customer_in("轮椅", customer) is None


@pytest.mark.parametrize("name", ["x" * 5000, "王" * 5000, "x" * 5000 + " y"])
def test_a_name_that_is_shown_masked_is_short(name: str) -> None:
    """Whatever a stranger typed as one, a list that shows it has room for the rest. R20"""
    assert len(Customer(name=name).label) <= 24
