"""`complaintkit duties`: what one person has to do; and the lists that find what is late. S0.12, R18"""

from complaintkit import Desk


def test_what_somebody_has_to_do(run, numbers):
    """Each line says by when, on which case and what, in the language asked for."""
    shown = run("duties", "luo", "--lang", "zh-CN")
    assert shown.code == 0
    assert numbers["food/sensory"] in shown.out
    assert "待办" in shown.out
    data = run("duties", "luo", "--json").json
    assert [(one["what"], one["case"], one["of"]["number"]) for one in data if one["what"] == "own"] == [
        ("own", numbers["food/sensory"], numbers["food/sensory"])
    ]
    assert all(one["says"] and one["commands"] for one in data)


def test_a_long_list_is_cut_and_says_so(run, numbers):
    """And a stranger is told nothing. R20"""
    with Desk.open() as desk:
        desk.ask_advice(numbers["food/sensory"], by="luo", of="hu", question="几点出锅?")
    assert [one["what"] for one in run("duties", "hu", "--json").json] == ["own", "advice"]
    assert run("duties", "hu", "--limit", 1).out.endswith("There are more; --limit shows them.\n")
    assert "does not work here" in run("duties", "hu", "--by", "nobody", "--json").err


def test_nobody_of_that_name(run, place):
    """Their list would be empty for ever."""
    shown = run("duties", "lou")
    assert shown.code != 0
    assert "luo" in shown.err


def test_lists_find_what_is_late_or_waits(run, numbers):
    """Nothing is, on the first day."""
    for option in ("--before-group", "--waiting", "--unread"):
        assert run("case", "list", option, "--json").json == []
