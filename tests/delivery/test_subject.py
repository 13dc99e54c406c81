"""What stands above a mail: to the customer the procedure and the number; to staff, who get many a day, what it is about."""

from __future__ import annotations

import attrs
import pytest

from complaintkit.delivery.message.occasion import read_occasion
from complaintkit.delivery.message.wording import MAIL, render
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
    """Its word on the timeline, or the playbook's own where it is no entry of the ledger."""
    found = occasion(on=on, to="chen")
    rule = attrs.evolve(found.rule, subject={})
    told = attrs.evolve(found, rule=rule, row=attrs.evolve(found.row, language=language))
    known = EVENT_WORDS.get(on)
    what = known.title.to(language) if known else on.replace("-", " ")

    mail = render(told, to=Contact("email", "a@b.example"), medium=MAIL, attempt=1)

    assert mail.subject == f"{told.case.number}{'：' if language == 'zh' else ': '}{what}"
