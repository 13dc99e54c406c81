"""Playbooks by name, from files and mappings, and back from what a case keeps."""

import json
import re
import tomllib
from decimal import Decimal

import attrs
import pytest

from complaintkit.model.due import Within
from complaintkit.model.errors import ConfigurationError, InvalidInput
from complaintkit.model.problem import Problems
from complaintkit.model.vocabulary import Kind, Severity
from complaintkit.playbook import _reading, installed_playbooks, load_playbook, read_playbook
from tests.counting import calls_of


def test_a_name_is_an_installed_playbook():
    """A `str` is a name; the nearest name is offered."""
    assert load_playbook("canteen-delivery").name == "canteen-delivery"
    with pytest.raises(ConfigurationError, match="Did you mean 'canteen-delivery'"):
        load_playbook("canteen-delivry")


def test_a_path_is_a_file_or_a_folder(tmp_path, small, extend):
    """A folder holds its playbook as `playbook.toml`, with whatever else belongs to it."""
    extend("")
    (tmp_path / "shop").mkdir()
    (tmp_path / "small.toml").rename(tmp_path / "shop" / "playbook.toml")

    by_folder = load_playbook(tmp_path / "shop")
    by_file = load_playbook(tmp_path / "shop" / "playbook.toml")
    by_text = load_playbook(str(tmp_path / "shop" / "playbook.toml"))

    assert by_folder == by_file == by_text == load_playbook(small)


def test_plugins_bring_playbooks(tmp_path, small, extend):
    """By name, as those that are shipped; they can be extended, too."""
    extend("")
    installed = {"corner-shop": tmp_path / "small.toml"}

    assert "corner-shop" in installed_playbooks(installed)
    assert load_playbook("corner-shop", installed=installed) == load_playbook(small)
    assert "corner-shop" not in installed_playbooks()


def test_what_a_case_keeps_comes_back(playbook):
    """The same digest, the same playbook, though JSON lost the order of keys."""
    stored = json.dumps(playbook.as_data(), ensure_ascii=False, sort_keys=True)

    again = read_playbook(json.loads(stored))

    assert again == playbook
    assert again.digest == playbook.digest
    assert again.deadlines == playbook.deadlines
    assert again is read_playbook(json.loads(stored))


def test_what_was_given_out_can_not_change_what_is_kept(playbook):
    """A playbook is frozen: altering the data it gave leaves it as it was."""
    data = playbook.as_data()
    data["deadline"]["result"]["within"] = "1 min"

    assert read_playbook(playbook.as_data()).deadlines["result"].within == Within.parse("3 working days")
    assert read_playbook(data).digest != playbook.digest


def test_a_stored_playbook_is_not_judged_again(playbook, put):
    """What was accepted once runs on, though a later version checks more: here a message that is needed by now."""
    stored = put(playbook.as_data(), ["message", "offered"], None)

    assert "offered" not in read_playbook(stored).messages
    with pytest.raises(ConfigurationError):
        load_playbook(stored)


def test_data_that_are_no_playbook_are_refused():
    """Never a traceback out of the storage."""
    with pytest.raises(ConfigurationError, match="stored playbook"):
        read_playbook({"role": 3})


def test_any_change_changes_the_digest(small, playbook, put):
    """Cases know by digest which rules they run under."""
    changed = load_playbook(put(small, ["deadline", "result", "within"], "4 working days"))

    assert changed != playbook
    assert changed.digest.startswith("sha256:")
    assert len({playbook.digest, changed.digest}) == 2


def test_comments_and_order_do_not_change_the_digest(playbook, small):
    """Only what is said counts, not where in the file it stands."""
    assert load_playbook(dict(reversed(small.items()))).digest == playbook.digest


def test_a_narrower_category_has_what_the_wider_one_says(playbook):
    """S1.7: first handling, severity, alarm and evidence come down the tree; what is asked adds up."""
    food, fresh = playbook.categories["goods/food"], playbook.categories["goods/food/fresh"]

    assert food.first == playbook.categories["goods"].first
    assert (food.severity, fresh.severity) == (Severity.HIGH, Severity.HIGH)
    assert fresh.asks == ("item", "lot")
    assert fresh.first.by == "owner"
    assert fresh.path == ("goods/food/fresh", "goods/food", "goods")


def test_the_order_of_categories_does_not_matter(small, playbook):
    """A narrower category may stand before the wider one."""
    small["category"] = dict(reversed(small["category"].items()))

    assert load_playbook(small).categories["goods/food"] == playbook.categories["goods/food"]


def test_an_unknown_category_is_named(playbook):
    """At the counter: with the nearest one."""
    with pytest.raises(InvalidInput, match="Did you mean 'goods/food'"):
        playbook.category("goods/fod")


def test_what_is_made_of_a_playbook_is_made_once(playbook):
    """Once for each thing asked for, and for another playbook anew, of whatever digest: what is made of one is not given for it."""
    made = []

    def deadlines(book, starts):
        made.append(starts)
        return [one.id for one in book.deadlines.values() if one.starts == starts]

    other = attrs.evolve(playbook, deadlines={})

    assert playbook.once(deadlines, "received") == playbook.once(deadlines, "received") == ["acknowledge"]
    assert playbook.once(deadlines, "registered") == ["first", "result"]
    assert other.once(deadlines, "received") == []
    assert made == ["received", "registered", "received"]


def test_deadlines_are_found_by_what_starts_them(playbook):
    """`case-registered` is another word for `registered`."""
    assert [rule.id for rule in playbook.started_by("registered")] == ["first", "result"]
    assert [rule.id for rule in playbook.started_by("received")] == ["acknowledge"]
    assert playbook.started_by("archived") == ()


def test_what_intake_starts_binds_complaints(playbook):
    """Praise needs no assessment within 24 h; but a handover of it lapses all the same. S2.1"""
    assert playbook.started_by("received", kind=Kind.PRAISE) == ()
    assert [rule.id for rule in playbook.started_by("handover-offered", kind=Kind.PRAISE)] == ["handover"]


def test_a_deadline_can_be_for_some_categories_and_kinds(small, put):
    """Those below are meant, too."""
    put(small, ["deadline", "result", "categories"], ["goods/food"])
    put(small, ["deadline", "acknowledge", "kinds"], ["complaint", "inquiry"])
    playbook = load_playbook(small)

    assert [rule.id for rule in playbook.started_by("registered", category="goods")] == ["first"]
    assert [rule.id for rule in playbook.started_by("registered", category="goods/food/fresh")] == ["first", "result"]
    assert [rule.id for rule in playbook.started_by("received", kind=Kind.INQUIRY)] == ["acknowledge"]


def test_of_category_is_the_categorys_own_time(playbook):
    """None where that category has no time."""
    rule = playbook.deadlines["first"]

    assert playbook.within(rule, "goods/food") == Within.parse("10 min")
    assert playbook.within(rule, "goods/food/fresh") is None
    assert playbook.within(rule) is None
    assert playbook.within(playbook.deadlines["result"]) == Within.parse("3 working days")


def test_a_step_needs_more_after_an_escalation(playbook):
    """S1.8: evidence and statements."""
    assert playbook.requires("offer-plan") == ("measures",)
    assert playbook.requires("offer-plan", escalated=True) == ("measures", "evidence")
    assert playbook.requires("record-facts", escalated=True) == ("facts",)
    assert playbook.requires("tell") == ()


def test_reasons_find_their_route(playbook):
    """None where the playbook has no route: the leader's then."""
    assert playbook.route("dissatisfied").id == "up"
    assert playbook.route("legal") is None


@pytest.mark.parametrize(
    ("when", "conditions"),
    [
        ({"cycle": 2}, [("cycle", "in", ("2",))]),
        ({"cycle": ">= 2"}, [("cycle", ">=", ("2",))]),
        ({"decision": ["upheld", "partly"]}, [("decision", "in", ("upheld", "partly"))]),
        ({"member": {"tier": ["gold"]}}, [("member.tier", "in", ("gold",))]),
        ({"fields": {"fell-ill": True}}, [("fields.fell-ill", "in", ("true",))]),
        ({"paid": Decimal("9.90"), "if": "paid > 3"}, [("paid", "in", ("9.90",)), ("if", "if", ("paid > 3",))]),
    ],
)
def test_conditions_are_values_lists_and_comparisons(small, put, when, conditions):
    """Rule 4 of the format."""
    put(small, ["compensation", "late", "when"], when)

    found = load_playbook(small).compensation["late"].when

    assert [(one.fact, one.operator, one.values) for one in found] == conditions


def test_a_row_can_give_several_things(small, put):
    """Money back and a coupon."""
    put(
        small,
        ["compensation", "late", "give"],
        [{"remedy": "apology"}, {"remedy": "coupon", "value": 10, "valid": "9 days"}],
    )

    assert [gift.remedy for gift in load_playbook(small).compensation["late"].give] == ["apology", "coupon"]


def test_loading_takes_few_steps(playbook):
    """A stored playbook is read in some milliseconds: many cases run under many versions, not all in memory."""
    data = playbook.as_data()

    assert calls_of(lambda: _reading.read(data, Problems("stored"), checked=False)) < 40_000


@pytest.mark.sqlite("what stands in for files imports the driver")
def test_importing_is_light():
    """`import complaintkit.playbook` brings in no holidays, nothing of the vendors."""
    import subprocess
    import sys

    heavy = "holidays sqlalchemy pydantic cattrs click rich jinja2 babel rapidfuzz rule_engine"
    code = f"import sys, complaintkit.playbook; print([one for one in {heavy.split()!r} if one in sys.modules])"

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"


def test_every_shipped_playbook_is_sound():
    """Under its own file's name, in both languages, extendable, and TOML 1.0."""
    for name, path in installed_playbooks().items():
        playbook = load_playbook(name)

        assert playbook.name == name == path.stem
        assert set(playbook.languages) == {"zh", "en"}
        assert tomllib.loads(path.read_text("utf-8"))["extension"]["free"]


def test_a_file_that_was_read_is_not_copied_again(tmp_path, extend, small, monkeypatch):
    """A desk that opens asks for its playbook twice, and each time is given what was read and checked the first time."""
    extend("")
    known = load_playbook(tmp_path / "small.toml")
    monkeypatch.setattr("complaintkit.playbook.loading._plain", None)

    assert load_playbook(tmp_path / "small.toml") is known


def test_what_the_kit_writes_of_a_playbook_is_no_file(tmp_path, extend):
    """Its lineage is refused in a file even where the very same playbook was read before."""
    extend("")
    small = (tmp_path / "small.toml").read_text("utf-8")
    head, body = small.partition("\n[")[::2]
    own = re.sub(r"name = .*\nversion = .*", 'name = "ours"\nversion = "7"\nlineage = ["small 1"]', head)
    (tmp_path / "written.toml").write_text(f"{own}\n[{body}", "utf-8")

    with pytest.raises(ConfigurationError, match="lineage"):
        load_playbook(tmp_path / "written.toml")


def test_the_texts_of_another_version_are_judged_where_they_changed(tmp_path, extend, monkeypatch):
    """Who writes a playbook reads it again and again: a text that was judged is not taken apart again."""
    extend("")
    monkeypatch.setattr("complaintkit.playbook.template.is_balanced", None)
    small = (tmp_path / "small.toml").read_text("utf-8")
    (tmp_path / "small.toml").write_text(small.replace('version = "1"', 'version = "2"', 1), "utf-8")

    assert load_playbook(tmp_path / "small.toml").version == "2"
