"""`extends`: a few lines that change one corner, as far as the base lets them; an extension is no hole in the till."""

import re

import pytest

from complaintkit.model.due import Within
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.money import Money
from complaintkit.model.problem import Problems
from complaintkit.playbook import load_playbook

LOOSER = "is looser than the base's"
CLOSED = "closed: an extension may not change it"


def test_an_extension_changes_single_lines(extend):
    """Everything has a name, so that one line changes one thing and the rest stays."""
    ours = extend('deadline.acknowledge.within = "20 min"\nmessage.received.short.zh = "{number}号已记录"\n')

    assert (str(ours), ours.lineage) == ("ours 7", ("small 1",))
    assert ours.deadlines["acknowledge"].within == Within.parse("20 min")
    assert ours.deadlines["acknowledge"].stops == ("acknowledged", "settled")
    assert dict(ours.messages["received"].short) == {"zh": "{number}号已记录", "en": "We have {number}"}


def test_an_extension_adds_what_is_free(extend):
    """A category of one's own has what the wider one says."""
    ours = extend('category."goods/ice".title = { zh = "冰品", en = "Ice" }\n')

    assert ours.categories["goods/ice"].first == ours.categories["goods"].first


@pytest.mark.parametrize(
    "line",
    [
        'deadline.acknowledge.within = "20 min"',
        'deadline.result.within = "2 working days"',
        'deadline.result.until = "same-time"',
        'deadline.result.stops = ["resolved"]',
        "deadline.result.pauses = []",
        'deadline.acknowledge.warn = "20 min"',
        'deadline.acknowledge.breach.tell = ["owner", "leader", "clerk"]',
        'deadline.result.breach = { escalate = "both" }',
        'deadline.extra = { title = "更多", starts = "assessed", stops = ["resolved"], within = "5 days" }',
        'deadline.acknowledge.title.en = "Heard"',
        'escalation.up.meeting = "2 h"',
        'escalation.up.when = ["beyond-authority", "dissatisfied", "legal"]',
        'escalation.more = { when = ["media"], to = "owner" }',
        "authority.clerk.per-case = 20",
        "authority.clerk.per-case = 29.99",
        'authority.clerk.per-customer."90 days" = 60',
        'authority.clerk.per-customer."30 days" = 20',
        "authority.clerk.four-eyes-above = 10",
        'authority.clerk.remedies = ["apology"]',
        'authority.owner.remedies = ["apology"]',
        "budget.shop.month = 500",
        'budget.shop.over = "refuse"',
        'budget.shop.unit."a12".month = 900',
        "compensation.late.give.at-most = 5",
        "first-responsibility.declines-before-leader = 1",
        'remove = ["authority.clerk"]',
        'remove = ["category.goods.asks"]',
    ],
)
def test_stricter_is_allowed(extend, line):
    """Shorter, lower, sooner, fewer exits, more people told."""
    extend(line)


@pytest.mark.parametrize(
    ("line", "where", "says"),
    [
        ('deadline.acknowledge.within = "31 min"', "deadline.acknowledge.within", f"31 min {LOOSER} 30 min"),
        ('deadline.result.within = "1 h"', "deadline.result.within", f"1 h {LOOSER} 3 working days"),
        ('deadline.result.until = "midnight"', "deadline.result.until", f"midnight {LOOSER} close"),
        ('deadline.result.stops = ["resolved", "settled", "told"]', "deadline.result.stops", LOOSER),
        ('deadline.acknowledge.pauses = ["waiting-for-customer"]', "deadline.acknowledge.pauses", LOOSER),
        ('deadline.acknowledge.breach.tell = ["owner"]', "deadline.acknowledge.breach.tell", LOOSER),
        ('deadline.acknowledge.breach.escalate = "owner"', "deadline.acknowledge.breach.escalate", LOOSER),
        ('deadline.result.starts = "received"', "deadline.result.starts", CLOSED),
        ('deadline.result.calendar = "24x7"', "deadline.result.calendar", CLOSED),
        ('deadline.acknowledge = "5 min"', "deadline.acknowledge", CLOSED),
        ('escalation.up.meeting = "2 days"', "escalation.up.meeting", LOOSER),
        ('escalation.up.when = ["dissatisfied"]', "escalation.up.when", LOOSER),
        ('escalation.up.to = "owner"', "escalation.up.to", CLOSED),
        ("authority.clerk.per-case = 80", "authority.clerk.per-case", "80 is looser than the base's 30; only stricter"),
        ('authority.clerk.per-customer."90 days" = 61', 'authority.clerk.per-customer."90 days"', LOOSER),
        ('authority.clerk.remedies = ["apology", "refund"]', "authority.clerk.remedies", LOOSER),
        ('authority.clerk.remedies = "all"', "authority.clerk.remedies", LOOSER),
        ('budget.shop.unit."a12".month = 60000', "budget.shop.unit.a12.month", f"60000 {LOOSER} 1000"),
        ("compensation.late.give.at-most = 10", "compensation.late.give.at-most", f"10 {LOOSER} 9.90"),
        ("compensation.late.give.percent = 5", "compensation.late.give.percent", CLOSED),
        ("compensation.late.enabled = false", "compensation.late.enabled", CLOSED),
        ('compensation.late.when.breached = "result"', "compensation.late.when.breached", CLOSED),
        ('compensation.more = { title = "x" }', "compensation.more.title", CLOSED),
        ('role.clerk.may = "all"', "role.clerk.may", CLOSED),
        ('role.chief = { title = "x" }', "role.chief.title", CLOSED),
        ('currency = "USD"', "currency", CLOSED),
        ('languages = ["zh"]', "languages", CLOSED),
        ('remove = ["deadline.result"]', "remove", CLOSED),
        ('remove = ["compensation.late"]', "remove", CLOSED),
        ('remove = ["message.recieved"]', "remove", "Did you mean 'received'?"),
        ('remove = ["= 1"]', "remove", "there is no '= 1' to take out"),
    ],
)  # fmt: skip
def test_looser_and_closed_are_refused(extend, line, where, says):
    """With file, key path, both values; the base stays what it was."""
    with pytest.raises(ConfigurationError) as error:
        extend(line)

    (problem,) = Problems.of(error.value)
    assert problem.where == f"ours.toml: {where}"
    assert says in problem.reason + ". " + problem.next_step


def test_what_is_free_can_be_taken_out(extend):
    """By its key path, as TOML writes it."""
    ours = extend('remove = [\'category."goods/food/fresh"\', "title.en"]')

    assert "goods/food/fresh" not in ours.categories
    assert "en" not in ours.title


def test_what_is_taken_out_may_be_missed(extend):
    """Taking out a message that the procedure needs is found like any other lack."""
    with pytest.raises(ConfigurationError, match="none on 'registered' to 'customer'"):
        extend('remove = ["message.received"]')


def test_refused_lines_and_other_mistakes_are_said_together(extend):
    """One loading finds them all."""
    with pytest.raises(ConfigurationError) as error:
        extend('authority.clerk.per-case = 80\ncategory."goods/ice".titel = "x"\ndeadline.acknowledge.within = 5\n')

    assert [problem.where.removeprefix("ours.toml: ") for problem in Problems.of(error.value)] == [
        "authority.clerk.per-case",
        'category."goods/ice".title',
        'category."goods/ice".titel',
        "deadline.acknowledge.within",
    ]


def test_the_version_that_was_agreed_to_is_pinned(extend):
    """Another version of the base is refused, and what this file would change on it is said."""
    with pytest.raises(ConfigurationError) as error:
        extend('deadline.acknowledge.within = "20 min"\n', base="0.9")

    says = str(error.value)
    assert "ours.toml: base: this was written for small 0.9, and 1 is installed" in says
    assert 'Write base = "1"' in says
    assert "deadline.acknowledge.within: 30 min -> 20 min" in says


def test_a_base_has_to_be_pinned(extend):
    """Without a pin an update of the base would change the rules silently."""
    with pytest.raises(ConfigurationError, match=r"ours\.toml: base: is missing"):
        extend("", base=None)


def test_an_unknown_base_is_named(tmp_path):
    """With the nearest one that is installed."""
    file = tmp_path / "ours.toml"
    file.write_text('schema = 1\nname = "ours"\nversion = "1"\nextends = "canteen-delivry"\nbase = "1"\n')

    with pytest.raises(ConfigurationError, match=r"ours.toml: extends: .*Did you mean 'canteen-delivery'"):
        load_playbook(file)


def test_playbooks_can_not_extend_each_other_in_a_circle(tmp_path):
    """An end to it, with an error."""
    for one, other in (("a", "b"), ("b", "a")):
        (tmp_path / f"{one}.toml").write_text(
            f'schema = 1\nname = "{one}"\nversion = "1"\nextends = "{other}"\nbase = "1"\n'
        )

    with pytest.raises(ConfigurationError, match="in a circle"):
        load_playbook(tmp_path / "a.toml")


def test_a_playbook_does_not_extend_itself(tmp_path, small):
    """Its own name as its base is a circle of one, also where another file or an installed one has that name."""
    for name in ("ours", "canteen-delivery"):
        file = tmp_path / f"{name}-here.toml"
        file.write_text(f'schema = 1\nname = "{name}"\nversion = "2"\nextends = "{name}"\nbase = "1"\n')

        with pytest.raises(ConfigurationError, match=f"in a circle: {name} -> {name}"):
            load_playbook(file)


def test_what_is_wrong_in_the_base_is_told_of_the_base(tmp_path, extend):
    """Once, under its own file's name: whoever wrote the few lines that extend it can't mend it."""
    extend("")
    base = (tmp_path / "small.toml").read_text("utf-8")
    (tmp_path / "small.toml").write_text(f'colour = "red"\n{base}', "utf-8")
    (tmp_path / "corner.toml").write_text(
        'schema = 1\nname = "corner"\nversion = "1"\nextends = "ours"\nbase = "7"\nshape = "round"\n', "utf-8"
    )

    for file in ("ours.toml", "corner.toml"):
        with pytest.raises(ConfigurationError) as error:
            load_playbook(tmp_path / file)
        assert [(one.where, one.reason) for one in Problems.of(error.value)] == [
            ("small.toml: colour", "is not known here")
        ]


def test_an_extension_can_be_extended_as_far_as_it_is_open(tmp_path, extend):
    """What the first base closed stays closed; what the extension closed is closed as well."""
    extend('extension = { free = ["message"], tighter = ["authority"] }\nauthority.clerk.per-case = 20\n')

    def grandchild(line):
        file = tmp_path / "corner.toml"
        file.write_text(f'schema = 1\nname = "corner"\nversion = "1"\nextends = "ours"\nbase = "7"\n{line}\n', "utf-8")
        return load_playbook(file)

    corner = grandchild("authority.clerk.per-case = 10")
    assert corner.lineage == ("ours 7", "small 1")
    assert corner.authority["clerk"].per_case == Money(10, "CNY")
    for line, says in (
        ("authority.clerk.per-case = 25", f"25 {LOOSER} 20"),
        ('deadline.acknowledge.within = "5 min"', CLOSED),
        ("compensation.late.give.at-most = 1", CLOSED),
    ):
        with pytest.raises(ConfigurationError, match=re.escape(says)):
            grandchild(line)


def test_an_extension_can_not_open_what_its_base_closed(extend):
    """Nobody gives away what is not theirs."""
    with pytest.raises(ConfigurationError) as error:
        extend('extension = { free = ["authority", "message.received"], tighter = ["role"] }')

    assert [str(one) for one in Problems.of(error.value)] == [
        "line 6, column 15 of ours.toml: extension.free: authority is not this playbook's to open. Leave it out.",
        "line 6, column 57 of ours.toml: extension.tighter: role is not this playbook's to open. Leave it out.",
    ]


def test_the_longest_pattern_decides(small):
    """`compensation.*.because` is free within a closed `compensation`."""
    from complaintkit.playbook._extension import Permission

    permission = Permission.of(small)

    assert permission.at(("compensation", "late", "because", "zh")) == "free"
    assert permission.at(("compensation", "late", "give", "at-most")) == "tighter"
    assert permission.at(("compensation", "late", "give")) == "closed"
    assert permission.at(("deadline", "result", "within")) == "tighter"

    overlapping = Permission.of({"extension": {"free": ["a", "a.b.c"], "tighter": ["a.b", "x", "x.y"]}})
    found = [overlapping.at(tuple(path)) for path in ("a", "ab", "abc", "abcd", "x", "xy", "z")]
    assert found == ["free", "tighter", "free", "free", "tighter", "tighter", "closed"]


def test_an_extension_has_a_digest_of_its_own(extend, playbook):
    """The same rules under another name are another playbook: cases say which they ran under."""
    assert extend("").digest != playbook.digest
