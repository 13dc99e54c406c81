"""Ask the host's price lists what goods cost, before a remedy of them is promised; outside any transaction. F6"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import attrs

from complaintkit.hooks import ask
from complaintkit.model import commands as c
from complaintkit.model.errors import PluginError
from complaintkit.model.remedy import Proposal

if TYPE_CHECKING:
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.model.goods import Item
    from complaintkit.model.money import Money
    from complaintkit.model.remedy import Remedy
    from complaintkit.ports.storage import Reader
    from complaintkit.records.door import Door
    from complaintkit.records.request import Request


def priced(door: Door, plugins: Plugins, request: Request) -> Request:
    """Return the request with what its goods cost by the price lists; what no list knows is left out."""
    command = request.command
    if not plugins.price_books or not isinstance(command, c.OnCase):
        return request
    with door.storage.reading() as reader:
        row = reader.case(command.case)
        remedies = _promised(door, reader, request) if row else ()
    goods = [one.item for one in remedies if one.item is not None]
    return attrs.evolve(request, prices=price_list(plugins, goods, row.unit)) if row and goods else request


def price_list(plugins: Plugins, goods: Iterable[Item], unit: str) -> Mapping[Item, Money]:
    """Return what one of each costs, by the first list that knows; a list that fails is named in the log and knows nothing."""
    found: dict[Item, Money] = {}
    for item in dict.fromkeys(goods):
        prices = (_price(plugins, name, item, unit) for name in plugins.price_books)
        price = next((one for one in prices if one is not None), None)
        if price is not None:
            found[item] = price
    return found


def _promised(door: Door, reader: Reader, request: Request) -> tuple[Remedy, ...]:
    """Return the remedies that a command is about: it names them, or their proposal."""
    command = request.command
    if isinstance(command, c.AskApproval):
        return door.facts(reader, None, by=request.by).records.proposal(command.proposal) or ()
    remedies: Iterable[Remedy | Proposal] = getattr(command, "remedies", ())
    return tuple(one.remedy if isinstance(one, Proposal) else one for one in remedies)


def _price(plugins: Plugins, name: str, item: Item, unit: str) -> Money | None:
    try:
        return ask.price(plugins, name, item, unit)
    except PluginError as error:
        logging.getLogger("complaintkit.desk").warning("%s", error)
        return None
