"""The canteens, from outside: complaints are studied, improvements done and judged; what rises is answered. S4.4, S4.11"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Decided, NotAllowed

DAY = timedelta(days=1)


def test_s4_4_complaints_are_studied_and_the_process_improved(canteen, receive, investigate):
    """S4.4: a monthly meeting decides by what they come from; it is done with evidence, judged later, done again if need be."""
    investigate(receive())
    canteen.desk.run_due()
    canteen.later(days=12)
    review = canteen.desk.tasks.list(by="fang", kind="review")[0]
    canteen.desk.reviews.hold(
        review,
        by=review.owner,
        present=[review.owner, "dong"],
        minutes="米饭变质来自保温箱",
        decisions=[Decided("更换老旧保温箱", who="dong", due=20 * DAY, cause="storage")],
    )
    (action,) = canteen.desk.tasks.list(by="dong", kind="action")
    assert (action.about["cause"], action.source) == ("storage", review.number)
    action = canteen.desk.actions.finish(action, by="dong", evidence="已换20个", check_at=30 * DAY)
    with pytest.raises(NotAllowed):
        canteen.desk.actions.confirm(action, by="dong")

    action = canteen.desk.actions.reopen(action, by="fang", reason="西区还有旧箱", until=10 * DAY)
    action = canteen.desk.actions.finish(action, by="dong", evidence="全部更换")

    assert not canteen.desk.actions.confirm(action, by="fang").open


# ---- S4.11 ----------------------------------------------------------------------------------------------------------
def test_s4_11_for_a_tendency_measures_are_taken_in_time(canteen, receive, usual_weeks):
    """S4.11: what rises is found the next night, told with its cases, and answered with who does what by when."""
    usual_weeks(canteen, lambda: receive("service/attitude"), lambda: receive("food/sensory"))
    numbers = {receive("food/sensory").number for _ in range(15)}
    canteen.later(days=1)
    found = next(one for one in canteen.desk.tasks.list(by="fang", kind="tendency") if numbers <= set(one.cases))
    assert found.about["category"].startswith("food")

    decided = [Decided("保温箱出车前测温", who="dong", due=3 * DAY)]
    answered = canteen.desk.tendencies.answer(found, by=found.owner, decisions=decided)

    assert answered.state == "answered"
    assert canteen.desk.tasks.list(by="dong", kind="action")[0].source == found.number
