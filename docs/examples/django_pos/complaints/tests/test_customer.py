"""The page behind the link in the SMS: looking changes nothing, answers are POSTed, a wrong link tells nothing."""

import re
from datetime import timedelta
from http import HTTPStatus

from django.core.management import call_command
from django.test import Client

from complaintkit import Case, Customer, Measure, Money, Remedy
from complaints.desk import desk

from .case import CounterTestCase


class CustomerPageTest(CounterTestCase):
    """What customers do."""

    def setUp(self) -> None:
        """A plan was offered, and the worker has sent the link."""
        super().setUp()
        case = desk().receive(
            "牛奶是酸的",
            by="amy",
            channel="service-desk",
            unit="lakeside",
            customer=Customer(name="韩梅", phone="13800138000"),
            category="service/waiting",
        )
        case = desk().assess(case, by="amy", severity="normal", approach="看排班")
        case = desk().record_facts(case, by="amy", facts="只开了一个收银台", root_cause="staff/shortage")
        self.case = desk().offer_plan(
            case,
            by="amy",
            measures=[Measure("周末加开两个收银台", who="jiang", due=timedelta(days=3))],
            remedies=[Remedy.coupon(Money(10, "CNY"), valid_days=30)],
            decisions={"1": ("upheld", "属实")},
            follow_up=timedelta(days=3),
        )
        call_command("complaints_worker", "--once")
        self.page = self.link("plan-offered")
        self.browser = Client(enforce_csrf_checks=True, headers={"accept-language": "zh-CN"})

    def link(self, message: str) -> str:
        """The path of the page, as the customer's telephone shows it."""
        (said,) = self.outbox(f"{self.case.number}_*_{message}.txt")
        found = re.search(r"https://pos\.example(/c/\S+)", said)
        assert found, said
        return found[1]

    def post(self, **form: str) -> int:
        """A form of the page, sent with its CSRF token."""
        page = self.browser.get(self.page).content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        return self.browser.post(self.page, form | {"csrfmiddlewaretoken": token[1]}).status_code

    def now(self) -> Case:
        """The case as it stands."""
        return desk().case(self.case, by="amy")

    def test_the_page_shows_where_it_stands(self) -> None:
        """In words, with all of the plan, and nothing that staff think of it."""
        page = self.browser.get(self.page).content.decode()

        assert self.case.number in page
        assert "周末加开两个收银台" in page
        assert "优惠券10元" in page
        assert "只开了一个收银台" not in page
        assert "no-store" in self.browser.get(self.page).headers["cache-control"]

    def test_following_the_link_answers_nothing(self) -> None:
        """Messengers and virus scanners do that, with GET and HEAD, as often as they like."""
        before = self.now().version
        for _ in range(3):
            self.browser.get(self.page, {"answer": "yes", "what": "plan"})
            self.browser.head(self.page)

        assert self.now().version == before

    def test_agreed_on_the_page(self) -> None:
        """As the customer, not as told to anybody; afterwards the page asks nothing more."""
        assert self.case.plan
        assert self.post(what="plan", plan=self.case.plan.id, answer="yes") == HTTPStatus.FOUND
        assert self.now().state == "executing"
        assert 'name="answer"' not in self.browser.get(self.page).content.decode()

    def test_refused_with_a_reason(self) -> None:
        """What the customer writes beside the answer is on the case."""
        assert self.case.plan
        assert 'name="remark"' in self.browser.get(self.page).content.decode()
        self.post(what="plan", plan=self.case.plan.id, answer="no", remark="要当面道歉")
        assert (self.now().state, self.now().cycle) == ("investigating", 2)
        assert any(
            "要当面道歉" in str(one.said) for one in desk().timeline_in_words(self.case, by="amy", language="zh")
        )

    def test_the_second_answer_is_told(self) -> None:
        """Another tab, a minute later."""
        assert self.case.plan
        self.post(what="plan", plan=self.case.plan.id, answer="yes")
        assert self.post(what="plan", plan=self.case.plan.id, answer="no") == HTTPStatus.CONFLICT
        assert self.now().state == "executing"

    def test_satisfied_or_not(self) -> None:
        """The page asks when it is settled, and once; both scores are the customer's own."""
        assert self.case.plan
        assert 'value="survey"' not in self.browser.get(self.page).content.decode()
        self.post(what="plan", plan=self.case.plan.id, answer="yes")
        for measure in self.now().measures:
            desk().do_measure(self.case, by=measure.who, measure=measure.id)
        desk().resolve(
            self.case, by="amy", result="周五起加开", apology=True, decisions={"1": ("upheld", "只开了一个收银台")}
        )

        assert 'value="survey"' in self.browser.get(self.page).content.decode()
        assert self.post(what="survey", outcome="5", process="4") == HTTPStatus.FOUND
        assert 'value="survey"' not in self.browser.get(self.page).content.decode()
        survey = self.now().survey
        assert survey is not None
        assert (survey.outcome, survey.process, survey.answered_by) == (5, 4, "customer")

    def test_a_word_more(self) -> None:
        """What they say reaches whoever is responsible."""
        assert self.post(what="say", text="最好周五晚上也开") == HTTPStatus.FOUND
        assert [one.text for one in self.now().entries if one.kind == "said"] == ["最好周五晚上也开"]

    def test_what_can_not_be_read_is_no_answer(self) -> None:
        """Neither a form without an answer nor one of another kind is taken for a yes."""
        assert self.case.plan
        before = self.now().version

        assert self.post(what="plan", plan=self.case.plan.id, answer="perhaps") == HTTPStatus.BAD_REQUEST
        assert self.post(what="survey", outcome="6", process="1") == HTTPStatus.BAD_REQUEST
        assert self.post(what="settle") == HTTPStatus.BAD_REQUEST
        assert self.now().version == before

    def test_a_form_of_another_site_is_refused(self) -> None:
        """The token in the address is no excuse for leaving the other one out."""
        assert self.browser.post(self.page, {"what": "withdraw"}).status_code == HTTPStatus.FORBIDDEN

    def test_a_wrong_link_tells_nothing(self) -> None:
        """The same words for a token that never was and for one that has ended."""
        answer = self.browser.get("/c/not-a-token")

        assert answer.status_code == HTTPStatus.NOT_FOUND
        assert self.case.number not in answer.content.decode()
