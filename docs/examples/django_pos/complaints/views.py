"""A complaint opened at the counter from a sale, worked at the counter, and the page behind the link in the SMS."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from complaintkit import (
    BeyondAuthority,
    Case,
    ComplaintKitError,
    CustomerDoor,
    InvalidInput,
    Money,
    NotFound,
    NotResponsible,
    Remedy,
)

from .desk import desk
from .forms import AssessForm, OpenForm, PlanForm, SayForm, SettleForm, SurveyForm
from .models import Sale
from .translate import CURRENCY, customer_of, purchase_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
STATUS: dict[type[ComplaintKitError], HTTPStatus] = {
    InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFound: HTTPStatus.NOT_FOUND,
    NotResponsible: HTTPStatus.FORBIDDEN,
}


# ---- what every view needs ----------------------------------------------------------------------------------------------
def staff(request: HttpRequest) -> str:
    """The POS's user names are the staff ids of organisation.toml."""
    return request.user.get_username()


def language() -> str:
    """The one the screen is in."""
    return get_language() or "zh-CN"


def status_of(error: ComplaintKitError) -> HTTPStatus:
    """What HTTP says of a refusal: try again, or do something else."""
    if error.retry != "no":
        return HTTPStatus.SERVICE_UNAVAILABLE
    return STATUS.get(type(error), HTTPStatus.CONFLICT)


def with_refusals(view: View[P]) -> View[P]:
    """Refusals as JSON: a stable code for the till's script, a sentence for the person at the counter."""

    @wraps(view)
    def shown_or_refused(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ComplaintKitError as error:
            body = {"code": error.code, "message": error.user_message(language()), "kept_as": error.kept_as}
            if isinstance(error, InvalidInput):
                body["field"] = error.field
            return JsonResponse(body, status=status_of(error))

    return shown_or_refused


def unusable(form: forms.Form) -> JsonResponse:
    """A form that its own browser would not have sent."""
    return JsonResponse({"code": "form", "errors": form.errors.get_json_data()}, status=HTTPStatus.BAD_REQUEST)


def shown(case: Case, request: HttpRequest) -> JsonResponse:
    """A case as the counter shows it: the customer masked, the buttons as far as this person may press them."""
    due = case.next_deadline
    return JsonResponse(
        {
            "number": case.number,
            "version": case.version,
            "state": case.state,
            "owner": case.owner,
            "customer": case.customer.label,
            "similar": case.similar,
            "missing": case.missing,
            "due": due and due.due_at.isoformat(),
            "coupons": [coupon.code for coupon in case.coupons],
            "buttons": sorted(desk().allowed(case, by=staff(request))),
        }
    )


# ---- at the counter -----------------------------------------------------------------------------------------------------
@require_POST
@login_required
@with_refusals
def open_from_sale(request: HttpRequest, receipt: str) -> HttpResponse:
    """Take a complaint about a sale in.

    The desk commits in its own database, before ours. If this process dies between the two, the same form sent again
    gives the same case, and what nobody sends again is linked in the night (`complaints_nightly`).
    """
    sale = get_object_or_404(Sale.objects.select_related("shop", "card"), receipt=receipt)
    form = OpenForm(request.POST)
    if not form.is_valid():
        return unusable(form)
    said = form.cleaned_data
    token = f"pos:{sale.shop.code}:{said['token']}"
    case = desk().receive(
        said["text"],
        by=staff(request),
        channel="service-desk",
        unit=sale.shop.code,
        customer=customer_of(sale, name=said["name"], phone=said["phone"], elderly=said["elderly"]),
        purchase=purchase_of(sale),
        category=said["category"] or None,
        wanted=said["wanted"] or None,
        external_id=token,
        idempotency_key=token,
    )
    sale.complaints.get_or_create(number=case.number)
    return shown(case, request)


@require_POST
@login_required
@with_refusals
def assess(request: HttpRequest, number: str) -> HttpResponse:
    """How bad it is. What somebody else did since the form was shown is a conflict, not a surprise."""
    form = AssessForm(request.POST)
    if not form.is_valid():
        return unusable(form)
    said = form.cleaned_data
    case = desk().assess(
        number,
        by=staff(request),
        severity=said["severity"],
        approach=said["approach"],
        if_version=said["version"],
        idempotency_key=f"pos:{said['token']}",
    )
    return shown(case, request)


@require_POST
@login_required
@with_refusals
def settle(request: HttpRequest, number: str) -> HttpResponse:
    """Put right on the spot. What is beyond this person goes to whoever may promise it, and nothing is promised yet."""
    form = SettleForm(request.POST)
    if not form.is_valid():
        return unusable(form)
    said, by = form.cleaned_data, staff(request)
    coupon = [Remedy.coupon(Money(said["coupon"], CURRENCY), valid_days=60)] if said["coupon"] else []
    try:
        case = desk().settle(
            number,
            by=by,
            facts=said["facts"],
            agreed="in-person",
            apology=True,
            remedies=coupon,
            if_version=said["version"],
            idempotency_key=f"pos:{said['token']}",
        )
    except BeyondAuthority as error:
        desk().ask_approval(
            number, by=by, proposal=error.proposal, note=said["facts"], idempotency_key=f"pos:{said['token']}:ask"
        )
        raise
    return shown(case, request)


# ---- the customer's own page --------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def customer(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the SMS; the token is the proof. GET only shows: messengers and virus scanners follow links, too."""
    try:
        door = desk().customer(token)
        if request.method != "POST":
            return render(request, "complaints/status.html", {"door": door})
        if act(door, request):
            return redirect("customer", token)  # reloading the page answers nothing again
        problem, status = "请检查填写的内容。", HTTPStatus.BAD_REQUEST
    except ComplaintKitError as error:
        problem, status = error.user_message(language()), status_of(error)
    return render(request, "complaints/status.html", {"problem": problem}, status=status)


def act(door: CustomerDoor, request: HttpRequest) -> bool:
    """Do what the customer's form says; False where it can't be read."""
    match request.POST.get("what"):
        case "plan" if (form := PlanForm(request.POST)).is_valid():
            said = form.cleaned_data
            door.answer_plan(said["plan"], accepted=said["answer"] == "yes", remark=said["remark"] or None)
        case "survey" if (survey := SurveyForm(request.POST)).is_valid():
            said = survey.cleaned_data
            door.answer_survey(outcome=said["outcome"], process=said["process"], remark=said["remark"] or None)
        case "say" if (words := SayForm(request.POST)).is_valid():
            door.say(words.cleaned_data["text"])
        case "withdraw":
            door.withdraw()
        case _:
            return False
    return True
