"""The print shop's process, from outside: meetings on the figures, improvements with a plan, the procedure itself. S2.7, S2.9"""

from __future__ import annotations

from datetime import timedelta

from complaintkit import Decided

DAY = timedelta(days=1)


# ---- S2.7 -----------------------------------------------------------------------------------------------------------
def test_s2_7_improvements_have_a_plan(shop):
    """S2.7: at the monthly meeting of all staff: what, who, by when; done with evidence, and seen by everybody."""
    shop.desk.run_due()
    shop.later(days=9)
    review = next(one for one in shop.desk.tasks.list(by="zhao", kind="review") if one.about["rule"] == "monthly")

    shop.desk.reviews.hold(
        review,
        by="zhao",
        present=["zhao", "li", "wu"],
        minutes="偏色投诉三起，都是校色文件",
        decisions=[Decided("每天开机校色", who="wu", due=7 * DAY, category="printing/colour")],
    )

    (action,) = shop.desk.tasks.list(by="wu", kind="action")
    assert (action.owner, action.about["category"], action.source) == ("wu", "printing/colour", review.number)
    action = shop.desk.actions.finish(action, by="wu", evidence="校色记录已贴在机器旁")
    assert not shop.desk.actions.confirm(action, by="zhao").open


# ---- S2.9 -----------------------------------------------------------------------------------------------------------
def test_s2_9_the_procedure_itself_is_evaluated(shop):
    """S2.9: every quarter, by the manager; one that is not held is on record."""
    shop.desk.run_due()
    shop.later(days=40)
    review = next(one for one in shop.desk.tasks.list(by="zhao", kind="review") if one.about["rule"] == "procedure")
    assert (review.owner, review.period) == ("zhao", "2026-Q4")
    points = shop.desk.reviews.agenda(review, by="zhao").points
    assert {"timeliness-per-person", "satisfaction", "improvements"} <= set(points)

    held = shop.desk.reviews.hold(
        review, by="zhao", present=["zhao", "li"], minutes="流程不变，回访改为电话优先", decisions=[]
    )

    assert held.state == "held"


def test_s2_9_what_staff_propose_is_evaluated(shop):
    """S2.9: an idea of whoever stands at the printers is decided on by the manager, and becomes somebody's task."""
    idea = shop.desk.ideas.have("打样一律用标准光源看", by="wu", category="printing/colour")
    assert idea.owner == "zhao"

    shop.desk.ideas.adopt(
        idea, by="zhao", reason="偏色投诉多", decisions=[Decided("购置标准光源灯箱", who="wu", due=14 * DAY)]
    )

    (action,) = shop.desk.tasks.list(by="zhao", kind="action")
    assert (action.owner, action.source) == ("wu", idea.number)
