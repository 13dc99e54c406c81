"""docs/examples/counter: the script as a process, as somebody at the counter types it."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest


@pytest.fixture
def counter(example):
    """Types a command at the counter."""
    program = example("counter")
    return lambda *words, code=0: program.says("counter.py", *words, code=code)


def number_in(text):
    """The number of the case that was taken in."""
    found = re.search(r"SHOP-\d{6}-\d{3}", text)
    assert found, text
    return found[0]


def test_put_right_while_the_customer_waits(counter):
    """Taken in, settled with a coupon within one's authority: two commands, and its code on the screen. R17"""
    taken = counter("--by", "mei", "new", "周远", "13800138000", "名片裁歪了", "--job", "J-2291")
    number = number_in(taken)

    assert "mei is responsible" in taken
    assert "Due " in taken
    assert re.fullmatch(
        r"Settled. Coupon \w{4}-\w{4}-\w{4}, 20\.00 CNY\.\n",
        counter("--by", "mei", "settle", number, "裁刀偏了两毫米", "--coupon", "20"),
    )


def test_beyond_authority_the_manager_is_asked_first(counter):
    """Nothing is promised until they have approved exactly this. F6"""
    number = number_in(counter("--by", "mei", "new", "周远", "13800138000", "名片裁歪了"))
    settling = ("--by", "mei", "settle", number, "裁刀偏了两毫米", "--coupon", "80")

    assert "promise nothing yet" in counter(*settling)
    asked = re.search(
        rf"^{number}  mei asks you to approve (\S+): 裁刀偏了两毫米$", counter("--by", "ouyang"), re.MULTILINE
    )
    assert asked
    assert "mei may promise it now" in counter("--by", "ouyang", "approve", number, asked[1])
    assert "80.00 CNY" in counter(*settling)
    assert number in counter("--by", "mei")  # still hers: the customer has to be asked whether they are satisfied


def test_a_refusal_is_one_sentence(counter):
    """For the person at the counter, in their language; no traceback."""
    said = counter("--by", "mei", "new", "周远", "13800138000", "名片裁歪了", "--category", "bindng/finish", code=1)
    assert "您是不是要写" in said
    assert "Traceback" not in said


@pytest.mark.sqlite("processes find the database by its file, which is not there yet")
def test_two_windows_at_once(counter):
    """Four people press Enter at the same moment, on a database that is not there yet."""
    with ThreadPoolExecutor(4) as windows:
        said = list(windows.map(lambda text: counter("--by", "mei", "new", "周远", "13800138000", text), "甲乙丙丁"))

    assert max(map(number_in, said)).endswith("-004")
    assert len(set(map(number_in, said))) == 4
