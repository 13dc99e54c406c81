"""Root causes are a tree that a playbook may have: what it holds, what is wrong in one, and what else names a cause."""

import pytest

from complaintkit.model.errors import ConfigurationError, InvalidInput
from complaintkit.playbook import NONE_FOUND, installed_playbooks, load_playbook, outline

KITCHEN = {
    "kitchen": {"title": {"zh": "厨房", "en": "Kitchen"}},
    "kitchen/undercooked": {"title": {"zh": "未烧熟", "en": "Undercooked"}},
}


@pytest.mark.parametrize("name", installed_playbooks())
def test_every_shipped_tree_is_whole(name):
    """S0.6, S2.7, S4.11: each cause has a title in both languages, those above it are there, "none-found" is the last answer."""
    playbook = load_playbook(name)

    assert len(playbook.causes) > 15
    assert list(playbook.causes)[-1] == NONE_FOUND
    assert playbook.causes[NONE_FOUND].title["zh"] == "未查明"
    for cause in playbook.causes.values():
        assert set(cause.path) <= set(playbook.causes)
        assert set(cause.title) == {"zh", "en"}
    titles = [cause.title[language] for cause in playbook.causes.values() for language in ("zh", "en")]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", installed_playbooks())
def test_the_root_cause_is_asked_for_where_the_procedure_does(name):
    """S0.6, S3.4: in both procedures of the supermarket with the facts; the others do not ask for it."""
    asks = {step for step in load_playbook(name).steps if "root-cause" in load_playbook(name).requires(step)}

    assert asks == ({"record-facts"} if name.startswith("supermarket") else set())


def test_a_tree_of_ones_own_ends_with_none_found(small):
    """It need not be written; who writes it gives it a title, and it stays the last."""
    small["cause"] = KITCHEN
    assert list(load_playbook(small).causes) == ["kitchen", "kitchen/undercooked", "none-found"]

    small["cause"] = {"none-found": {"title": {"zh": "不明", "en": "Unknown"}}, **KITCHEN}
    assert list(load_playbook(small).causes) == ["kitchen", "kitchen/undercooked", "none-found"]
    assert load_playbook(small).causes["none-found"].title["zh"] == "不明"


def test_without_a_tree_any_word_is_a_cause(playbook):
    """A small house writes what it found."""
    assert playbook.causes == {}
    assert playbook.cause("冰柜 断电").path == ("冰柜 断电",)


def test_an_unknown_cause_is_refused_with_the_nearest_one(small):
    """Did you mean, with its title for whoever reads Chinese; and all there are where none is near."""
    small["cause"] = KITCHEN
    playbook = load_playbook(small)

    with pytest.raises(InvalidInput) as near:
        playbook.cause("kitchen/undercoked")
    with pytest.raises(InvalidInput) as far:
        playbook.cause("断电")

    assert near.value.data["field"] == "root_cause"
    assert near.value.data["next_step"] == "Did you mean 'kitchen/undercooked'?"
    assert "未烧熟" in near.value.user_message("zh")
    assert "none-found（未查明）" in far.value.user_message("zh")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"cause": {"store/cold": {"title": "冷库"}}}, "'store/cold' is not below any root cause"),
        ({"cause": {"kitchen/": {"title": "厨房"}, **KITCHEN}}, "'kitchen/' is not below any root cause"),
        ({"cause": {"kitchen": {}}}, "cause.kitchen.title: is missing"),
        ({"cause": {"kitchen": {"title": "厨房", "severity": "high"}}}, "cause.kitchen.severity: is not known here"),
    ],
)
def test_what_is_wrong_in_a_tree_is_said(small, change, says):
    """A cause that hangs in the air, one without a title, a key that means nothing."""
    with pytest.raises(ConfigurationError) as error:
        load_playbook({**small, **change})
    assert says in str(error.value)


@pytest.mark.parametrize("place", ["row", "follow"])
def test_a_condition_names_a_cause_of_the_tree(small, place):
    """S4.9: a row or a task on a cause that nobody can record would never come true; without a tree any word may be meant."""
    when = {"root-cause": ["kitchen", "kitchen/undercoked"]}
    if place == "row":
        small["compensation"]["late"]["when"] = when
    else:
        small["category"]["goods"]["follows"] = {"look": {"do": "查看", "by": "clerk", "when": when}}
    assert load_playbook(small).causes == {}

    small["cause"] = KITCHEN
    with pytest.raises(ConfigurationError, match=r"'kitchen/undercoked' is not a root cause. Did you mean") as error:
        load_playbook(small)
    assert "when.root-cause" in str(error.value)
    when["root-cause"][1] = "none-found"
    assert load_playbook(small).causes


def test_the_tree_stands_in_the_outline():
    """What a reader checks first names the causes."""
    rows = dict(outline(load_playbook("canteen-delivery"), "zh"))["根源"]

    assert ("kitchen/undercooked", "未烧熟煮透") in rows
    assert rows[-1] == ("none-found", "未查明")
