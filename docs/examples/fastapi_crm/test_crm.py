"""The CRM's own tests: the real app with its lifespan, worker, database and webhooks; no network and no mocks."""

import asyncio
import json
import shutil
import warnings
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from complaintkit_webform import sign
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from crm import create_app

HERE = Path(__file__).parent
SITE = "a key that only we and the website know"
TOKENS = {"token-of-ning": "ning", "token-of-qiao": "qiao", "token-of-yue": "yue"}
SOUR = {"text": "米饭是酸的", "contact": "crm-7", "unit": "harbour-school", "name": "陆小满", "phone": "13800138000"}


@pytest.fixture
def anyio_backend() -> str:
    """The loop that the worker runs in."""
    return "asyncio"


@pytest.fixture
async def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FastAPI]:
    """The CRM in a folder of its own, started and stopped as a server would."""
    monkeypatch.setenv("SITE_FORM_KEY", SITE)
    for name in ("complaintkit.toml", "organisation.toml"):
        shutil.copy(HERE / name, tmp_path)
    app = create_app(tmp_path / "complaintkit.toml", TOKENS.get)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def ning(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """An agent who is signed on."""
    headers = {"Authorization": "Bearer token-of-ning", "Accept-Language": "en"}
    async with AsyncClient(transport=ASGITransport(app), base_url="http://crm", headers=headers) as client:
        yield client


async def opened(client: AsyncClient, key: str = "form-0001", **more: str) -> Response:
    """A complaint, typed in."""
    return await client.post("/complaints", json=SOUR | more, headers={"Idempotency-Key": key})


async def happened(client: AsyncClient) -> list[str]:
    """The feed: what happened to cases."""
    return [one["event"] for one in (await client.get("/events")).json() if one["case"]]


@pytest.mark.anyio
async def test_the_same_form_twice_is_one_complaint(ning: AsyncClient) -> None:
    """A client that got no answer asks again with the same key."""
    first, again = await opened(ning), await opened(ning)

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert (first.json()["owner"], first.json()["customer"]) == ("ning", "陆**")
    assert [case["number"] for case in (await ning.get("/duties")).json()["cases"]] == [first.json()["number"]]


@pytest.mark.anyio
async def test_keys_belong_to_whom_they_are_of(ning: AsyncClient) -> None:
    """Two agents' programs may count from the same number."""
    qiao = {"Authorization": "Bearer token-of-qiao", "Idempotency-Key": "form-0001"}
    hers = await opened(ning)
    his = await ning.post("/complaints", json=SOUR, headers=qiao)

    assert his.json()["number"] != hers.json()["number"]
    assert his.json()["owner"] == "qiao"


@pytest.mark.anyio
async def test_twenty_at_once(ning: AsyncClient) -> None:
    """Requests wait for the database in threads, and the loop goes on."""
    answers = await asyncio.gather(*(opened(ning, f"form-{number:04}") for number in range(20)))

    assert {one.status_code for one in answers} == {201}
    assert len({one.json()["number"] for one in answers}) == 20


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("headers", "status"), [({"Authorization": "Bearer somebody's"}, 401), ({"Idempotency-Key": "short"}, 422)]
)
async def test_who_is_not_signed_on_or_has_no_key(ning: AsyncClient, headers: dict[str, str], status: int) -> None:
    """Nothing gets as far as the desk."""
    answer = await ning.post("/complaints", json=SOUR, headers={"Idempotency-Key": "form-0001"} | headers)

    assert answer.status_code == status
    assert await happened(ning) == []


@pytest.mark.anyio
async def test_a_refusal_says_what_is_wrong_and_with_what(ning: AsyncClient) -> None:
    """In the language of the screen, with the field, and with the place where the typed text was kept."""
    answer = await opened(ning, category="food/sensoryy")

    assert answer.status_code == 422
    assert (answer.json()["code"], answer.json()["field"]) == ("invalid-input", "category")
    assert "Did you mean 'food/sensory'?" in answer.json()["message"]
    assert answer.json()["kept_as"]


@pytest.mark.anyio
async def test_what_is_not_theirs_is_not_there(ning: AsyncClient) -> None:
    """A case that does not exist is a 404; one that somebody else is responsible for says whose it is."""
    form, head = {"severity": "high", "approach": "look", "version": 2}, {"Idempotency-Key": "form-0002"}
    number = (await opened(ning, category="food/sensory")).json()["number"]
    missing = await ning.post("/complaints/NO-SUCH/assessment", json=form, headers=head)
    others = await ning.post(
        f"/complaints/{number}/assessment", json=form, headers=head | {"Authorization": "Bearer token-of-qiao"}
    )

    assert (missing.status_code, others.status_code) == (404, 403)
    assert "ning" in others.json()["message"]


async def step(client: AsyncClient, case: dict[str, Any], what: str, /, **form: object) -> Response:
    """One step more, from the version that was looked at."""
    path, key = f"/complaints/{case['number']}/{what}", f"{what}-of-version-{case['version']}"
    return await client.post(path, json=form | {"version": case["version"]}, headers={"Idempotency-Key": key})


@pytest.mark.anyio
async def test_what_somebody_else_did_meanwhile_is_a_conflict(ning: AsyncClient) -> None:
    """The second of two who looked at the same version is told, and may look again."""
    case = (await opened(ning, category="service/delivery-late")).json()
    first = await step(ning, case, "assessment", severity="normal", approach="ask the driver")
    second = await step(ning, case, "facts", facts="堵车四十分钟")

    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (409, "conflict")


@pytest.mark.anyio
async def test_a_plan_gives_what_the_playbook_proposes(ning: AsyncClient) -> None:
    """What it does not propose can't be given by making an id up; what is beyond an agent is approved first."""
    case = (await opened(ning, category="service/delivery-late")).json()
    case = (await step(ning, case, "assessment", severity="normal", approach="ask the driver")).json()
    case = (await step(ning, case, "facts", facts="堵车四十分钟", root_cause="transport/traffic")).json()
    path = f"/complaints/{case['number']}"
    (proposed,) = (await ning.get(f"{path}/proposals")).json()
    plan = {"what": "提前半小时发车", "who": "shi", "hours": 24, "because": "迟到四十分钟"}
    made_up = await step(ning, case, "plan", **plan, proposals=["p_none"])
    refused = await step(ning, case, "plan", **plan, proposals=[proposed["id"]])

    assert proposed["why"]["en"] == "We came too late. The next delivery costs less."
    assert (made_up.status_code, refused.status_code) == (409, 409)
    assert (refused.json()["code"], refused.json()["approver"]) == ("beyond-authority", "yue")

    asked = {"proposal": refused.json()["proposal"], "note": "老客户"}
    await step(ning, case, "approvals", **asked)
    yue = {"Authorization": "Bearer token-of-yue"}
    (waiting,) = (await ning.get("/duties", headers=yue)).json()["approvals"]
    approved = await ning.put(f"/complaints/{waiting['case']}/approvals/{waiting['id']}", headers=yue)
    offered = await step(ning, approved.json(), "plan", **plan, proposals=[proposed["id"]])

    assert waiting == {"case": case["number"], "id": asked["proposal"], "from": "ning"}
    assert (offered.status_code, offered.json().get("state")) == (200, "plan-offered"), offered.text


def signed(form: dict[str, str], key: str = SITE) -> tuple[bytes, dict[str, str]]:
    """A form as the website's server posts it."""
    body = json.dumps(form).encode()
    return body, sign(body, channel="site", key=key, at=datetime.now(UTC))


@pytest.mark.anyio
async def test_a_signed_form_from_the_website_is_a_complaint_once(ning: AsyncClient) -> None:
    """The website posts again what it got no answer for."""
    body, headers = signed({"id": "web-9", "text": "汤是凉的", "unit": "harbour-school", "phone": "13800138001"})
    first = await ning.post("/hooks/site", content=body, headers=headers)
    again = await ning.post("/hooks/site", content=body, headers=headers)

    assert [first.status_code, again.status_code] == [202, 202]
    assert (await happened(ning)).count("received") == 1


@pytest.mark.anyio
async def test_what_is_not_signed_is_refused(ning: AsyncClient) -> None:
    """A wrong key, a changed byte, a channel that is not there, more than anybody would write."""
    body, headers = signed({"id": "web-9", "text": "x"}, key="a key that somebody else made up")
    forged = await ning.post("/hooks/site", content=body, headers=headers)
    body, headers = signed({"id": "web-9", "text": "x"})
    changed = await ning.post("/hooks/site", content=body.replace(b"x", b"y"), headers=headers)
    unknown = await ning.post("/hooks/nowhere", content=body)
    flood = await ning.post("/hooks/site", content=b"x" * (1024 * 1024 + 1), headers=headers)

    assert [one.status_code for one in (forged, changed, unknown, flood)] == [400, 400, 400, 413]
    assert await happened(ning) == []


@pytest.mark.anyio
async def test_the_worker_says_what_is_to_be_said(ning: AsyncClient, tmp_path: Path) -> None:
    """Without anybody asking, the customer is told; the feed then has it, page by page."""
    number = (await opened(ning, category="food/sensory")).json()["number"]
    async with asyncio.timeout(30):
        while not list((tmp_path / "outbox").glob(f"{number}_*_received.*")):  # noqa: ASYNC110  a folder tells nobody
            await asyncio.sleep(0.1)
    first = (await ning.get("/events", params={"limit": 3})).json()
    rest = (await ning.get("/events", params={"after": first[-1]["position"]})).json()

    assert [one["event"] for one in first] == ["playbook-set", "organisation-set", "received"]
    assert not {one["position"] for one in first} & {one["position"] for one in rest}
    assert (await ning.get("/health")).json() == {"worker": True}


@pytest.mark.anyio
async def test_an_agent_reads_of_their_own_cases(app: FastAPI, ning: AsyncClient) -> None:
    """The feed at the agents' door shows what that agent may see; who has left sees none of it."""
    app.state.sign_on = {"token-of-ning": "ning", "token-of-nobody": "nobody"}.get
    await opened(ning)
    gone = await ning.get("/events", headers={"Authorization": "Bearer token-of-nobody"})

    assert "received" in await happened(ning)
    assert (gone.status_code, gone.json()["field"]) == (422, "by")


@pytest.mark.anyio
async def test_a_dead_worker_is_seen(app: FastAPI, ning: AsyncClient) -> None:
    """Whoever watches the service hears of it before the customers do."""
    app.state.worker.cancel()
    await asyncio.gather(app.state.worker, return_exceptions=True)

    assert (await ning.get("/health")).status_code == 503


@pytest.mark.anyio
async def test_the_schema_is_made_without_a_warning(ning: AsyncClient) -> None:
    """Whoever writes a client reads each operation once."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        paths = (await ning.get("/openapi.json")).json()["paths"]
    assert "/complaints" in paths
