"""Tables at every width: nothing that names something is cut, no line is wider than the terminal, a file gets everything."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from complaintkit import Customer, Desk
from complaintkit.cli.views.output import print_table
from tests.houses import HOUSES

NUMBER = "RIVER-STREET-261121-001"
LONG = "顾客说货架上的铁皮划破了羽绒服，要求赔偿" * 10
COLUMNS = ("number", "received", "owner", "text", "due")
ROWS = [(NUMBER, "2026-11-21 10:00", "赵敏", LONG, "2026-11-25 18:00"), ("A", "2026-11-21 10:00", "", "short", None)]


def shown(capsys, width, monkeypatch, **how):
    """What is printed on lines of this width; of none where nobody says."""
    if width:
        monkeypatch.setenv("COLUMNS", str(width))
    print_table(COLUMNS, ROWS, **how)
    return capsys.readouterr().out


@pytest.mark.parametrize(
    "how", [{"cut": ("text",)}, {"wrap": ("text",)}, {"cut": ("text",), "spare": ("owner", "received")}]
)
@pytest.mark.parametrize("width", [36, 40, 60, 80, 120, 200])
def test_numbers_and_dates_are_whole_at_every_width(capsys, monkeypatch, width, how):
    """What does not fit beside each other stands below each other: only what may be cut is cut, and no line is too wide."""
    out = shown(capsys, width, monkeypatch, **how)

    assert NUMBER in out
    assert "2026-11-25 18:00" in out
    assert max(map(cell_len, out.splitlines())) <= width


@pytest.mark.parametrize("how", [{"cut": ("text",)}, {"wrap": ("text",)}, {"spare": ("owner",)}])
def test_a_file_or_a_pipe_gets_everything(capsys, monkeypatch, how):
    """No column is left out and nothing cut where there is no terminal; a long text is wrapped, so that lines can be read."""
    out = shown(capsys, None, monkeypatch, **how)

    assert "owner" in out
    assert out.count("货") == LONG.count("货")
    if "spare" not in how:
        assert max(map(cell_len, out.splitlines())) < 200


@pytest.mark.parametrize("width", range(48, 100, 4))
def test_a_number_in_a_wrapped_text_is_in_one_piece(capsys, monkeypatch, width):
    """What a duty says names its case: that can be copied, too."""
    monkeypatch.setenv("COLUMNS", str(width))

    print_table(
        ("due", "number", "to do"), [("2026-11-21 10:00", NUMBER, f"首次处理 {NUMBER}：{LONG}")], wrap=("to do",)
    )

    assert capsys.readouterr().out.count(NUMBER) == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", ["40", "80", "120"])
@pytest.mark.parametrize("command", [("case", "list"), ("duties", "chen"), ("register",)])
def test_a_clerk_can_type_the_number_that_a_list_shows(run, tmp_path, monkeypatch, width, lang, command):
    """On a telephone, a till and a desk: the number of each case stands there in full."""
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", playbook="supermarket", organisation=HOUSES["supermarket"]) as desk:
        case = desk.receive(
            "货架上的铁皮划破了我的羽绒服，要求赔偿",
            by="chen",
            channel="service-desk",
            unit="river-street",
            customer=Customer(name="王芳", phone="13800138000"),
        )
    monkeypatch.setenv("COLUMNS", width)

    out = run(*command, "--db", f"sqlite:///{tmp_path}/desk.db", "--lang", lang).out

    assert case.number in out
    assert max(map(cell_len, out.splitlines())) <= int(width)
