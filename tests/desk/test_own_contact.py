"""A customer's contact is theirs: nobody who has the case is asked, and answers, in their place. R2, R9"""

import pytest

from complaintkit import Customer, InvalidInput
from complaintkit.model.customer import Contact

SPELLED = ["13900000022", "+86 139 0000 0022", "１３９００００００２２", "139-0000-0022转1"]  # sun's


def customer(phone):
    """Somebody with a telephone."""
    return Customer(name="王芳", phone=phone)


@pytest.mark.parametrize("phone", SPELLED)
def test_nobody_takes_a_complaint_down_under_their_own_number(desk, phone):
    """However it is spelled, also where somebody else types it in: the survey's link would come to them."""
    for by, heard in (("sun", None), ("luo", "sun")):
        with pytest.raises(InvalidInput) as refused:
            desk.receive(
                "饭是酸的", by=by, received_by=heard, channel="hotline", unit="softpark", customer=customer(phone)
            )
        assert refused.value.field == "customer.contacts"
        assert phone not in str(refused.value)


@pytest.mark.parametrize("verb", ["correct", "register"])
def test_nobody_puts_their_own_number_in_later(desk, verb):
    """Neither whoever corrects it nor for whoever has the case."""
    case = desk.receive("饭是酸的", by="sun", channel="hotline", unit="softpark", customer=customer("13800138000"))
    mine = {"customer": customer("139 0000 0022")}

    with pytest.raises(InvalidInput):
        desk.correct(case, by="sun", reason="换了号码", **mine) if verb == "correct" else desk.register(
            case, by="sun", **mine
        )

    assert desk.case(case, by="sun").customer.contacts == (Contact("phone", "138****8000"),)


def test_a_colleague_takes_down_what_somebody_who_works_here_complains_of(desk):
    """They buy here, too."""
    case = desk.receive(
        "饭是酸的",
        by="chen",
        channel="hotline",
        unit="softpark",
        customer=customer("139 0000 0022"),
        category="food/sensory",
    )

    assert case.owner == "chen"
