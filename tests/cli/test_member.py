"""`complaintkit member`: the register from the command line: a shop's own file, what they agreed to, what happened. S3.7, S3.9"""

import shutil
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parents[2] / "docs/samples/supermarket-service/organisation.toml"
HEADER = "会员号,姓名,手机,等级,积分,生日,门店,入会日期,办卡人,同意,同意时间"
ROW = "88012,王芳,13800138000,金卡,4200,1990/5/17,park-road,2025-03-01,chen,生日:sms；节日:sms,2025-03-01"


@pytest.fixture
def store(tmp_path, monkeypatch):
    """An empty register."""
    shutil.copy(SAMPLE, tmp_path)
    settings = (
        '[desk]\ndatabase = "sqlite:///desk.db"\nplaybook = "supermarket-service"\norganisation = "organisation.toml"\n'
    )
    (tmp_path / "complaintkit.toml").write_text(settings, "utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def taken(run, store, tmp_path):
    """Takes rows in; returns what the command tells."""

    def take(*rows, encoding="utf-8", more=("--json",)):
        (tmp_path / "members.csv").write_text("\n".join((HEADER, *rows)) + "\n", encoding)
        return run("member", "import", "members.csv", *more)

    return take


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_of_a_shop_is_taken_in(run, taken, encoding):
    """With its own headings, in its own encoding; again it changes nothing. S3.7"""
    for expected in ({"new": 1, "changed": 0, "known": 0}, {"new": 0, "changed": 0, "known": 1}):
        assert taken(ROW, encoding=encoding).json == {**expected, "refused": []}
    [shown] = run("member", "list", "--by", "bai", "--json").json
    assert (shown["customer"]["name"], shown["birthday"], shown["since"]) == ("王*", "05-17", "2025-03-01")
    assert (shown["recruited_by"], shown["via"]) == ("chen", "import")
    assert [(one["kind"], one["medium"]) for one in shown["consents"]] == [("birthday", "sms"), ("festival", "sms")]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (ROW.replace("1990/5/17", "31-12"), "birthday"),
        (ROW.replace("4200", "many"), "points"),
        (ROW.replace("2025-03-01,chen", "yesterday,chen"), "since"),
        (ROW.replace("生日:sms", "生日"), "consents"),
        (ROW.replace("park-road", "nowhere"), "unit"),
        (ROW.replace("chen", "nobody"), "recruited_by"),
    ],
)
def test_a_row_that_can_not_be_is_named_and_the_rest_goes_in(taken, row, field):
    """By its place and its field; with --strict the command says so by its end."""
    done = taken(row, ROW.replace("88012", "88013").replace("13800138000", "13900139000"))
    assert (done.code, done.json["new"]) == (0, 1)
    assert [(one["row"], one["field"]) for one in done.json["refused"]] == [(1, field)]
    assert taken(row, more=("--strict",)).code == 1


@pytest.mark.parametrize("content", [b"name,phone\nx,1\n", b"\xff\xfe\x00\xd8", b""])
def test_what_is_no_register_is_refused_whole(run, store, tmp_path, content):
    """Without a column of numbers nobody can be known."""
    (tmp_path / "other.csv").write_bytes(content)
    refused = run("member", "import", "other.csv")
    assert refused.code != 0
    assert "Traceback" not in refused.err


def test_what_they_agree_to_is_written_down(run, taken):
    """And shown, with what they have and what happened; who left is named so. S3.9"""
    taken(ROW)
    assert "phone" not in run("member", "show", "88012").out
    given = ("--kind", "event", "--medium", "email", "--via", "phone", "--by", "chen")
    assert "event (email)" in run("member", "consent", "88012", *given).out
    shown = run("member", "show", "88012", "--lang", "en").out
    assert "agreed to: event (email, phone)" in shown
    assert "has: Members' prices" in shown
    assert "agreed to event by" in shown
    assert run("member", "withdraw", "88012", "--via", "phone", "--by", "chen").out.strip() == "88012 wants: -."
    assert "no member any more" in run("member", "leave", "88012", "--by", "chen").out
    assert run("member", "list", "--json").json == []
    assert run("member", "show", "99999").code != 0
