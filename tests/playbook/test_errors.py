"""Whatever is wrong in a playbook is said with file, key path, what was expected, and what may have been meant."""

from decimal import Decimal

import pytest

from complaintkit.model.errors import ConfigurationError
from complaintkit.playbook import load_playbook, read_playbook


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        # the head
        ("schema", 2, "2 is not a schema this version reads"),
        ("schema", None, "is missing. Write schema = 1"),
        ("name", "Our Shop", "can't be a name"),
        ("version", 7, "7 is not text"),
        ("languages", [], "names none"),
        ("languages", None, 'Write languages = ["zh", "en"]'),
        ("languages", ["cn", "en"], "'cn' is a country's code, and no language. Did you mean 'zh'?"),
        ("languages", "zh, en", "'zh, en' is no language"),
        ("time-zone", "Asia/Beijing", "Did you mean Asia/Shanghai?"),
        ("time-zone", "GMT+8", "Did you mean Asia/Shanghai?"),
        ("time-zone", "北京时间", "Did you mean Asia/Shanghai?"),
        ("currency", "Yuan", "'Yuan' is not a currency code"),
        ("time-zone", "Asia/Shangai", "Did you mean 'Asia/Shanghai'?"),
        ("business-day-starts", "6 am", "is no time of day"),
        ("deadlines", {}, "is not known here. Did you mean 'deadline'?"),
        ("role", 7, "7 is not a table"),
        ("lineage", ["x"], "is written by the kit"),
        # who
        ("role.clerk.leader", "boss", "'boss' is not a role"),
        ("role.clerk.leadr", "owner", "Did you mean 'leader'?"),
        ("role.clerk.sees", "everything", "'everything' is not known here. Known: all, own, region, unit."),
        ("role.clerk.may", ["recieve"], "'recieve' is not a command. Did you mean 'receive'?"),
        ("role.clerk.may", None, "is missing"),
        ("group.both.head", "ownr", "'ownr' is not a role. Did you mean 'owner'?"),
        ("group.both.members", ["clerc"], "Did you mean 'clerk'?"),
        ("group.both.decides-with", 0, "nobody would decide"),
        # what
        ("category.goods.first", {"by": "clerk"}, "is missing"),
        ("category.goods.first", {"do": "看", "by": "clark"}, "'clark' is not a role. Did you mean 'clerk'?"),
        ("category.goods.first", {"do": "看", "by": "clerk", "within": 10}, "10 is no duration"),
        ("category.goods.severity", "hihg", "'hihg' is not a severity. Did you mean 'high'?"),
        ("category.goods.alarm", ["clark"], "Did you mean 'clerk'?"),
        ("category.toys/dolls", {"title": "娃娃"}, "'toys/dolls' is not below any category"),
        ("category.goods／food", {"title": "食品"}, "has full-width signs in its name. Write it half-width: 'goods/food'"),
        # steps
        ("step.asess", {"requires": []}, "'asess' is not a step. Did you mean 'assess'?"),
        ("step.record-facts.requires", ["fact"], "'fact' is not something to require at record-facts"),
        ("step.tell", {"requires": ["facts"]}, "is not something to require at tell"),
        # deadlines
        ("deadline.result.within", 24, 'is no duration. Write "15 min", "24 h"'),
        ("deadline.result.within", "24", "is no duration"),
        ("deadline.result.within", "3 workdays", "has no known unit"),
        ("deadline.result.within", None, "is missing"),
        ("deadline.result.within", "2 weeks", 'has no known unit. Write "14 days".'),
        ("deadline.result.within", "3个月", 'has no known unit. Write "90 days".'),
        ("deadline.result.starts", "recieved", "'recieved' is not an event. Did you mean 'received'?"),
        ("deadline.result.stops", ["solved"], "'solved' is not an event. Did you mean 'resolved'?"),
        ("deadline.result.stops", [], "nothing would stop it"),
        ("deadline.result.stops", ["received"], "'received' can't come any more after 'registered'"),
        ("deadline.handover.stops", ["survey-answered"], "can't come any more after 'handover-offered'"),
        ("deadline.result.calendar", "offce", "'offce' is not a calendar. Did you mean 'office'?"),
        ("deadline.result.until", "noon", "'noon' is unknown"),
        ("deadline.result.pauses", ["resolved"], "is not an event that pauses"),
        ("deadline.result.kinds", ["complaints"], "Did you mean 'complaint'?"),
        ("deadline.result.categories", ["goods/fod"], "Did you mean 'goods/food'?"),
        ("deadline.acknowledge.warn", "30 min", "30 min before the end of 30 min is before it starts"),
        ("deadline.acknowledge.breach", {"tell": ["onwer"]}, "'onwer' is not somebody to tell. Did you mean 'owner'?"),
        ("deadline.acknowledge.breach", {"escalate": "bot"}, "'bot' is not a group or role. Did you mean 'both'?"),
        # upwards
        ("escalation.up.to", "leading-group", "'leading-group' is not a group or role"),
        ("escalation.up.when", ["unhappy"], "is not a reason to escalate"),
        ("escalation.up.meeting", "1 day off", "has no known unit"),
        ("escalation.second", {"when": ["dissatisfied"], "to": "owner"}, "'dissatisfied' already goes by up"),
        ("first-responsibility.decline-reasons", ["not-my-job"], "'not-my-job' is not a reason to decline (F4)"),
        ("first-responsibility.declines-before-leader", 3, "F3 may be made stricter, never looser"),
        ("first-responsibility.lapses-before-leader", 0, "0 is not between 1 and 1"),
        ("first-responsibility.handover-tells-customer", False, "F9 can't be switched off"),
        # money
        ("authority.clark", {"remedies": "all"}, "'clark' is not a role"),
        ("authority.clerk.per-case", "viel", "'viel' is not a number"),
        ("authority.clerk.per-case", -1, "is not an amount"),
        ("authority.clerk.per-case", 9.9, "is not an exact number"),
        ("authority.clerk.per-customer", {"90": 60}, "is not a window of time"),
        ("budget.shop.month", True, "is not an exact number"),
        ("budget.shop.over", "ignore", "'ignore' is not known here. Known: escalate, refuse."),
        ("compensation.late.give.at-most", None, "is missing. Say what it may be worth at most"),
        ("compensation.late.give.percent", 110, "110 is not a share"),
        ("compensation.late.give.at-least", 50, "is less than at-least"),
        ("compensation.late.give.value", "30%", "'30%' is no value"),
        ("compensation.late.give", {"remedy": "refund", "value": "200% of item", "at-most": "9.90"}, None),
        ("compensation.late.when", {"wated": ">= 10 min"}, "'wated' is not a fact to ask for"),
        ("compensation.late.when", {"waited": []}, "is no condition"),
        ("compensation.late.when", {"category": "toys"}, "'toys' is not a category"),
        ("compensation.late.when", {"breached": "acknowlege"}, "Did you mean 'acknowledge'?"),
        ("compensation.late.when", {"kind": "complain"}, "'complain' is not a kind. Did you mean 'complaint'?"),
        ("compensation.late.when", {"decision": ["upheld", "half"]}, "'half' is not a decision. Known: not-upheld, partly"),
        ("compensation.late.when", {"second-grievance": "maybe"}, "'maybe' is not yes or no"),
        ("compensation.late.when", {"second-grievance": True}, None),
        ("compensation.late.when", {"cycle": "second"}, "'second' is not a whole number"),
        ("compensation.late.when", {"cycle": 2}, None),
        ("compensation.late.when", {"fields": {"anything": "yes"}}, None),
        ("compensation.late.when", {"breached": "x"}, "'x' is not a deadline"),
        ("compensation.late.when", {"needs": "elderly"}, "'needs' is not a fact to ask for. Known: breached, category"),
        ("compensation.late.give.percent", Decimal("0.2"), "0.2 is less than one percent. Twenty percent are percent = 20."),
        ("compensation.late.give", {"remedy": "points", "value": 500}, "is missing: 'points' takes it. Write count = 500."),
        ("compensation.late.give", {"remedy": "coupon"}, "is missing: 'coupon' takes it. Write value = 10."),
        ("compensation.late.because", {"zh": "｛item｝坏了", "en": "{item}"}, "｛ is a full-width sign. Write {field}"),
        ("compensation.late.because", {"zh": "{paid}", "en": "x"}, "{paid} is not a field of a reason to compensate"),
        ("compensation.late.because", {"zh": "{itm}", "en": "{item}"}, "{itm} is not a field of a reason"),
        # the rest
        ("calendar.office.week", {"mon-fry": "09:00-18:00"}, "Did you mean 'fri'?"),
        ("calendar.office.holiday", "CN", "Did you mean 'holidays'?"),
        ("channel.web", {"title": "网", "proof": "trust"}, "'trust' is not known here"),
        ("channel.web", {"title": "网", "opens": "question"}, "'question' is not a kind"),
        ("customer.defaults.quiet", "22:00-07:00, 12:00-13:00", "is more than one span"),
        ("customer.eldery", {"media": ["call"]}, "Did you mean 'elderly'?"),
        ("survey.s", {"on": "resolved"}, "is missing"),
        ("survey.s.question", {"q": {"zh": "满意吗", "en": "Content?"}}, "is answered on a scale or in words"),
        ("survey.s.question", {"q": {"zh": "满意吗", "scale": [5, 1]}}, "is no scale"),
        (
            "survey.s",
            {"on": "resolved", "question": {"outcome": {"zh": "?", "scale": [1, 5]}}, "dissatisfied": {"result": "<= 2"}},
            "'result' is not a fact to ask for. Known: outcome.",
        ),
        ("survey.s", {"on": "rsolved", "question": {}}, "Did you mean 'resolved'?"),
        ("survey.s", {"on": "archived", "question": {}}, "'archived' is not"),
        ("survey.s", {"on": "resolved", "question": {"shop": {"zh": "满意吗", "scale": [1, 5]}}}, "is not asked after a case"),
        ("survey.s", {"on": "resolved", "question": {"outcome": {"zh": "满意吗", "scale": [1, 10]}}}, "is not asked after a case"),
        ("survey.s", {"on": "resolved", "question": {"liked": {"zh": "为什么", "text": True}}}, "is not asked after a case"),
        ("check.c", {"title": "检", "by": "clark", "every": "day"}, "'clark' is not a role"),
        ("check.c", {"title": "检", "by": "clerk", "every": "hour"}, "'hour' is not known here"),
        ("review.r", {"title": "会", "group": "all", "every": "month"}, "'all' is not a group or role"),
        ("extension.fre", ["x"], "Did you mean 'free'?"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(small, put, refused, path, value, says):
    """Every mistake is refused when the playbook is loaded, not when a customer waits."""
    put(small, _keys(path), value)
    if says is None:
        load_playbook(small)
        return

    found = refused(small)

    assert any(says in text for text in found.values()), found
    assert all(where.startswith("playbook: ") for where in found)


@pytest.mark.parametrize(
    ("path", "value", "only"),
    [
        ("currency", "RMB", "playbook: currency"),
        ("languages", ["zh", "cn"], "playbook: languages"),
        ("step.ofer-plan", {"requires": ["facts", "measures"]}, "playbook: step"),
    ],
)
def test_a_mistake_is_told_once(small, put, refused, path, value, only):
    """What only follows from it is not told beside it."""
    put(small, _keys(path), value)
    if path == "currency":
        put(small, ["points"], "100 points = 1 CNY")

    assert set(refused(small)) == {only}


@pytest.mark.parametrize("sign", ["food/sour", "食品", "a b"])
def test_a_name_without_quotes_is_named(tmp_path, sign):
    """What a table's name may hold beside letters, digits and hyphens stands in quotes; the line says how."""
    file = tmp_path / "p.toml"
    file.write_text(f'schema = 1\n[category.food]\ntitle = "x"\n[category.{sign}]\ntitle = "x"\n', "utf-8")

    with pytest.raises(ConfigurationError, match="stands without quotes") as found:
        load_playbook(file)

    assert f'[category."{sign}"]' in str(found.value)
    assert found.value.data["line"] == 4


def test_a_field_that_is_almost_asked_for_is_named(small, put, refused):
    """A host's form may have other fields; one mistyped would never be said."""
    put(small, ["category", "goods", "asks"], ["fell-ill"])
    put(small, ["compensation", "late", "when"], {"fields": {"fel-ill": "yes"}})

    (says,) = refused(small).values()

    assert "Did you mean 'fell-ill'?" in says


def _keys(path):
    """`category.toys/dolls` as the names it is made of."""
    return path.split(".")


def test_a_mistake_is_named_by_its_key_path(small, put, refused):
    """As TOML writes it, with quotes where the name needs them."""
    put(small, ["category", "goods/food", "titel"], "x")
    put(small, ["authority", "clerk", "per-customer", "90"], 60)

    found = refused(small)

    assert set(found) == {
        'playbook: category."goods/food".titel',
        "playbook: authority.clerk.per-customer.90",
    }


def test_what_a_category_inherits_is_told_once(small, put, refused):
    """A wrong role is told of the category that names it, not again of each below it."""
    put(small, ["category", "goods", "first", "by"], "clark")
    put(small, ["category", "goods", "alarm"], ["clark"])
    put(small, ["category", "goods/food", "first-taken-by"], "clark")

    assert set(refused(small)) == {
        "playbook: category.goods.first",
        "playbook: category.goods.alarm",
        'playbook: category."goods/food".first-taken-by',
    }


def test_roles_that_lead_each_other_are_refused(small, put, refused):
    """A chain of leaders has to end in somebody."""
    put(small, ["role", "owner", "leader"], "clerk")

    assert "is its own leader in the end" in refused(small)["playbook: role.clerk.leader"]


def test_a_state_that_nobody_can_leave_is_refused(small, put, refused):
    """Where no role may resolve, every case would stop there."""
    put(small, ["role", "owner", "may"], ["receive", "register", "assess", "record-facts", "offer-plan"])

    assert refused(small) == {
        "playbook: role": 'nobody may resolve: a case would stop there. Add "resolve" to the may of a role.'
    }


def test_of_category_needs_a_category_with_a_time(small, put, refused):
    """`within = "of category"` where no category says how long would never fall due."""
    put(small, ["category", "goods", "first"], None)

    assert "no category has a time" in refused(small)["playbook: deadline.first.within"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{numbre}", "{numbre} is not a field of a message on 'registered'. Did you mean 'number'?"),
        ("{lapses_at}", "{lapses_at} is not a field of a message on 'registered'"),
        ("{number!r}", "{number!r} is not a field"),
        ("{number:>9999999}", "{number:>9999999} is not a field"),
        ("{number.__class__}", "{number.__class__} is not a field"),
        ("{0}", "{0} is not a field"),
        ("{}", "{} is not a field"),
        ("{number", "its braces don't pair"),
        ("number}", "its braces don't pair"),
        ("{number:{owner}}", "is not a field"),
    ],
)
def test_a_message_may_hold_plain_fields_only(small, put, refused, text, says):
    """China's SMS takes fields, no expressions; and which there are depends on what happened."""
    put(small, ["message", "received", "short", "en"], text)

    assert says in refused(small)["playbook: message.received.short.en"]


def test_braces_can_be_said(small, put):
    """Doubled, as everywhere."""
    put(small, ["message", "received", "short", "en"], "{{number}} {number}")

    assert load_playbook(small).messages["received"].short["en"] == "{{number}} {number}"


@pytest.mark.parametrize(
    ("gone", "says"),
    [
        ("received", "none on 'registered' to 'customer'. Who complains is told that it was received (R4)."),
        ("new-owner", "none on 'handover-accepted' to 'customer'. Who complains is told who took over (F9)."),
        ("offered", "none on 'handover-offered' to 'receiver'"),
        ("near", "none on 'deadline-warned' to 'owner'"),
        ("late", "none on 'deadline-breached' to 'breach.tell'"),
        ("approve", "none on 'approval-asked' to 'approver'"),
    ],
)
def test_a_message_that_the_procedure_needs_is_missed(small, put, refused, gone, says):
    """A missing template is found when the playbook is loaded."""
    put(small, ["message", gone], None)

    assert says in refused(small)["playbook: message"]


def test_every_language_has_its_wording(small, put, refused):
    """Whoever speaks a language that the playbook promises is not answered in another."""
    put(small, ["message", "received", "short", "en"], None)
    put(small, ["message", "received", "long"], {"en": "Dear {customer}"})

    found = refused(small)

    assert "languages says that there is 'en'" in found["playbook: message.received.short.en"]
    assert "languages says that there is 'zh'" in found["playbook: message.received.long.zh"]


def test_all_mistakes_are_said_at_once(small, put, refused):
    """One loading, one error, a line for each."""
    put(small, ["deadline", "result", "within"], 3)
    put(small, ["role", "clerk", "leader"], "boss")
    put(small, ["message", "received", "media"], [])
    put(small, ["colour"], "red")

    found = refused(small)

    assert set(found) == {
        "playbook: deadline.result.within",
        "playbook: role.clerk.leader",
        "playbook: message.received.media",
        "playbook: colour",
    }
    with pytest.raises(ConfigurationError) as error:
        load_playbook(small)
    assert len(str(error.value).splitlines()) == 4
    assert "playbook: deadline" in error.value.user_message("zh-CN")


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"name = ", "is not TOML"), (b"\xff\xfe", "is not TOML"), (None, "can't be read"), (b"", "is missing")],
)
def test_a_file_that_can_not_be_read_is_named(tmp_path, content, says):
    """No traceback: which file, and what to do."""
    file = tmp_path / "ours.toml"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(ConfigurationError, match=says) as error:
        load_playbook(file)
    assert "ours.toml" in str(error.value)


def test_money_is_exact(small, playbook):
    """9.90 is 9.90, also after JSON; a float is refused, for it is something near."""
    import json

    from complaintkit.model.money import Money

    again = read_playbook(json.loads(json.dumps(playbook.as_data())))

    for one in (playbook, again):
        assert one.compensation["late"].give[0].at_most == Money("9.90", "CNY")
    small["authority"]["clerk"]["per-case"] = Decimal("9.905")
    assert load_playbook(small).authority["clerk"].per_case == Money("9.905", "CNY")
