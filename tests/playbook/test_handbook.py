"""The handbook says what runs: every step, deadline, message and limit, in Chinese and English. S2.10"""

import re
from copy import deepcopy
from xml.etree import ElementTree as ET

import pytest

from complaintkit.decision.lifecycle import TRANSITIONS
from complaintkit.handbook import Course, Move, handbook
from complaintkit.handbook._event_words import COMMAND_EVENTS, EVENTS, RECIPIENTS
from complaintkit.handbook.course import course, short_course
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.vocabulary import Kind, State
from complaintkit.model.wording import STATES
from complaintkit.organisation import said
from complaintkit.playbook import installed_playbooks, load_playbook, read_playbook, vocabulary

SHIPPED = sorted(installed_playbooks())
LANGUAGES = ("zh-CN", "en")
DURATION = re.compile(r"(\d+) (min|h|days?|working (min|hours?|days?))")


def written(playbook, courses=(), language="zh-CN"):
    """The handbook as Markdown, without what says which version it is."""
    text = handbook(playbook, courses, language).to_markdown()
    return text.replace(playbook.digest, "")


def shown(playbook, language="zh-CN"):
    """Everything a reader of the HTML sees, as one text; it is well-formed, or this fails."""
    page = handbook(playbook, [course(), short_course()], language).to_html()
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
        playbook.roles,
        playbook.groups,
        playbook.escalations,
        playbook.messages,
        playbook.compensation,
        playbook.surveys,
        playbook.checks,
        playbook.reviews,
        playbook.channels,
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
    found = handbook(playbook, [course()], language)

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


def moves_of(svg):
    """The moves that a drawing says it shows."""
    return {one for found in re.findall(r'data-moves="([^"]*)"', svg) for one in found.split(";")}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("drawn", [course(), short_course()], ids=["complaint", "short"])
def test_the_chart_shows_every_move_of_the_lifecycle_and_no_other(playbook, drawn, language):
    """Each line says which moves it stands for."""
    page = handbook(playbook, [drawn], language).to_html()
    wanted = {f"{one.source} {one.command} {one.target}" for one in drawn.moves if one.source is not one.target}

    assert moves_of(page) == wanted


def test_a_move_that_is_added_is_drawn(playbook):
    """The chart is made of the moves it is given."""
    more = Course(kinds=(Kind.COMPLAINT,), moves=(*course().moves, Move(State.WITHDRAWN, "reopen", State.REGISTERED)))

    assert handbook(playbook, [more], "en").to_html() != handbook(playbook, [course()], "en").to_html()


def test_the_course_is_the_lifecycle():
    """But for what only an import does, every move of the table is in it, and what leads nowhere else is not."""
    table = {
        Move(source, command, target)
        for (source, command), targets in TRANSITIONS.items()
        for target in targets
        if command != "record-answer"
    }

    assert set(course().moves) == table


def test_the_short_way_needs_no_plan():
    """S2.4, S2.6: answered, or filed at once."""
    found = {(one.source, one.command, one.target) for one in short_course().moves}

    assert (State.REGISTERED, "resolve", State.RESOLVED) in found
    assert (State.REGISTERED, "archive", State.ARCHIVED) in found
    assert short_course().kinds == (Kind.INQUIRY, Kind.PRAISE, Kind.SUGGESTION)


def test_markdown_draws_the_same_chart(playbook):
    """One arrow for each pair of states."""
    text = written(playbook, [course()])
    pairs = {(one.source, one.target) for one in course().moves if one.source is not one.target}
    first = text.partition("```mermaid")[2].partition("```")[0]

    assert len(re.findall(r"-->", first)) == len(pairs)
    assert all(STATES[state] in first for state in State)


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
    found = handbook(playbook, [course(), short_course()], "zh-CN")
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
    page = handbook(playbook, [course()], language).to_html().replace('xmlns="http://www.w3.org/2000/svg"', "")

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
    (row,) = [one for one in written(playbook, [course()]).splitlines() if "`meeting`" in one]

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

    from complaintkit.handbook._rest import rest
    from complaintkit.handbook._tongue import Tongue
    from complaintkit.playbook import StepRule

    later = attrs.make_class(
        "Later", {"two_people": attrs.field(default=False)}, bases=(StepRule,), frozen=True, kw_only=True
    )
    rule = later(id="resolve", requires=("result",), two_people=True)

    assert rest(rule, "id requires after_escalation guidance", Tongue(playbook, "en")) == (("two people", "true"),)


@pytest.mark.parametrize("name", SHIPPED)
def test_what_shipped_playbooks_speak_of_has_words(name):
    """Events and recipients are said in words of people, never as ids."""
    playbook = load_playbook(name)
    events = {rule.on for rule in playbook.all_messages.values()} | {rule.on for rule in playbook.surveys.values()}
    for rule in playbook.deadlines.values():
        events |= {rule.starts, *rule.stops}

    assert events <= set(EVENTS)
    assert {rule.to for rule in playbook.all_messages.values()} <= {*RECIPIENTS, *playbook.roles, *playbook.groups}


def test_the_words_are_of_events_and_commands_that_there_are():
    """Nothing is worded that can't happen."""
    assert set(COMMAND_EVENTS) <= vocabulary.COMMANDS
    assert set(COMMAND_EVENTS.values()) <= set(EVENTS)
    assert set(EVENTS) <= vocabulary.EVENTS | vocabulary.TRIGGERS
