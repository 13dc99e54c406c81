"""`complaintkit playbook handbook`: the procedure as a document, printed or written to a file. S2.10"""

from xml.etree import ElementTree as ET

import pytest

OURS = """
schema = 1
name = "ours"
version = "1"
extends = "print-shop"
base = "2026.11"
title = { zh = "我们的流程", en = "Our way" }
authority.counter.per-case = 17
"""


@pytest.mark.parametrize(("lang", "word"), [("zh-CN", "流程总览"), ("en", "At a glance")])
def test_it_is_printed_as_markdown(run, lang, word):
    """Where nothing else is asked for, in the language asked for."""
    shown = run("playbook", "handbook", "canteen-delivery", "--lang", lang)

    assert shown.code == 0
    assert f"## {word}" in shown.out
    assert "```mermaid" in shown.out


def test_the_name_of_the_file_says_what_it_is(run, tmp_path):
    """`.html` is a page, which says its language."""
    shown = run("playbook", "handbook", "canteen-delivery", "--lang", "zh", "--out", "wall.html")
    page = ET.fromstring((tmp_path / "wall.html").read_text("utf-8"))  # noqa: S314  of our own making

    assert shown.out == "团餐配送客户投诉处理方案：wall.html\n"
    assert page.attrib["lang"] == "zh"
    assert page.find(".//figure") is not None


def test_what_was_asked_for_goes_before_the_name(run, tmp_path):
    """`--format` decides."""
    run("playbook", "handbook", "print-shop", "--format", "html", "--out", "wall.txt")

    assert (tmp_path / "wall.txt").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_a_file_of_ones_own(run, tmp_path):
    """With what it changes, and what it extends."""
    (tmp_path / "ours.toml").write_text(OURS, "utf-8")
    shown = run("playbook", "handbook", "./ours.toml", "--lang", "en").out

    assert shown.startswith("# Our way")
    assert "- Extends: print-shop 2026.11" in shown
    assert "17.00 CNY" in shown


@pytest.mark.parametrize("name", ["nowhere", "./nowhere.toml"])
def test_a_playbook_that_is_not_there(run, name):
    """One clear message."""
    shown = run("playbook", "handbook", name)

    assert shown.code == 2
    assert "Traceback" not in shown.err


def test_a_folder_that_is_not_there(run):
    """It is said where it can't be written; nothing is made up."""
    shown = run("playbook", "handbook", "print-shop", "--out", "no/such/folder/wall.html")

    assert shown.code == 2
    assert "can't be written" in shown.err
