"""`complaintkit coupon`: list coupons and print their slips; be a till that has no code of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from complaintkit.cli._group import Group
from complaintkit.cli._language import current_language, lang_option
from complaintkit.cli._place import CLI, Place, actor_option, at_place, by_option, reader_option
from complaintkit.cli.views.output import json_option, print_json, print_rows, print_table, say
from complaintkit.cli.views.time import local
from complaintkit.model.coupon import CouponState
from complaintkit.model.errors import CouponRefused
from complaintkit.model.money import Money
from complaintkit.model.phrase import Phrase, joined, phrase
from complaintkit.model.wire import as_data

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from complaintkit.model.actor import By
    from complaintkit.model.coupon import Coupon, IssuedCoupon, Redemption


STATES: Final[Mapping[str, Phrase]] = phrase.table("coupon", "minted redeemed expired voided")
"""How a coupon stands."""


def _amount(_context: click.Context, _parameter: click.Parameter, value: str) -> Money:
    """Read an amount: `"50.00 CNY"`."""
    return Money.parse(value)


_unit = click.option("--unit", required=True, metavar="UNIT", help="Where it is to be spent.")
_spend = click.option(
    "--spend", required=True, callback=_amount, metavar="AMOUNT", help='Amount of the purchase: "50.00 CNY".'
)


@click.group("coupon", cls=Group, short_help="List and print coupons; check, redeem and reverse them at a till.")
def command() -> None:
    """List and print coupons; check, redeem and reverse them at a till."""


# ---- looking --------------------------------------------------------------------------------------------------------
@command.command("list")
@at_place
@by_option("Show codes, of the coupons this person may see.")
@click.option("--unit", metavar="UNIT", help="Issued at this unit or the units in it.")
@click.option("--state", type=click.Choice(list(STATES)), help="Only coupons in this state.")
@click.option("--limit", default=200, show_default=True, type=click.IntRange(min=1), help="Show at most this many.")
@lang_option
@json_option
def list_(*, place: Place, by: By | None, unit: str | None, state: str | None, limit: int, as_json: bool) -> None:
    """List issued coupons, newest first.

    A code is as good as money: codes are masked unless --by is given. Times are local to the unit of the case.
    """
    with place.open() as desk:
        found = desk.coupons.list(by=by or CLI, unit=unit, state=state, limit=limit)
        zones = {unit: desk.people.zone(unit, by=CLI) for unit in {one.unit for one in found}}
    if as_json:
        print_json([_data(one, zones[one.unit], masked=by is None) for one in found])
        return
    columns = ("coupon", "value", "state", "good until", "unit", "campaign", "sale", "case")
    rows = (
        (
            _code(one.coupon.code, masked=by is None),
            _worth(one.coupon),
            _state(one.state, current_language()),
            local(one.coupon.valid_until, zones[one.unit]),
            one.unit,
            one.coupon.campaign,
            one.sale,
            one.case,
        )
        for one in found
    )
    print_table(columns, rows, spare=("campaign", "sale", "unit"))


@command.command("show")
@at_place
@click.argument("code")
@reader_option
@lang_option
@json_option
def show(*, place: Place, code: str, by: By, as_json: bool) -> None:
    """Show a coupon and its state.

    The code may be typed in small letters and without hyphens.
    """
    with place.open() as desk:
        found = desk.coupons.show(code, by=by)
        zone = desk.people.zone(found.unit, by=CLI)
    if as_json:
        print_json(_data(found, zone, masked=False))
        return
    coupon = found.coupon
    told = (
        (phrase("code"), coupon.code),
        (phrase("value"), _worth(coupon)),
        (phrase("state"), _state(found.state, current_language())),
        (phrase("good until"), f"{local(coupon.valid_until, zone)} ({zone})"),
        (phrase("from a purchase of"), coupon.min_spend.words if coupon.min_spend else ""),
        (phrase("good at"), joined(coupon.units)),
        (phrase("campaign"), coupon.campaign or ""),
        (phrase("sale"), found.sale or ""),
        (phrase("redemption"), found.redemption or ""),
    )
    print_rows([row for row in told if row[1]])


@command.command("print")
@at_place
@click.argument("code")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write to this file.",
)
@click.option("--languages", default="zh,en", show_default=True, help="Languages on the slip, in this order.")
@click.option(
    "--columns",
    default=32,
    show_default=True,
    type=click.IntRange(16, 80),
    help="32 for 58 mm, 48 for 80 mm.",
)
@click.option(
    "--symbol", type=click.Choice(["code128", "qr"]), default="code128", show_default=True, help="Symbol to scan."
)
@reader_option
@lang_option
def print_(*, place: Place, code: str, out: Path | None, languages: str, columns: int, symbol: str, by: By) -> None:
    """Print the slip of a coupon that is good; needs complaintkit-coupons.

    The time of expiry is local to the coupon's unit.
    """
    from complaintkit.cli.commands._slip import slip_of, write_slip

    with place.open() as desk:
        found = desk.coupons.show(code, by=by)
        if found.state is not CouponState.MINTED:
            raise CouponRefused(reason=found.state.value)
        slip = slip_of(
            desk.plugins, found.coupon, zone=desk.people.zone(found.unit, by=CLI), languages=languages.split(",")
        )
    if out is None:
        say(slip.text(columns).rstrip("\n"))
    else:
        write_slip(slip, out, symbol=symbol, columns=columns)
        say(phrase("Written to {file}.", file=out))


# ---- at a till ------------------------------------------------------------------------------------------------------
@command.command("check")
@at_place
@click.argument("code")
@_unit
@_spend
@lang_option
@json_option
def check(*, place: Place, code: str, unit: str, spend: Money, as_json: bool) -> None:
    """Check whether a coupon is good here, now and for this amount.

    Nothing is reserved: redeem it to spend it.
    """
    with place.open() as desk:
        coupon = desk.check_coupon(code, unit=unit, spend=spend)
        zone = desk.people.zone(unit, by=CLI)
    if as_json:
        print_json(as_data(coupon, zone))
    else:
        at = local(coupon.valid_until, zone)
        say(phrase("Good: {value}, until {at}.", value=_worth(coupon), at=at))


@command.command("redeem")
@at_place
@click.argument("code")
@click.option(
    "--sale", required=True, metavar="NUMBER", help="Number of the sale; the same again does not spend it twice."
)
@_unit
@_spend
@by_option("Who is at the till: a staff id, or system:NAME.", required=True)
@lang_option
@json_option
def redeem(*, place: Place, code: str, sale: str, unit: str, spend: Money, by: By, as_json: bool) -> None:
    """Spend a coupon for a sale, once.

    If two tills try at the same time, one succeeds and the other is refused.
    """
    with place.open() as desk:
        done = desk.redeem_coupon(code, by=by, sale=sale, unit=unit, spend=spend)
    if done.replayed:
        said = phrase("Was redeemed for this sale before: {value} ({id}).", value=done.value, id=done.id)
    else:
        said = phrase("Redeemed: {value} off ({id}).", value=done.value, id=done.id)
    _answer(done, said, as_json=as_json)


@command.command("reverse")
@at_place
@click.argument("redemption")
@actor_option
@click.option("--reason", required=True, metavar="TEXT", help="Reason; it is kept with the case.")
@lang_option
@json_option
def reverse(*, place: Place, redemption: str, by: By, reason: str, as_json: bool) -> None:
    """Give a coupon back because its sale was cancelled.

    Reversing it twice changes nothing.
    """
    with place.open() as desk:
        done = desk.reverse_redemption(redemption, by=by, reason=reason)
    if done.replayed:
        said = phrase("Was given back before ({id}).", id=done.id)
    else:
        said = phrase("Given back: it can be spent again ({id}).", id=done.id)
    _answer(done, said, as_json=as_json)


# ---- how it is told -------------------------------------------------------------------------------------------------
def _answer(done: Redemption, said: str, *, as_json: bool) -> None:
    if as_json:
        print_json(as_data(done))
    else:
        say(said)


def _data(one: IssuedCoupon, zone: tzinfo, *, masked: bool) -> dict[str, object]:
    data: dict[str, object] = as_data(one, zone)
    return data | {"coupon": {**as_data(one.coupon, zone), "code": _code(one.coupon.code, masked=masked)}}


def _code(code: str, *, masked: bool) -> str:
    """Mask a code down to its last two letters, which tell one from another.

    >>> _code("THANKS-7K3M-9PQX4", masked=True)
    '…X4'
    """
    return f"…{code[-2:]}" if masked and code else code


def _worth(coupon: Coupon) -> str:
    """Say what a coupon is worth; of a share, at most how much."""
    if coupon.percent is None:
        return coupon.value.words
    percent = f"{coupon.percent.normalize():f}"
    return phrase("{percent}%, at most {value}", percent=percent, value=coupon.value)


def _state(state: str, language: str) -> str:
    return STATES[state].to(language)
