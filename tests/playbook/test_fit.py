"""What a procedure names and this business has not: told where the two are checked together, and not refused."""

from pathlib import Path

import pytest

from complaintkit.model.problem import Source
from complaintkit.organisation import load_organisation
from complaintkit.playbook import load_playbook, misfits, unserved

BUSINESSES = Path(__file__).parent / "businesses"
NOISE = 'when = { category = "room/noise"'
UNIT = "compensation.noise.when.unit"
GROUP = 'group = "late"'


def told(tmp_path, business, old, new):
    """Return a business's procedure with one change, and its file."""
    file = tmp_path / "ours.toml"
    file.write_text(
        (BUSINESSES / f"{business}.toml").read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8"
    )
    return load_playbook(file), Source(file.name, file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("business", ["hotel", "parcel", "gym"])
def test_a_business_that_fits_is_told_nothing(business):
    """A note on what is right would teach everybody to read none."""
    playbook = load_playbook(BUSINESSES / f"{business}.toml")

    assert not misfits(playbook, load_organisation(BUSINESSES / f"{business}-people.toml"))
    assert not unserved(playbook, media=(), channels=(), kinds=())


@pytest.mark.parametrize(
    ("business", "old", "new", "key", "said"),
    [
        ("hotel", NOISE, 'when = { unit = "外滩店"', UNIT, "您是不是要写“bund”（外滩店）？"),
        ("hotel", NOISE, 'when = { unit = ["bund", "pudong"]', UNIT, "“pudong”不是单位"),
        ("hotel", "[budget.hotel]", "[budget.hotle]", "budget.hotle", "您是不是要写“hotel”？"),
        ("hotel", "[budget.hotel]", "[budget.store]", "budget.store", "这项限额不起作用"),
        ("parcel", "unit.xihu", "unit.xiuh", "budget.station.unit.xiuh", "您是不是要写“xihu”（西湖网点）？"),
        ("parcel", "unit.xihu", "unit.hangzhou", "budget.station.unit.hangzhou", "[budget.region.unit]"),
        ("parcel", GROUP, f'{GROUP}\nborne-by = "courier-firm"', "compensation.late.borne-by", "不计入任何预算"),
        ("parcel", GROUP, f'{GROUP}\nborne-by = "statoin"', "compensation.late.borne-by", "您是不是要写“station”？"),
    ],
)  # fmt: skip
def test_units_and_kinds_that_nobody_has_are_told(tmp_path, business, old, new, key, said):
    """A limit on units that there are not limits nothing: by file, line and key, with the nearest that there is."""
    playbook, source = told(tmp_path, business, old, new)

    (note,) = misfits(playbook, load_organisation(BUSINESSES / f"{business}-people.toml"), source)

    assert note.where == f"ours.toml: {key}"
    assert note.line
    assert said in note.to("zh"), note.to("zh")


@pytest.mark.parametrize("bearer", ["station", "region", "courier", "station-head"])
def test_who_bears_it_may_be_a_kind_of_unit_or_people_of_a_role(tmp_path, bearer):
    """A kind with a budget pays; a kind without one, and people, say only whose matter it was. R10"""
    playbook, _ = told(tmp_path, "parcel", GROUP, f'{GROUP}\nborne-by = "{bearer}"')

    assert not misfits(playbook, load_organisation(BUSINESSES / "parcel-people.toml"))


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ('media = ["sms"]', 'media = ["fax"]', "message.new-owner.media", "Install one"),
        ('media = ["sms"]', 'media = ["phone", "sms"]', "message.new-owner.media", "Did you mean 'call'?"),
        (NOISE, 'when = { channel = "wechat"', "compensation.noise.when.channel", "Known: hotline"),
        ('remedy = "points", count = 2000', 'remedy = "free-night", value = 300', "compensation.towel.give.remedy", "by hand"),
        ('remedies = ["refund", "points"]', 'remedies = ["refund", "voucher"]', "authority.front-desk.remedies", "by hand"),
    ],
)  # fmt: skip
def test_what_no_plugin_brings_is_told(tmp_path, old, new, key, said):
    """A medium that no notifier serves, a channel that nobody reads, a kind of remedy that nothing carries out."""
    playbook, source = told(tmp_path, "hotel", old, new)

    (note,) = unserved(playbook, source, media=(), channels=(), kinds=())

    assert note.where == f"ours.toml: {key}"
    assert note.line
    assert said in note.to("en")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('media = ["sms"]', 'media = ["fax"]'),
        ('media = ["sms"]', 'media = ["wecom", "sms"]'),
        (NOISE, 'when = { channel = "wechat"'),
        ('remedy = "points", count = 2000', 'remedy = "free-night", value = 300'),
    ],
)
def test_what_a_plugin_brings_is_not(tmp_path, old, new):
    """Nor is a medium beside which there is a usual one."""
    playbook, source = told(tmp_path, "hotel", old, new)

    assert not unserved(playbook, source, media=("fax",), channels=("wechat",), kinds=("free-night",))
