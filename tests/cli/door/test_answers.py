"""Frequent questions at the door: proposed and approved as tasks are, then offered to whoever has the question. S3.2, R20"""

import pytest

ASKED = {"channel": "hotline", "unit": "no3-school", "kind": "inquiry", "category": "other"}


@pytest.fixture
def entry(client):
    """An approved entry; its number."""
    given = {"answer": "提前一天致电热线", "language": "zh"}
    opened = client.send(
        do="open-task", by="chen", args={"kind": "answer", "what": "清真餐怎么订？", "who": "fang", "given": given}
    )
    assert opened["ok"], opened
    number = opened["task"]["number"]
    assert client.send(do="step-task", by="fang", args={"task": number, "step": "approve"})["ok"]
    return number


@pytest.mark.parametrize("args", [{}, {"text": "我们想订清真餐"}, {"language": "zh", "limit": 1}])
def test_the_handbook_is_read_or_searched(client, entry, args):
    """By everybody who works here, in whatever words. S3.2"""
    [found] = client.send(get="answers", by="chen", args=args)["result"]
    assert (found["number"], found["answer"]) == (entry, "提前一天致电热线")


def test_what_fits_nothing_finds_nothing(client, entry):
    """Of another language neither; a stranger is told so. S3.2, R20"""
    assert client.send(get="answers", by="chen", args={"text": "停车场收费吗"})["result"] == []
    assert client.send(get="answers", by="chen", args={"language": "en"})["result"] == []
    assert client.send(get="answers", by="nobody")["error"]["code"] == "invalid-input"


def test_what_fits_a_case_is_offered(client, entry):
    """To whoever has it before them; one that there is not is not found. S3.2, R20"""
    args = {**ASKED, "text": "孩子是回族，清真餐怎么订", "customer": {"name": "王芳", "phone": "13800138000"}}
    case = client.send(do="receive", by="chen", args=args)["case"]["number"]
    [found] = client.send(get="answers", by="chen", args={"case": case})["result"]
    assert found["number"] == entry
    assert client.send(get="answers", by="chen", args={"case": "QINGHE-261121-999"})["error"]["code"] == "not-found"
