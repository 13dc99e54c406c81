"""What stands above a mail: to the customer the procedure and the number; to staff, who get many a day, what it is about."""

from __future__ import annotations

import attrs
import pytest

from complaintkit.delivery.message.known import MAIL
from complaintkit.delivery.message.occasion import read_occasion
from complaintkit.delivery.message.wording import render
from complaintkit.model.customer import Contact
from complaintkit.model.event_words import EVENT_WORDS
from complaintkit.playbook.vocabulary import EVENTS, TRIGGERS


def subject(house, name, recipient, language):
    """The subject of a message that waits, as mail."""
    row = attrs.evolve(house.entry(name, recipient), language=language)
    with house.desk._door.storage.reading() as reader:
        occasion = read_occasion(house.desk._door, reader, row)
    return render(occasion, to=Contact("email", "a@b.example"), medium=MAIL, attempt=1).subject


@pytest.mark.parametrize(("language", "told"), [("zh", "{number}：请您接手"), ("en", "{number}: handover offered")])
def test_mail_to_staff_says_which_case_and_what_of_it(house, language, told):
    """Somebody with forty of them finds the one that has to be answered."""
    case = house.receive()
    case = house.desk.record_facts(case, by="chen", facts="常温放置")
    house.desk.offer_handover(case, by="chen", to="li", reason="beyond-skill")
    assert subject(house, "handover-offered", "li", language) == told.format(number=case.number)


@pytest.mark.parametrize("on", sorted(EVENTS | TRIGGERS))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_whatever_staff_are_told_of_has_a_subject(occasion, on, language):
    """Its word on the timeline."""
    found = occasion(on=on, to="chen")
    rule = attrs.evolve(found.rule, subject={})
    told = attrs.evolve(found, rule=rule, row=attrs.evolve(found.row, language=language))
    what = EVENT_WORDS[on].title.to(language)

    mail = render(told, to=Contact("email", "a@b.example"), medium=MAIL, attempt=1)

    assert mail.subject == f"{told.case.number}{'：' if language == 'zh' else ': '}{what}"


@pytest.mark.parametrize(
    ("long", "own", "subject", "text"),
    [
        ({}, {}, None, "短"),
        ({"zh": "长"}, {}, None, "长"),
        ({}, {"zh": "题{number}"}, "题", "短"),
        ({"zh": "长"}, {"zh": "题{number}"}, "题", "长"),
    ],
)
def test_mail_says_the_long_wording_where_there_is_one(occasion, long, own, subject, text):
    """Under its own subject; whatever is not mail says the short one, under none."""
    told = occasion()
    rule = attrs.evolve(told.rule, short={"zh": "短"}, long=long, subject=own)
    told = attrs.evolve(told, rule=rule)
    mail, sms = (render(told, to=Contact("email", "a@b.example"), medium=one, attempt=1) for one in (MAIL, "sms"))

    title = told.playbook.title["zh"] + " "
    assert (mail.subject, mail.text) == (f"{subject or title}{told.case.number}", text)
    assert (sms.subject, sms.text) == (None, "短")


@pytest.mark.parametrize(
    ("short", "told"), [("{giver} did it.", "The customer did it."), ("{text} was said.", "small was said.")]
)
def test_our_own_words_begin_a_message_with_a_capital(occasion, short, told):
    """What people wrote keeps its small letter."""
    found = occasion(by="customer", text="small")
    found = attrs.evolve(
        found, rule=attrs.evolve(found.rule, short={"en": short}), row=attrs.evolve(found.row, language="en")
    )

    assert render(found, to=Contact("phone", "1"), medium="sms", attempt=1).text == told
