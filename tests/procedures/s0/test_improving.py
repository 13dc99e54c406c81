"""The supermarket, from outside: meetings, ideas of staff, what is decided carried out and judged; latent problems. S0.11, S0.13"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Decided, NotAllowed

DAY = timedelta(days=1)


@pytest.fixture
def review(store):
    """November's meeting, which the worker opened when the month had ended."""
    store.desk.run_due()
    store.later(days=9)
    (one,) = store.desk.tasks.list(by="xu", kind="review", unit="river-street")
    return one


def test_s0_11_a_meeting_is_owed_each_month(store, review):
    """S0.11: of each store, by the head of the committee, within ten days; one that is not held is late on record."""
    assert (review.owner, review.period) == ("xu", "2026-11")
    assert review in store.desk.duties("xu").tasks

    store.later(days=12)

    assert store.desk.tasks.show(review, by="xu").is_late


def test_s0_11_what_it_decides_is_carried_out_and_judged(store, review):
    """S0.11: who was there, the minutes, and each decision with who and by when: done with evidence, judged from above."""
    held = store.desk.reviews.hold(
        review,
        by="xu",
        present=["xu", "wei", "ding"],
        minutes="牛奶投诉上升，断点在卸货区",
        decisions=[Decided("卸货区装冷帘", who="wei", due=20 * DAY, category="product-quality/food")],
    )
    (action,) = store.desk.tasks.list(by="wei", kind="action")
    assert (held.state, action.source, action.owner) == ("held", review.number, "wei")

    action = store.desk.actions.finish(action, by="wei", evidence="冷帘已装，照片存档")
    with pytest.raises(NotAllowed):
        store.desk.actions.confirm(action, by="wei")

    assert not store.desk.actions.confirm(action, by="xu", remark="投诉下降").open


def test_s0_11_what_staff_propose_is_decided_and_told(store):
    """S0.11: anybody on the floor has an idea; whoever answers for the store adopts it with a reason, and they hear of it."""
    idea = store.desk.ideas.have("冷柜旁放温度登记表", by="wei", category="product-quality/food")
    assert idea.owner != "wei"
    assert idea in store.desk.duties(idea.owner).tasks

    decided = store.desk.ideas.adopt(idea, by=idea.owner, reason="下周起执行")

    assert (decided.state, decided.open) == ("adopted", False)
    assert "已采纳" in store.told("wei")["task-stepped"]


# ---- S0.13 ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("rule", "items"), [("service", ("desk", "checkout")), ("shelves", ("dates", "labels"))])
def test_s0_13_a_round_says_what_to_look_at(store, rule, items):
    """S0.13: before a customer finds it: records, queues, dates, labels: listed, in both languages."""
    listed = store.desk.playbook(by="xu").checks[rule].items
    assert set(items) <= set(listed)
    assert all(one["zh"] and one["en"] for one in listed.values())


def test_s0_13_latent_problems_are_found(store, receive, usual_weeks):
    """S0.13: what comes up more often than it used to, though each case by itself is small, is told with its cases."""
    usual_weeks(
        store, lambda: receive("price/label", fields={"label-price": "9.90"}), lambda: receive("service/waiting")
    )
    numbers = {receive("service/waiting").number for _ in range(15)}

    store.later(days=1)

    told = store.desk.tasks.list(by="xu", kind="tendency", unit="river-street")
    found = next(one for one in told if one.about == {"category": "service/waiting"})
    assert found.owner == "xu"
    assert numbers <= set(found.cases)
