"""Mistakes that people really make in a procedure: refused where they stand, with what was meant, in the reader's language."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from complaintkit.model.errors import ConfigurationError
from complaintkit.model.problem import Problems
from complaintkit.playbook import load_playbook, read_playbook

BUSINESSES = Path(__file__).parent / "businesses"
FOLLOWS = '[category."room/noise".follows.x]\ndo = { zh = "看", en = "Look" }\nby = "security"\nwhen = { %s }\n[category.luggage]'
CATEGORY = "compensation.noise.when.category"
LOST = 'categories = ["parcel/damaged", "parcel/lost"]'
ASSESSED = 'stops = ["assessed", "settled"]'
WORTH = "compensation.towel.give.value"
SECURE = "evidence.secure-within = "
RECEPTION = 'title = { zh = "前台", en = "Reception" }'
SURVEY = 'after = "2 h"\nmedia = ["sms"]'
LUGGAGE = "[category.luggage]"
GIVEN = "compensation.late.give"
LOOK = 'category."room/noise".follows.x.when'
DAMAGED = 'category."parcel/damaged".evidence'
PARTLY = 'decision = ["upheld", "partly"]'
LATE = 'give = { remedy = "coupon", value = 3.5, valid = "30 days", min-spend = 8 }'
REVIEW = '[review.month]\ntitle.zh = "例会"\ngroup = "head-office"\nevery = "month"\nalert.%s\n[survey.after]'
TOWEL = 'give = { remedy = "points", count = 2000 }'

# business, what stands there, what somebody wrote, the key that is named, and what is said about it in Chinese
MEANT = [
    # the title instead of the id
    ("hotel", 'leader = "duty-manager"', 'leader = "值班经理"', "role.front-desk.leader", "“duty-manager”（值班经理）"),
    ("hotel", 'by = "security"', 'by = "保安"', 'category."room/noise".first', "“security”（保安）"),
    ("hotel", 'when = { category = "room/noise"', 'when = { category = "噪音"', CATEGORY, "“room/noise”（噪音）"),
    ("hotel", 'to = "approver"', 'to = "值班经理"', "message.approve.to", "“duty-manager”（值班经理）"),
    ("hotel", PARTLY, 'channel = "前台"', "compensation.noise.when.channel", "“reception”（前台）"),
    ("hotel", PARTLY, 'channel = "receptoin"', "compensation.noise.when.channel", "“reception”"),
    ("parcel", LOST, 'categories = ["破损"]', "deadline.claim.categories", "“parcel/damaged”（破损）"),
    ("parcel", 'to = "damage-board"', 'to = "理赔小组"', "escalation.board.to", "“damage-board”（理赔小组）"),
    ("parcel", 'answered-by = "hq"', 'answered-by = "总部申诉专员"', "body.12305.answered-by", "“hq”（总部申诉专员）"),
    ("parcel", 'breach.tell = ["leader"]', 'breach.tell = ["网点负责人"]', "deadline.claim.breach", "“station-head”（网点负责人）"),
    # a role that nobody has would never stop it
    ("hotel", ASSESSED, ASSESSED + '\nby = "front-dsk"', "deadline.assessment.by", "“front-desk”"),
    # media
    ("hotel", 'media = ["sms"]', 'media = ["短信"]', "message.new-owner.media", "“sms”"),
    ("hotel", 'media = ["sms"]', 'media = ["SMS"]', "message.new-owner.media", "“sms”"),
    ("hotel", 'media = ["sms"]', 'media = ["smss"]', "message.new-owner.media", "“sms”"),
    ("hotel", 'media = ["sms", "email"]', 'media = ["sms", "e-mail"]', "message.received.media", "“email”"),
    ("hotel", 'media = ["sms", "email"]', 'media = ["sms", "邮件"]', "message.received.media", "“email”"),
    ("hotel", 'media = ["sms"]', 'media = ["电话"]', "message.new-owner.media", "“call”"),
    ("hotel", SURVEY, 'after = "2 h"\nmedia = ["短信"]', "survey.after.media", "“sms”"),
    ("hotel", "[survey.after]", '[customer.elderly]\nmedia = ["电话"]\n[survey.after]', "customer.elderly.media", "“call”"),
    # how long
    ("gym", 'within = "5 working days"', 'within = "5 business days"', "deadline.acknowledge.within", '"5 working days"'),
    ("gym", 'within = "6 working hours"', 'within = "1.5 working hours"', "deadline.look.within", '"90 working min"'),
    ("gym", 'within = "56 days"', 'within = "1.5 days"', "deadline.final-response.within", '"36 h"'),
    ("parcel", 'within = "48 h"', 'within = "1.5小时"', "deadline.reply-48h.within", '"90 min"'),
    ("parcel", 'within = "48 h"', 'within = "48 hrs"', "deadline.reply-48h.within", '"48 h"'),
    ("parcel", 'within = "48 h"', 'within = "48 h"\nuntil = "midnight"', "deadline.reply-48h.until", "不是按工作日计的"),
    ("parcel", SECURE + '"12 h"', SECURE + '"10 days"', DAMAGED + ".secure-within", "7天后证据就没有了"),
    ("parcel", 'waited = ">= 48 h"', 'waited = ">= 2 working days"', "compensation.late.when.waited", "工作时间"),
    # how much
    ("hotel", "at-most = 200,", 'at-most = "200元",', "compensation.noise.give.at-most", "：200。"),
    ("gym", "at-most = 15", 'at-most = "£15"', "compensation.broken.give.at-most", "：15。"),
    ("hotel", "at-most = 2000,", 'at-most = "2,000",', "compensation.lost.give.at-most", "：2000。"),
    ("hotel", "at-most = 200,", "at-most = 200.005,", "compensation.noise.give.at-most", "200.005 CNY 无法支付"),
    ("hotel", 'round = "up to 0.01"', 'round = "up to 0.001"', "compensation.lost.give.round", "0.001 CNY 无法支付"),
    ("parcel", LATE, 'give = { remedy = "discount", percent = "20%", at-most = 5 }', GIVEN + ".percent", "：20。"),
    ("hotel", "month = 20000", "months = 20000", "budget.hotel.months", "“month”"),
    ("hotel", "month = 20000", '"每月" = 20000', 'budget.hotel."每月"', "“month”"),
    ("hotel", "month = 20000\n", "", "budget.hotel", "没有写任何限额"),
    ("parcel", "unit.xihu = { month = 5000 }", "unit.xihu = {}", "budget.station.unit.xihu", "没有写任何限额"),
    # what a kind of remedy does not take, and what it does
    ("parcel", LATE, 'give = { remedy = "refund", percent = 20, at-most = 5 }', GIVEN + ".value", "必须写明"),
    ("parcel", LATE, 'give = { remedy = "discount", value = 5 }', GIVEN + ".percent", "必须写明"),
    ("parcel", LATE, 'give = { remedy = "refund", value = 3.5, valid = "30 days" }', GIVEN + ".valid", "“refund”用不上这一项"),
    ("parcel", LATE, 'give = { remedy = "refund", value = 3.5, min-spend = 8 }', GIVEN + ".min-spend", "“refund”用不上这一项"),
    ("parcel", LATE, 'give = { remedy = "coupon", value = 3.5, valid = "12 h" }', GIVEN + ".valid", "12小时不是整天数"),
    ("parcel", LATE, 'give = { remedy = "coupon", value = 3.5, valid = "30 working days" }', GIVEN + ".valid", "不是整天数"),
    ("hotel", TOWEL, 'give = { remedy = "free-night" }', WORTH, "必须写明"),
    ("hotel", TOWEL, 'give = { remedy = "points", count = 2000, value = 10 }', WORTH, "“points”用不上这一项"),
    ("hotel", '"all"\nper-case = 800', '"全部"\nper-case = 800', "authority.duty-manager.remedies", 'remedies = "all"'),
    ("hotel", 'sees = "unit"\nmay = "all"', 'sees = "unit"\nmay = "ALL"', "role.duty-manager.may", 'may = "all"'),
    # what follows at once
    ("hotel", LUGGAGE, FOLLOWS % 'given = "refnd"', LOOK, "“refund”"),
    ("hotel", LUGGAGE, FOLLOWS % 'severity = "hihg"', LOOK + ".severity", "“high”"),
    ("hotel", LUGGAGE, FOLLOWS % 'fields.room-nubmer = "1"', LOOK + ".fields.room-nubmer", "“room-number”"),
    ("hotel", LUGGAGE, FOLLOWS % 'severty = "high"', LOOK + ".severty", "“severity”"),
    # alerts, languages
    ("hotel", "[survey.after]", REVIEW % 'compaints = ">= 10 points"', "review.month.alert.compaints", "shift-of-mix"),
    ("hotel", "[survey.after]", REVIEW % 'shift-of-mix = "10%"', "review.month.alert.shift-of-mix", ">= 10 points"),
    ("hotel", RECEPTION, 'title = { cn = "前台" }', "channel.reception.title.cn", "“zh”"),
]  # fmt: skip


def changed(business: str, old: str, new: str) -> str:
    """Return a business's procedure with one slip in it."""
    text = (BUSINESSES / f"{business}.toml").read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(("business", "old", "new", "key", "said"), MEANT)
def test_what_can_not_work_is_refused_with_what_was_meant(tmp_path, business, old, new, key, said):
    """File, line, key, reason and next step, in the reader's language; and no second problem that only follows from it."""
    file = tmp_path / "ours.toml"
    file.write_text(changed(business, old, new), encoding="utf-8")

    with pytest.raises(ConfigurationError) as refused:
        load_playbook(file)

    found = Problems.of(refused.value)
    assert f"ours.toml: {key}" in [one.where for one in found]
    (first, *_) = [one for one in found if one.where == f"ours.toml: {key}"]
    assert first.line
    assert said in first.to("zh"), first.to("zh")
    assert first.to("en") != first.to("zh")


UNREADABLE = (
    "deadline.acknowledge.within",
    "deadline.look.within",
    "deadline.final-response.within",
    "deadline.reply-48h.within",
)
"""What no version could ever have read: a duration that is none. So are amounts in quotes, unknown windows and unknown facts."""
NO_NUMBER = ("元", "£", "2,000", "20%", "months", "每月", "severty")


@pytest.mark.parametrize(
    ("business", "old", "new"),
    [
        (business, old, new)
        for business, old, new, key, _ in MEANT
        if key not in UNREADABLE and not any(text in new for text in NO_NUMBER)
    ],
)
def test_what_was_kept_before_a_check_came_is_read_all_the_same(business, old, new):
    """A running case carries its own version: no later check takes its procedure away."""
    data = tomllib.loads(changed(business, old, new), parse_float=Decimal)

    assert read_playbook(_plain(data)).name == data["name"]


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("field", ["{onwer}负责。", "{编号}已收到。"])
def test_a_misspelt_field_is_one_problem(tmp_path, field):
    """That the message would say nothing without it follows from the slip, and is not told beside it."""
    file = tmp_path / "ours.toml"
    file.write_text(changed("hotel", "{number}现由{owner}负责。", field), encoding="utf-8")

    with pytest.raises(ConfigurationError) as refused:
        load_playbook(file)

    assert len(Problems.of(refused.value)) == 1


@pytest.mark.parametrize("business", ["hotel", "parcel", "gym"])
def test_the_three_businesses_can_be_used(business):
    """Else every refusal above would be of something else."""
    assert load_playbook(BUSINESSES / f"{business}.toml").deadlines
