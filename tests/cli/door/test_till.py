"""Coupons at the door: looked at, spent once for a sale, given back; their codes are in no answer but that of a look."""

import pytest

SPEND = {"unit": "no3-school", "spend": "50.00 CNY"}


@pytest.fixture
def code(client):
    """A coupon of twenty for what costs thirty or more, settled on the spot."""
    number = client.receive()
    remedy = {"kind": "coupon", "value": "20.00 CNY", "valid_days": 30, "min_spend": "30.00 CNY"}
    settle = {"case": number, "facts": "当场换货", "agreed": "in-person", "remedies": [remedy]}
    answer = client.send(do="settle", by="chen", idempotency_key="k", args=settle)
    assert answer["ok"], answer
    return client.session.desk.case(number, by="chen").coupons[0].code


def redeemed(client, code, sale="S-1", **extra):
    """The answer of a till."""
    return client.send(do="redeem-coupon", by="chen", args={"code": code, "sale": sale, **SPEND}, **extra)


def test_a_look_says_what_it_is_worth(client, code):
    """As often as one likes: nothing is held."""
    answer = client.send(get="check-coupon", by="chen", args={"code": code, **SPEND})
    assert (answer["result"]["value"], answer["result"]["min_spend"]) == ("20.00 CNY", "30.00 CNY")
    assert client.send(get="check-coupon", by="chen", args={"code": code, **SPEND}) == answer


def test_it_is_spent_once(client, code):
    """The sale's number is the key: the same again is replayed, another sale is refused."""
    first, again = redeemed(client, code), redeemed(client, code)
    assert (first["ok"], first["replayed"], first["events"]) == (True, False, ["coupon-redeemed"])
    assert (first["result"]["sale"], first["result"]["value"]) == ("S-1", "20.00 CNY")
    assert (again["replayed"], again["events"], again["result"]) == (True, [], first["result"])
    other = redeemed(client, code, sale="S-2")["error"]
    assert (other["code"], other["data"], other["user_message"]) == (
        "coupon-refused",
        {"reason": "redeemed"},
        "优惠券不能使用：已使用。本次请按无券结账；顾客有疑问的，请转给其投诉的处理人。",
    )
    assert code not in str([first, again, other])


def test_it_is_given_back(client, code):
    """The sale fell through: it can be spent again."""
    redemption = redeemed(client, code)["result"]["id"]
    back = client.do("reverse-redemption", redemption=redemption, reason="退单")
    assert (back["replayed"], back["events"]) == (False, ["redemption-reversed"])
    assert client.do("reverse-redemption", redemption=redemption, reason="退单")["replayed"]
    assert not redeemed(client, code, sale="S-2")["replayed"]


@pytest.mark.parametrize(
    ("args", "field", "code_"),
    [
        ({"code": "ABCD-EFGH-JKLM"}, None, "coupon-refused"),
        ({"spend": 50}, "args.spend", "invalid-input"),
        ({"sale": ""}, "args.sale", "invalid-input"),
        ({"sael": "S-1"}, "args.sael", "invalid-input"),
    ],
)
def test_what_cannot_be_spent_is_refused_by_its_field(client, code, args, field, code_):
    """Nothing is revealed about a code nobody minted."""
    error = client.send(do="redeem-coupon", by="chen", args={"code": code, "sale": "S", **SPEND, **args})["error"]
    assert (error["code"], error["field"]) == (code_, field)


def test_a_version_belongs_to_a_case(client, code):
    """There is none here to be of that version."""
    assert redeemed(client, code, if_version=2)["error"]["field"] == "if_version"
