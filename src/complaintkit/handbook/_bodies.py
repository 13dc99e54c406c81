"""Outside bodies: where customers may turn, and who answers what comes from there. R8, R19"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.handbook._document import Section, Table
from complaintkit.handbook._fields_as_written import other_lines
from complaintkit.handbook._translator import Translator
from complaintkit.playbook.body import Body


def bodies(translator: Translator) -> Section | None:
    """Return what customers are told of each, and how it is answered; None where the playbook names none."""
    found = translator.playbook.bodies
    if not found:
        return None
    columns = (translator.say("Body"), translator.say("What customers are told"), translator.say("How it is answered"))
    rows = tuple(
        (
            translator.named(one),
            "\n".join(filter(None, map(translator.words, (one.contact, one.gives)))),
            "\n".join(_answered(one, translator)),
        )
        for one in found.values()
    )
    return Section("bodies", translator.say("Where else customers may turn"), (Table(columns, rows),))


def _answered(body: Body, translator: Translator) -> Iterator[str]:
    who = translator.role(body.answered_by) if body.answered_by else translator.recipient("owner")
    yield translator.say("answered by {who}", who=who)
    if body.answer_within is not None:
        yield translator.say("within {t}, where it names no date", t=translator.within(body.answer_within))
    yield from other_lines(body, "id title contact gives answered_by answer_within", translator)
