"""A list on the command line, or through the door `do`, refuses a word that nobody has, as `desk.cases` does."""

import json

import pytest


@pytest.mark.parametrize(
    ("option", "word", "meant"), [("category", "food/sensroy", "food/sensory"), ("channel", "hotlin", "hotline")]
)
def test_a_list_by_a_word_that_nobody_has(place, run, option, word, meant):
    """Not an empty list, from which one would think that nothing came."""
    shown = run("case", "list", f"--{option}", word)
    asked = {"get": "cases", "by": "chen", "args": {option: word}}
    answer = run("do", input=json.dumps(asked) + "\n").lines[-1]

    assert (shown.code, shown.out) == (2, "")
    assert f"Did you mean '{meant}'?" in shown.err
    assert answer["error"]["field"] == f"args.{option}"
    assert meant in json.dumps(answer["error"])


def test_why_each_date_of_a_case_is_due_is_printed(numbers, run):
    """Calendar, days and pauses of every deadline, as text and as data. R16"""
    number = numbers["service/delivery-late"]

    shown, data = run("case", "show", number, "--explain"), run("case", "show", number, "--explain", "--json").json

    assert shown.code == 0
    assert data["explanations"].keys() == {one["name"] for one in data["deadlines"]}
    for lines in data["explanations"].values():
        assert lines[0].startswith("Due ")
        assert lines[-1].startswith("Calendar: ")
        assert lines[0] in shown.out
    assert "explanations" not in run("case", "show", number, "--json").json


def test_a_slip_in_the_name_of_a_field_is_refused_with_the_one_that_is_meant(place, run):
    """What stands under a name that no form has is found by no rule."""
    customer = {"name": "王芳", "phone": "13800138000"}
    args = {
        "text": "饭是酸的",
        "channel": "hotline",
        "unit": "no3-school",
        "customer": customer,
        "category": "food/sensory",
    }
    asked = {"do": "receive", "by": "chen", "args": {**args, "fields": {"abnromal": "yes"}}}

    answer = run("do", input=json.dumps(asked) + "\n").lines[-1]

    assert answer["error"]["field"] == "args.fields.abnromal"
    assert "'abnormal'" in json.dumps(answer["error"])
