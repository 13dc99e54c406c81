"""Reading an organisation file: everything wrong is found in one go, named by key path, with a next step."""

import pytest

from complaintkit.model.customer import Contact
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.problem import Problems
from complaintkit.organisation import load_organisation, read_organisation, said


def problems(tables):
    """What is wrong, by key path."""
    with pytest.raises(ConfigurationError) as refused:
        read_organisation(tables, source="org.toml")
    return {one.where: f"{one.reason}. {one.next_step}" for one in Problems.of(refused.value)}


def test_people_are_read_with_every_way_to_reach_them(organisation):
    """Every key that is not ours is a kind of contact, for plugins bring their own."""
    ann = organisation.staff["ann"]

    assert ann.contacts == (Contact("email", "ann@example.com"), Contact("phone", "13800138000"))
    assert (ann.languages, organisation.staff["lead-a"].deputy) == (("zh", "en"), "ann")


def test_a_title_is_one_wording_or_one_per_language(organisation):
    """A title in one language is said in every language."""
    assert said(organisation.units["chain"].title, "zh-CN") == "长青连锁"
    assert said(organisation.units["chain"].title, "fr") == "Evergreen"
    assert said(organisation.units["east"].title, "en") == "华东区"


@pytest.mark.parametrize(
    ("path", "value", "where", "says"),
    [
        (("unit", "shop-a", "within"), "eest", "unit.shop-a.within", "'eest' is not a unit. Did you mean 'east'?"),
        (("unit", "chain", "within"), "shop-a", "unit.chain.within", "chain lies within itself"),
        (("unit", "shop-a", "time-zone"), "Asia/Shangai", "unit.shop-a.time-zone", "Did you mean 'Asia/Shanghai'?"),
        (("unit", "shop-a", "titel"), "x", "unit.shop-a.titel", "is not known here. Did you mean 'title'?"),
        (("unit", "shop-a", "title"), {"zh": ""}, "unit.shop-a.title", "says nothing in 'zh'"),
        (("staff", "ann", "units"), ["shop-x"], "staff.ann.units", "'shop-x' is not a unit. Did you mean 'shop-w'?"),
        (("staff", "ann", "unit"), ["shop-a"], "staff.ann.unit", "Did you mean 'units'?"),
        (("staff", "ann", "deputy"), "nobody", "staff.ann.deputy", "'nobody' is not a member of staff"),
        (("staff", "ann", "name"), 7, "staff.ann.name", "7 is not text"),
        (("staff", "ann", "phone"), "1\x00", "staff.ann.phone", "is no address"),
        (("duty", "desk-a", "unit"), "shop", "duty.desk-a.unit", "'shop' is not a unit"),
        (("duty", "desk-a", "turn", "night", "staff"), ["anne"], "duty.desk-a.turn.night.staff", "Did you mean 'ann'?"),
        (("duty", "desk-a", "turn", "night", "days"), "mon-fry", "duty.desk-a.turn.night.days", "Did you mean 'fri'?"),
        (("duty", "desk-a", "turn", "night", "hours"), "9-5", "duty.desk-a.turn.night.hours", "is no time of day"),
        (("duty", "desk-a", "hand-on-at-end"), "yes", "duty.desk-a.hand-on-at-end", "neither true nor false"),
        (("group", ), {"board": {"clerk": ["gao"]}}, "group.board.clerk", "gao is not a clerk"),
        (("absence",), {"ann": {"start": "soon"}}, "absence.ann.start", "'soon' is not a time"),
        (("absence",), {"ann": {"start": "2026-12-01T00:00"}}, "absence.ann.start", "has no time zone"),
        (
            ("absence",),
            {"ann": {"start": "2026-12-02T00:00+08:00", "end": "2026-12-01T00:00+08:00"}},
            "absence.ann.end",
            "comes before the start",
        ),
        (("staffs",), {}, "staffs", "is not known here. Did you mean 'staff'?"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_a_next_step(chain, path, value, where, says):
    """Each mistake is found at its key path, and the nearest right word is offered."""
    table = chain
    for key in path[:-1]:
        table = table[key]
    table[path[-1]] = value

    assert says in problems(chain)[f"org.toml: {where}"]


@pytest.mark.parametrize("name", ["a b", "system", "customer", "chen:1", 'a"b', "\u202echen", ""])
def test_an_id_is_one_plain_word(chain, name):
    """Ids stand in commands and in the ledger: no spaces, quotes or colons, none of the ledger's own words."""
    chain["staff"][name] = chain["staff"].pop("dou")
    chain["duty"] = {}

    assert any("can't be an id" in text for text in problems(chain).values())


def test_a_duty_with_nobody_is_refused(chain):
    """A desk that nobody can ever sit at is no desk."""
    chain["duty"]["empty"] = {"role": "clerk"}

    assert "is a duty with nobody" in problems(chain)["org.toml: duty.empty"]


def test_there_is_at_least_one_unit():
    """Every case has a unit."""
    assert "there is no unit" in problems({"staff": {}})["org.toml: unit"]


def test_all_that_is_wrong_is_said_at_once(chain):
    """One reading, one error, a line for each problem."""
    chain["unit"]["shop-a"]["within"] = "eest"
    chain["staff"]["ann"]["name"] = ""
    del chain["duty"]["desk-a"]["role"]

    with pytest.raises(ConfigurationError) as refused:
        read_organisation(chain, source="org.toml")

    assert len(Problems.of(refused.value)) == 3
    assert len(str(refused.value).splitlines()) == 3
    assert all(line.startswith("org.toml: ") for line in str(refused.value).splitlines())


def test_a_file_is_read_by_its_path(tmp_path, chain):
    """An organisation file is TOML in UTF-8, with or without the mark that Windows editors put before it."""
    file = tmp_path / "organisation.toml"
    file.write_text('[unit."店"]\ntitle = "店"\n[staff."李"]\nname = "李"\nroles = []\nunits = ["店"]\n', "utf-8-sig")

    assert load_organisation(file).staff["李"].units == ("店",)


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"[unit", "is not TOML"), (b"\xff\xfe\x00", "is not TOML"), (None, "can't be read")],
)
def test_a_file_that_can_not_be_read_is_named(tmp_path, content, says):
    """No traceback: which file, and why not."""
    file = tmp_path / "organisation.toml"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(ConfigurationError, match=says) as refused:
        load_organisation(file)
    assert "organisation.toml" in str(refused.value)


def test_what_is_written_is_read_again(organisation, chain):
    """`as_data` survives JSON that sorts its keys: the same organisation, in the same order, under the same digest."""
    import json

    chain["absence"] = {"ann": [{"start": "2026-12-01T00:00:00+08:00", "deputy": "dou", "long": True}]}
    chain["group"] = {"board": {"clerk": ["dou", "ann"]}}
    before = read_organisation(chain).without_staff("ben")

    after = read_organisation(json.loads(json.dumps(before.as_data(), sort_keys=True)))

    assert after == before
    assert after.digest == before.digest != organisation.digest
    assert (list(after.staff), list(after.units)) == (list(before.staff), list(before.units))
    assert after.seats["board"]["clerk"] == ("dou", "ann")


@pytest.mark.parametrize(
    "hours", ["00:00-24:00", "17:00-02:00", "08:00-12:00, 14:00-24:00", "22:00-24:00, 00:30-06:00"]
)
def test_hours_are_written_as_they_were_read(chain, hours):
    """Until midnight is 24:00, not 00:00."""
    chain["duty"]["desk-a"]["turn"] = {"t": {"days": "mon", "hours": hours, "staff": ["ann"]}}
    organisation = read_organisation(chain)

    assert read_organisation(organisation.as_data()) == organisation


def test_the_order_of_people_is_part_of_the_digest(chain):
    """Of two supervisors the first is asked first, so their order is data."""
    other = {**chain, "staff": dict(reversed(chain["staff"].items()))}

    assert read_organisation(other).digest != read_organisation(chain).digest
