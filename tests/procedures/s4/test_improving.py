"""The canteens' plan, from outside: complaints are studied, and what is improved is done and judged. S4.4"""

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
