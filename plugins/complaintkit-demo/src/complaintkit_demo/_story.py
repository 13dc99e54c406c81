"""The story from beginning to end: an evening at a night market, a day of canteen deliveries, and the days after."""

from __future__ import annotations

from complaintkit_demo import _canteen, _market, _meeting, _night, _office
from complaintkit_demo._world import World

BEGIN = "2026-11-19T18:40:00+08:00"


def play(world: World) -> None:
    """Play every act in the order of time."""
    _market.small_things(world)
    _market.double_portion(world)
    waiting = _market.long_wait(world)
    rubbish = _market.rubbish(world)
    _night.sparks(world)
    smoke = _night.docket(world)
    _night.shift(world, rubbish, waiting, smoke)
    notes = _canteen.box(world)
    _night.morning(world, rubbish)
    rice = _canteen.sour_rice(world)
    _canteen.late_van(world)
    chicken = _office.mail(world)
    _canteen.refund(world, rice)
    missing = _office.coupon(world)
    _office.late_mail(world, chicken)
    _meeting.meeting(world, waiting)
    _night.next_night(world, rubbish)
    _office.second_round(world, missing)
    _office.spent(world, missing)
    _meeting.content(world, waiting)
    _office.at_last(world, missing)
    _meeting.filed(world, *notes[:2], missing, waiting)
    world.work()
