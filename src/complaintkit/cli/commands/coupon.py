"""`complaintkit coupon`: what was issued, slips on paper, and a till without code of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from complaintkit.cli._group import Group
from complaintkit.cli._language import lang_option, worded
from complaintkit.cli._place import CLI, Place, acting, at_place
from complaintkit.cli.views.data import as_data
from complaintkit.cli.views.output import json_option, print_json, print_rows, print_table, say
from complaintkit.cli.views.time import local
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from complaintkit.model.remedy import Coupon, IssuedCoupon, Redemption


STATES: Final[Mapping[str, str]] = {"minted": "可用", "redeemed": "已核销", "expired": "已过期", "voided": "已作废"}
"""How a coupon stands, and in Chinese."""


def _amount(_context: click.Context, _parameter: click.Parameter, value: str) -> Money:
    """`"50.00 CNY"`."""
    return Money.parse(value)


_unit = click.option("--unit", required=True, metavar="UNIT", help="Where it is to be spent.")
_spend = click.option(
    "--spend", required=True, callback=_amount, metavar="AMOUNT", help='What is bought for: "50.00 CNY".'
)


@click.group("coupon", cls=Group, short_help="List coupons and print them; check, redeem and give back at a till.")
def command() -> None:
    """List coupons and print them; check, redeem and give back at a till."""


# ---- looking --------------------------------------------------------------------------------------------------------
@command.command("list")
@at_place
@click.option("--by", metavar="STAFF", help="As far as this person may see, with codes; without, codes are masked.")
@click.option("--unit", metavar="UNIT", help="Issued at this unit or within it.")
@click.option("--state", type=click.Choice(list(STATES)), help="Only these.")
@click.option("--limit", default=200, show_default=True, type=click.IntRange(min=1), help="At most so many.")
@lang_option
@json_option
def list_(
    *, place: Place, by: str | None, unit: str | None, state: str | None, limit: int, lang: str, as_json: bool
) -> None:
    """List what was issued, the newest first; times are those of the case's unit. A code is as good as money."""
    with place.open() as desk:
        found = desk.coupons.list(by=acting(by) if by else CLI, unit=unit, state=state, limit=limit)
        zones = {unit: desk.people.zone(unit, by=CLI) for unit in {one.unit for one in found}}
    if as_json:
        print_json([_data(one, zones[one.unit], masked=by is None) for one in found])
        return
    columns = ("coupon", "value", "state", "good until", "unit", "campaign", "sale", "case")
    rows = (
        (
            _code(one.coupon.code, masked=by is None),
            _worth(one.coupon),
            _state(one.state, lang),
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
@lang_option
@json_option
def show(*, place: Place, code: str, lang: str, as_json: bool) -> None:
    """Show a coupon, and how it stands. Typed in small letters and without hyphens it is the same."""
    with place.open() as desk:
        found = desk.coupons.show(code, by=CLI)
        zone = desk.people.zone(found.unit, by=CLI)
    if as_json:
        print_json(_data(found, zone, masked=False))
        return
    coupon = found.coupon
    told = (
        (worded(phrase("code")), coupon.code),
        (worded(phrase("value")), _worth(coupon)),
        (worded(phrase("state")), _state(found.state, lang)),
        (worded(phrase("good until")), f"{local(coupon.valid_until, zone)} ({zone})"),
        (worded(phrase("from a purchase of")), str(coupon.min_spend or "")),
        (worded(phrase("good at")), worded(phrase(", ")).join(coupon.units)),
        (worded(phrase("campaign")), coupon.campaign or ""),
        (worded(phrase("sale")), found.sale or ""),
        (worded(phrase("redemption")), found.redemption or ""),
    )
    print_rows([row for row in told if row[1]])


@command.command("print")
@at_place
@click.argument("code")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=".txt, .svg or .html")
@click.option("--languages", default="zh,en", show_default=True, help="What stands on it, in this order.")
@click.option("--columns", default=32, show_default=True, type=click.IntRange(16, 80), help="32 on 58 mm, 48 on 80 mm.")
@click.option("--symbol", type=click.Choice(["code128", "qr"]), default="code128", show_default=True, help="To scan.")
@lang_option
def print_(*, place: Place, code: str, out: Path | None, languages: str, columns: int, symbol: str, lang: str) -> None:  # noqa: ARG001  said by lang_option
    """Print a coupon's slip, by complaintkit-coupons; its last moment as the clocks of its unit show it."""
    from complaintkit.cli.commands._slip import slip_of, write_slip

    with place.open() as desk:
        found = desk.coupons.show(code, by=CLI)
        slip = slip_of(
            desk.plugins, found.coupon, zone=desk.people.zone(found.unit, by=CLI), languages=languages.split(",")
        )
    if out is None:
        say(slip.text(columns).rstrip("\n"))
    else:
        write_slip(slip, out, symbol=symbol, columns=columns)
        say(worded(phrase("Written to {file}.", file=out)))


# ---- at a till ------------------------------------------------------------------------------------------------------
@command.command("check")
@at_place
@click.argument("code")
@_unit
@_spend
@lang_option
@json_option
def check(*, place: Place, code: str, unit: str, spend: Money, lang: str, as_json: bool) -> None:  # noqa: ARG001  said by lang_option
    """See whether a coupon is good here, now and for so much. Nothing is held: redeem it to spend it."""
    with place.open() as desk:
        coupon = desk.check_coupon(code, unit=unit, spend=spend)
        zone = desk.people.zone(unit, by=CLI)
    if as_json:
        print_json(as_data(coupon, zone))
    else:
        at = local(coupon.valid_until, zone)
        say(worded(phrase("Good: {value}, until {at}.", value=_worth(coupon), at=at)))


@command.command("redeem")
@at_place
@click.argument("code")
@click.option("--sale", required=True, metavar="NUMBER", help="The sale's number: the same again spends it once.")
@_unit
@_spend
@click.option("--by", required=True, metavar="WHO", help="Who stands at the till: a staff id, or system:NAME.")
@lang_option
@json_option
def redeem(
    *,
    place: Place,
    code: str,
    sale: str,
    unit: str,
    spend: Money,
    by: str,
    lang: str,  # noqa: ARG001  as above
    as_json: bool,
) -> None:
    """Spend a coupon for a sale, once. Of two tills one does it, the other is told."""
    with place.open() as desk:
        done = desk.redeem_coupon(code, by=acting(by), sale=sale, unit=unit, spend=spend)
    if done.replayed:
        said = worded(phrase("Was redeemed for this sale before: {value} ({id}).", value=done.value, id=done.id))
    else:
        said = worded(phrase("Redeemed: {value} off ({id}).", value=done.value, id=done.id))
    _answer(done, said, as_json=as_json)


@command.command("reverse")
@at_place
@click.argument("redemption")
@click.option("--by", required=True, metavar="WHO", help="Who does so: a staff id, or system:NAME.")
@click.option("--reason", required=True, metavar="TEXT", help="Why; it is kept with the case.")
@lang_option
@json_option
def reverse(*, place: Place, redemption: str, by: str, reason: str, lang: str, as_json: bool) -> None:  # noqa: ARG001  as above
    """Give a coupon back because the sale fell through. Twice is once."""
    with place.open() as desk:
        done = desk.reverse_redemption(redemption, by=acting(by), reason=reason)
    if done.replayed:
        said = worded(phrase("Was given back before ({id}).", id=done.id))
    else:
        said = worded(phrase("Given back: it can be spent again ({id}).", id=done.id))
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
    """Masked, the last two letters are left to tell one from another by.

    >>> _code("THANKS-7K3M-9PQX4", masked=True)
    '…X4'
    """
    return f"…{code[-2:]}" if masked and code else code


def _worth(coupon: Coupon) -> str:
    """A share is worth at most so much."""
    if coupon.percent is None:
        return str(coupon.value)
    percent = f"{coupon.percent.normalize():f}"
    return worded(phrase("{percent}%, at most {value}", percent=percent, value=coupon.value))


def _state(state: str, language: str) -> str:
    return STATES[state] if language == "zh" else state
