"""Channels: the ways by which matters come in. S0.3"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.handbook._document import Section, Table
from complaintkit.handbook._fields_as_written import other_lines
from complaintkit.handbook._translator import Translator
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook.channel import ChannelRule


def channels(translator: Translator) -> Section | None:
    """Return the channels, and what to know of each."""
    found = translator.playbook.channels
    if not found:
        return None
    columns = (translator.say("Channel"), translator.say("What to know"))
    rows = tuple((translator.named(one), "\n".join(_about(one, translator)) or "—") for one in found.values())
    return Section("channels", translator.say("How it comes in"), (Table(columns, rows),))


def _about(channel: ChannelRule, translator: Translator) -> Iterator[str]:
    if channel.opens is not Kind.COMPLAINT:
        kind = translator.word(channel.opens)
        yield translator.say("counts as {kind} until somebody says otherwise", kind=kind)
    if channel.proof == "none":
        yield translator.say("waits in the inbox until a person makes it a case")
    elif channel.proof:
        yield translator.say("proof: {proof}", proof=translator.word(channel.proof))
    if channel.conversation:
        yield translator.say("one case, within {t}", t=translator.within(channel.conversation))
    if channel.asks:
        yield translator.say("Asked for: {what}", what=translator.several(map(translator.need, channel.asks)))
    yield from other_lines(channel, "id title opens proof conversation asks", translator)
