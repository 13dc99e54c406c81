"""The handbook says what runs: every step, deadline, message and limit, in Chinese and English. S2.10"""

import re
from copy import deepcopy
from xml.etree import ElementTree as ET

import pytest

from complaintkit.decision.tables.effect import Effect, Place
from complaintkit.decision.tables.lifecycle import TRANSITIONS
from complaintkit.handbook import handbook
from complaintkit.handbook._events import COMMAND_EVENTS, RECIPIENTS
from complaintkit.handbook._rights import _EFFECTS, _PLACES
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.event_words import EVENT_WORDS
from complaintkit.model.events import events
from complaintkit.model.vocabulary import State
from complaintkit.model.wording import STATES
from complaintkit.organisation import said
from complaintkit.playbook import installed_playbooks, load_playbook, read_playbook, vocabulary

SHIPPED = sorted(installed_playbooks())
LANGUAGES = ("zh-CN", "en")
DURATION = re.compile(r"(\d+) (min|h|days?|working (min|hours?|days?))")


def written(playbook, language="zh-CN"):
    """The handbook as Markdown, without what says which version it is."""
    text = handbook(playbook, language).to_markdown()
    return text.replace(playbook.digest, "")


def shown(playbook, language="zh-CN"):
    """Everything a reader of the HTML sees, as one text; it is well-formed, or this fails."""
    page = handbook(playbook, language).to_html()
    return "".join(ET.fromstring(page).itertext())  # noqa: S314  of our own making


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHIPPED)
def test_everything_with_a_name_is_in_it(name, language):
    """Steps, deadlines, categories, roles, groups, routes, messages, rows, limits, surveys, channels, by title and id."""
    playbook = load_playbook(name)
    page = shown(playbook, language)

    for things in (
        playbook.steps,
        playbook.deadlines,
        playbook.categories,
        playbook.causes,
        playbook.roles,
        playbook.groups,
        playbook.escalations,
        playbook.messages,
        playbook.compensation,
        playbook.surveys,
        playbook.checks,
        playbook.reviews,
        playbook.channels,
        playbook.bodies,
        playbook.calendars,
        playbook.budgets,
    ):
        for id_, one in things.items():
            assert id_ in page
            title = getattr(one, "title", {})
            assert title == {} or (title.to(language) if hasattr(title, "to") else said(title, language)) in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHIPPED)
def test_it_says_word_for_word_what_is_said(name, language):
    """Guidance, what is done first, messages and questions stand in it as they run, in the reader's language."""
    playbook = load_playbook(name)
    page = shown(playbook, language)

    for step in playbook.steps.values():
        assert said(step.guidance, language) in page
    for category in playbook.categories.values():
        assert category.first is None or said(category.first.do, language) in page
    for message in playbook.all_messages.values():
        for words in filter(None, (message.short, message.long, message.subject)):
            assert said(words, language).strip().replace("\n", "") in page
    for survey in playbook.surveys.values():
        assert all(said(question.words, language) in page for question in survey.questions.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHIPPED)
def test_every_deadline_and_every_limit_is_in_it(name, language):
    """How long, and how much in one case, for one customer, by one person."""
    playbook = load_playbook(name)
    page = shown(playbook, language)

    for rule in playbook.deadlines.values():
        assert isinstance(rule.within, str) or rule.within.to(language) in page
    for authority in playbook.authority.values():
        limits = (authority.per_case, *authority.per_customer.values(), *authority.per_giver.values())
        assert all(f"{limit.amount:f}".removesuffix(".00") in page for limit in limits if limit)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_which_version_it_is(name, language):
    """By the digest it can be told whether the page on the wall is what runs."""
    playbook = load_playbook(name)
    found = handbook(playbook, language)

    for text in (found.to_html(), found.to_markdown()):
        assert str(playbook) in text
        assert playbook.digest in text


def leaves(data, path=()):
    """Every value of the data that is no table, by its path."""
    for key, value in data.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        elif path[:1] != ("extension",) and (*path, key) != ("schema",):
            yield (*path, key), value


def another(path, value):
    """A value that says something else; None where that would take more than a change of this one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value - 1 if value > 1 else value + 1
    if isinstance(value, list) and len(value) > 1 and all(isinstance(one, str) for one in value):
        return value[1:]
    if not isinstance(value, str):
        return None
    if found := DURATION.fullmatch(value):
        return f"{int(found[1]) + 1} {found[2]}"
    return f"{value}甲" if path[-1] == "zh" else None


def changed(data, path, new):
    """The data with one value changed."""
    found = deepcopy(dict(data))
    table = found
    for key in path[:-1]:
        table = table[key]
    table[path[-1]] = new
    return found


def read(data):
    """The playbook of changed data; None where the change is none that can be read."""
    try:
        return read_playbook(data)
    except ConfigurationError:
        return None


@pytest.mark.parametrize(("name", "texts"), [("print-shop", True), ("canteen-delivery", False)])
def test_what_is_changed_in_the_playbook_is_changed_in_the_handbook(name, texts):
    """S2.10: nothing that runs is left out: whatever number, duration, list or text changes, the page changes."""
    playbook = load_playbook(name)
    before, data = written(playbook), playbook.as_data()
    new = {path: another(path, value) for path, value in leaves(data) if texts or path[-1] != "zh"}
    found = {path: read(changed(data, path, value)) for path, value in new.items() if value is not None}
    tried = {".".join(path): one for path, one in found.items() if one is not None}

    assert len(tried) > 150
    assert len(found) - len(tried) < 10
    assert [path for path, one in tried.items() if written(one) == before] == []


def charts(playbook, language="zh-CN"):
    """The charts of complaints and of other matters, as elements."""
    page = ET.fromstring(handbook(playbook, language).to_html())  # noqa: S314  of our own making
    return page.findall(".//figure")


def moves_of(chart):
    """The moves of the lifecycle that a chart says it shows."""
    return {one for found in chart.iter() for one in found.get("data-moves", "").split(";") if one}


MOVES = {
    (source, command, target)
    for (source, command), targets in TRANSITIONS.items()
    for target in targets
    if source is not target
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_shows_every_move_of_the_lifecycle_and_no_other(playbook, language):
    """Each way says which moves it stands for."""
    chart, _ = charts(playbook, language)

    assert moves_of(chart) == {" ".join(move) for move in MOVES}


def test_the_short_way_needs_no_plan(playbook):
    """S2.4, S2.6: answered, or filed at once."""
    _, chart = charts(playbook, "en")

    assert moves_of(chart) == {
        "received register registered",
        "received settle resolved",
        "registered settle resolved",
        "registered resolve resolved",
        "registered archive archived",
        "resolved archive archived",
    }
    assert "Inquiry, praise, suggestion" in "".join(chart.itertext())


@pytest.mark.parametrize(
    ("language", "at_once", "upwards"), [("zh-CN", "记录首次处理", "上报"), ("en", "Do first handling", "Escalate")]
)
def test_the_chart_shows_first_handling_and_the_way_upwards(language, at_once, upwards):
    """S1.7, S1.8: who is sent at once, whom it is escalated to, and how soon they decide, beside the states that allow it."""
    playbook = load_playbook("night-market")
    chart, _ = charts(playbook, language)
    bars = {
        bar.find("b").text: "".join(bar.itertext()) for bar in chart.iter("div") if "beside" in bar.get("class", "")
    }

    assert set(bars) == {at_once, upwards}
    assert said(playbook.roles["site-services"].title, language) in bars[at_once]
    assert said(playbook.groups["leading-group"].title, language) in bars[upwards]
    assert playbook.deadlines["meeting"].within.to(language) in bars[upwards]


@pytest.mark.parametrize("word", ["receive-escalation", "adjourn-meeting", "decide-meeting"])
def test_what_a_group_does_is_shown_as_the_groups(small, put, word):
    """Whoever meets decides, or ends the meeting undecided: no role's right lets anybody else. F7, S1.8"""
    put(small, ("step", word, "guidance"), "先听。")

    card = written(load_playbook(small)).partition(f"`{word}`")[2].partition("先听")[0]

    assert "- 谁来办: 决定的人\n" in card


def test_where_no_category_sends_anybody_there_is_no_first_handling(small):
    """Nothing is shown that nobody is asked for."""
    del small["deadline"]["first"]
    for category in small["category"].values():
        category.pop("first", None)

    assert "记录首次处理" not in "".join("".join(one.itertext()) for one in charts(load_playbook(small)))


def test_markdown_draws_the_same_chart(playbook):
    """One arrow for each pair of states."""
    pairs = {(source, target) for source, _, target in MOVES}
    first = written(playbook).partition("```mermaid")[2].partition("```")[0]

    assert len(re.findall(r"-->", first)) == len(pairs)
    assert all(STATES[state].to("zh") in first for state in State)


HOSTILE = '<script>alert("1")</script> & {x} | `"\\ \u4f60'


def test_nothing_of_a_playbook_becomes_markup(small, put):
    """Titles, texts and versions are text, whatever they hold."""
    put(small, ["title"], {"zh": HOSTILE, "en": HOSTILE})
    put(small, ["version"], '1"; } </style><b>')
    put(small, ["role", "clerk", "title", "zh"], HOSTILE)
    put(small, ["category", "goods", "first", "do", "zh"], HOSTILE)
    put(small, ["deadline", "acknowledge", "title", "zh"], HOSTILE)
    put(small, ["escalation", "<i>"], {"when": ["legal"], "to": "owner"})
    playbook = load_playbook(small)
    found = handbook(playbook, "zh-CN")
    page = ET.fromstring(found.to_html())  # noqa: S314  of our own making

    assert HOSTILE in "".join(page.itertext())
    assert {"script", "i"}.isdisjoint(one.tag for one in page.iter())
    assert "</style><b>" not in found.to_html()
    assert re.search(r"(?<!\\)<(script|i|b)>", re.sub("`[^`\n]*`", "", found.to_markdown())) is None


def test_a_row_of_markdown_keeps_its_cells(small, put):
    """A bar in a title starts no cell."""
    put(small, ["role", "clerk", "title", "zh"], "甲|乙")
    lines = written(load_playbook(small)).splitlines()
    row = next(one for one in lines if one.startswith("| **甲"))
    head = lines[lines.index(row) - 2]

    assert len(re.findall(r"(?<!\\)\|", row)) == len(re.findall(r"\|", head))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fetches_nothing(playbook, language):
    """It can be opened, printed and hung up where there is no network."""
    page = handbook(playbook, language).to_html().replace('xmlns="http://www.w3.org/2000/svg"', "")

    assert re.findall(r"https?://|@import|url\((?!#)|src=|<link", page) == []
    assert "@page { size: A4" in page


def test_what_the_core_says_by_itself_is_in_it_too():
    """Where a playbook has no words for something that has to be said, the handbook shows the core's."""
    playbook = load_playbook("print-shop")
    own = set(playbook.all_messages) - set(playbook.messages)

    assert own
    assert all(said(playbook.all_messages[one].short, "en") in shown(playbook, "en") for one in own)


def test_what_the_core_reckons_by_itself_is_in_it_too(playbook):
    """F7: where a playbook says nothing of the meeting, it is due within 24 hours all the same."""
    assert "escalation-received" not in {rule.starts for rule in playbook.deadlines.values()}
    (row,) = [one for one in written(playbook).splitlines() if "`meeting`" in one]

    assert "24小时" in row


def test_a_group_may_be_called_like_a_recipient(small, put):
    """A message to `owner` goes to whoever is responsible; a way up to the role `owner` leads to that role."""
    put(small, ["escalation", "up", "to"], "owner")
    page = written(load_playbook(small))
    (route,) = [one for one in page.splitlines() if "`up`" in one]

    assert "店主" in route
    assert "超时告知：负责人" in page


def test_an_extension_shows_what_it_changes(extend):
    """The manager's own number, and what it extends."""
    playbook = extend("deadline.acknowledge.within = '20 min'\nauthority.clerk.per-case = 17")
    page = shown(playbook)

    assert "20分钟" in page
    assert "30分钟" in page  # the handover's, which it has from its base
    assert "17元" in page
    assert "small 1" in page


def test_whatever_a_rule_says_beyond_the_words_there_are_is_shown_as_it_stands(playbook):
    """A field that the format gains later is not left out."""
    import attrs

    from complaintkit.handbook._fields_as_written import other_fields
    from complaintkit.handbook._translator import Translator
    from complaintkit.playbook import StepRule

    later = attrs.make_class(
        "Later", {"two_people": attrs.field(default=False)}, bases=(StepRule,), frozen=True, kw_only=True
    )
    rule = later(id="resolve", requires=("result",), two_people=True)

    found = other_fields(rule, "id requires after_escalation guidance", Translator(playbook, "en"))

    assert found == (("two people", "true"),)


@pytest.mark.parametrize("name", SHIPPED)
def test_what_shipped_playbooks_speak_of_has_words(name):
    """Events and recipients are said in words of people, never as ids."""
    playbook = load_playbook(name)
    events = {rule.on for rule in playbook.all_messages.values()} | {rule.on for rule in playbook.surveys.values()}
    for rule in playbook.deadlines.values():
        events |= {rule.starts, *rule.stops}

    assert events <= {word for word, said in EVENT_WORDS.items() if said.rule is not said.title}
    assert {rule.to for rule in playbook.all_messages.values()} <= {*RECIPIENTS, *playbook.roles, *playbook.groups}


def test_the_words_are_of_events_and_commands_that_there_are():
    """Nothing is worded that can't happen."""
    assert set(COMMAND_EVENTS) <= vocabulary.COMMANDS
    assert set(COMMAND_EVENTS.values()) <= set(EVENT_WORDS)
    assert set(EVENT_WORDS) <= set(events()) | vocabulary.EVENTS | vocabulary.TRIGGERS


def test_every_effect_and_place_has_its_words() -> None:
    """A new one that the page of rights can't name is found here. R6, R20"""
    assert set(_EFFECTS) == {one.value for one in Effect}
    assert set(_PLACES) == {one.value for one in Place}
