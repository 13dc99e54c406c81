"""Links in messages: where the host has a page, for the customer's own eyes only. R9, S1.10"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from complaintkit import Desk
from complaintkit.delivery.message.spec import message_specs
from complaintkit.model.errors import ConfigurationError
from complaintkit.playbook import load_playbook
from complaintkit.records.link import Purpose


def secrets_of(counter, case):
    """Both tokens of the round."""
    return [counter.desk._door.links.token(case.id, case.cycle, purpose) for purpose in Purpose]


def test_a_message_brings_the_hosts_page(counter):
    """As a field and in the text; so that a template of the provider's can hold it."""
    case = counter.offer(counter.receive())
    told = counter.message("plan-offered")
    assert told.fields["answer_link"] == f"https://shop.example/c/{secrets_of(counter, case)[0]}"
    assert told.text.endswith(told.fields["answer_link"])


def test_where_there_is_no_page_there_is_no_link(open_counter):
    """The sentence stands without it; the token is there for templates that hold the address themselves."""
    counter = open_counter(page=None)
    case = counter.resolve(counter.offer(counter.receive()))
    counter.clock.advance(timedelta(hours=24))
    told = counter.message("survey")
    assert told.fields["survey_link"] == ""
    assert told.text == f"您对投诉{case.number}的处理满意吗？请回复1（很不满意）到5（很满意）。"


def test_a_caller_is_not_given_the_customers_link(open_counter):
    """A call task is read by staff: with the link they could answer as the customer. R9"""
    counter = open_counter(medium="call")
    case = counter.resolve(counter.offer(counter.receive()))
    counter.clock.advance(timedelta(hours=24))
    counter.deliver()
    asked = [one for one in counter.post.sent if one.message in ("plan-offered", "resolved", "survey")]
    assert {one.message for one in asked} >= {"survey"}
    for one in asked:
        assert not [word for word in secrets_of(counter, case) if word in f"{one.text}{one.fields}{one.subject}"]


def test_nor_is_staff_by_any_message(counter, tmp_path):
    """A procedure may put the field into a message to staff; it stays empty."""
    text = load_text().replace("[message.new-owner]", MINE + "[message.new-owner]")
    (tmp_path / "procedure.toml").write_text(text, "utf-8")
    database = counter.database
    with Desk.open(database=database, playbook=tmp_path / "procedure.toml", clock=counter.clock):
        case = counter.offer(counter.receive())
        told = counter.message("spying")
    assert told.text == case.number
    assert not [word for word in secrets_of(counter, case) if word in repr(attrs.asdict(told))]


MINE = """[message.spying]
on = "plan-offered"
to = "owner"
media = ["sms"]
urgent = true
short.zh = "{number}[|{answer_link}][|{answer_token}]"
short.en = "{number}[|{answer_link}][|{answer_token}]"

"""


def load_text():
    """The canteen's procedure."""
    from importlib.resources import files

    return (files("complaintkit.playbook") / "procedures" / "canteen-delivery.toml").read_text("utf-8")


def test_a_notifier_knows_which_fields_are_links():
    """Providers that take no address in a variable can say so at start."""
    specs = {one.name: one for one in message_specs(load_playbook("canteen-delivery"), "sms")}
    assert specs["plan-offered"].links == {"answer_link"}
    assert specs["survey"].links == {"survey_link"}
    assert specs["received"].links == set()


@pytest.mark.parametrize("page", ["https://shop.example/c/{token}", "http://localhost:8000/?t={token}&l=zh"])
def test_a_page_has_one_place_for_the_token(open_counter, page):
    """In the path or after the question mark."""
    counter = open_counter(page=page)
    counter.offer(counter.receive())
    told = counter.message("plan-offered")
    assert page.partition("{")[0] in told.text


@pytest.mark.parametrize(
    "page",
    ["shop.example/c/{token}", "https://shop.example/c/", "https://x.example/{token}/{token}", "https://x.example/{number}/{token}",
     "javascript:alert({token})", "https://x.example/ {token}", "ftp://x.example/{token}", "https://x.example/{token", "{token}"],
)  # fmt: skip
def test_another_is_refused_when_the_desk_opens(open_counter, page):
    """Customers would find nothing there; better today than in their message."""
    with pytest.raises(ConfigurationError, match=r"desk\.customer_url"):
        open_counter(page=page)
