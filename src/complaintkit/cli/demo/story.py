"""The demo's story from beginning to end: an evening at a night market, a day of canteen deliveries, and the days after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.cli.demo import canteen, market, meeting, night, office

if TYPE_CHECKING:
    from complaintkit.cli.demo.world import World


BEGIN = "2026-11-19T18:40:00+08:00"


def play(world: World) -> None:
    """Every act in the order of time."""
    market.small_things(world)
    market.double_portion(world)
    waiting = market.long_wait(world)
    rubbish = market.rubbish(world)
    night.sparks(world)
    smoke = night.docket(world)
    night.shift(world, rubbish, waiting, smoke)
    notes = canteen.box(world)
    night.morning(world, rubbish)
    rice = canteen.sour_rice(world)
    canteen.late_van(world)
    chicken = office.mail(world)
    canteen.refund(world, rice)
    missing = office.coupon(world)
    office.late_mail(world, chicken)
    meeting.meeting(world, waiting)
    night.next_night(world, rubbish)
    office.second_round(world, missing)
    office.spent(world, missing)
    meeting.content(world, waiting)
    office.at_last(world, missing)
    meeting.filed(world, *notes[:2], missing, waiting)
    world.work()
