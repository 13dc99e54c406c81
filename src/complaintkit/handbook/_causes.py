"""Root causes: the tree of which the facts name one. S0.6"""

from __future__ import annotations

from complaintkit.handbook._document import Named, Prose, Section, Table
from complaintkit.handbook._translator import Translator


def causes(translator: Translator) -> Section | None:
    """Return the tree; None where a root cause is free text."""
    found = translator.playbook.causes.values()
    if not found:
        return None
    rows = tuple((Named(translator.words(one.title), one.id, one.id.count("/"), ""),) for one in found)
    note = translator.say("When the facts are recorded, one of these is named as the root cause.")
    return Section(
        "causes", translator.say("Why it happens"), (Prose(note), Table((translator.say("Root cause"),), rows))
    )
