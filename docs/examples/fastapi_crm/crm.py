"""A CRM in FastAPI: what agents do, what providers send, a feed of changes, and the worker in the same process.

SITE_FORM_KEY=... CRM_AGENTS='{"a-token": "ning"}' uvicorn crm:app
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Self

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

from complaintkit import (
    BeyondAuthority,
    Case,
    ComplaintKitError,
    Customer,
    Decision,
    Desk,
    Envelope,
    IntakeRejected,
    InvalidInput,
    Measure,
    NotFound,
    NotResponsible,
)

LARGEST = 1024 * 1024  # bytes that a provider may send at once
SignOn = Callable[[str], str | None]
routes = APIRouter()


# ---- one desk, one worker, from start to stop ---------------------------------------------------------------------------
def create_app(config: Path, sign_on: SignOn) -> FastAPI:
    """The CRM. `sign_on` says whose a bearer token is: the desk trusts what it is given as `by`."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.sign_on = sign_on
        app.state.desk = desk = await asyncio.to_thread(Desk.open, config=config)
        app.state.worker = worker = asyncio.create_task(desk.work())
        try:
            yield
        finally:
            worker.cancel()  # what is just being sent gets a moment to end
            await asyncio.gather(worker, return_exceptions=True)
            await asyncio.to_thread(desk.close)

    app = FastAPI(title="CRM", lifespan=lifespan)
    app.include_router(routes)
    app.add_exception_handler(ComplaintKitError, refused)
    return app


# ---- who asks, and what for ---------------------------------------------------------------------------------------------
async def the_desk(request: Request) -> Desk:
    """The desk of this process."""
    desk: Desk = request.app.state.desk
    return desk


async def agent(request: Request, given: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> str:
    """The staff id behind the CRM's own sign-on."""
    sign_on: SignOn = request.app.state.sign_on
    if (staff := sign_on(given.credentials)) is None:
        raise HTTPException(401, "Sign on again.")
    return staff


async def key(by: Annotated[str, Depends(agent)], idempotency_key: Annotated[str, Header(min_length=8)]) -> str:
    """The same request again is the same deed; nobody else's key can be in its way."""
    return f"crm:{by}:{idempotency_key}"


TheDesk = Annotated[Desk, Depends(the_desk)]
Agent = Annotated[str, Depends(agent)]
Key = Annotated[str, Depends(key)]


# ---- refusals -----------------------------------------------------------------------------------------------------------
async def refused(request: Request, error: Exception) -> Response:
    """Every refusal has a stable code for programs and a sentence for the person at the screen."""
    assert isinstance(error, ComplaintKitError)
    body: dict[str, object] = {
        "code": error.code,
        "message": error.user_message(request.headers.get("accept-language", "zh-CN")),
        "kept_as": error.kept_as,
    }
    if isinstance(error, InvalidInput):
        body["field"] = error.field
    if isinstance(error, BeyondAuthority):
        body |= {"left": str(error.left), "approver": error.approver, "proposal": error.proposal}
    again = {} if error.retry == "no" else {"Retry-After": "2"}  # with the same Idempotency-Key
    return JSONResponse(body, 503 if again else status_of(error), headers=again)


def status_of(error: ComplaintKitError) -> int:
    """What HTTP says of it."""
    match error:
        case IntakeRejected():
            return {"too-large": 413, "too-many": 429}.get(error.reason, 400)
        case NotResponsible():
            return 403
        case NotFound():
            return 404
        case InvalidInput():
            return 422
        case _:
            return 409


# ---- complaints ---------------------------------------------------------------------------------------------------------
class NewComplaint(BaseModel):
    """What an agent heard; `contact` is the CRM's own id of the caller."""

    text: str
    contact: str
    unit: str
    name: str | None = None
    phone: str | None = None
    category: str | None = None


class Assessment(BaseModel):
    """`version` is the one the agent looked at: what somebody else did in between is a conflict, not a surprise."""

    severity: str
    approach: str
    version: int


class Facts(BaseModel):
    """What was found out; `root_cause` in a word, for analysis."""

    facts: str
    root_cause: str | None = None
    version: int


class NewPlan(BaseModel):
    """What is done by whom within how many hours; `proposals` are ids of what may be given."""

    what: str
    who: str
    hours: int
    because: str
    proposals: list[str] = []
    version: int


class Approval(BaseModel):
    """`proposal` is the one that the refusal named."""

    proposal: str
    note: str | None = None


class CaseOut(BaseModel):
    """A case as the CRM shows it."""

    number: str
    version: int
    state: str
    owner: str
    customer: str
    due_at: datetime | None

    @classmethod
    def of(cls, case: Case) -> Self:
        """The customer masked, as the desk gives them."""
        due = case.next_deadline
        return cls(
            number=case.number,
            version=case.version,
            state=case.state,
            owner=case.owner,
            customer=case.customer.label,
            due_at=due.due_at if due else None,
        )


# A plain `def` runs in a thread: the desk, which waits for its database, is at home there.
@routes.post("/complaints", status_code=201)
def open_complaint(form: NewComplaint, desk: TheDesk, by: Agent, key: Key) -> CaseOut:
    """Take a complaint in; the agent is responsible until somebody else has accepted it."""
    customer = Customer(name=form.name, phone=form.phone, reference=form.contact)
    case = desk.receive(
        form.text,
        by=by,
        channel="crm",
        unit=form.unit,
        customer=customer,
        category=form.category,
        idempotency_key=key,
    )
    return CaseOut.of(case)


@routes.post("/complaints/{number}/assessment")
def assess(number: str, form: Assessment, desk: TheDesk, by: Agent, key: Key) -> CaseOut:
    """How bad it is, and how it will be gone about."""
    case = desk.assess(
        number, by=by, severity=form.severity, approach=form.approach, if_version=form.version, idempotency_key=key
    )
    return CaseOut.of(case)


@routes.post("/complaints/{number}/facts")
def record_facts(number: str, form: Facts, desk: TheDesk, by: Agent, key: Key) -> CaseOut:
    """What happened, and why."""
    case = desk.record_facts(
        number, by=by, facts=form.facts, root_cause=form.root_cause, if_version=form.version, idempotency_key=key
    )
    return CaseOut.of(case)


# An `async def` that also awaits something of its own takes each verb off the loop with `in_thread`.
@routes.post("/complaints/{number}/plan")
async def offer_plan(number: str, form: NewPlan, desk: TheDesk, by: Agent, key: Key) -> CaseOut:
    """Propose a solution, with those of the proposals that were ticked."""
    offered = {one.id: one for one in await desk.in_thread(desk.proposals, number, by=by)}
    if gone := set(form.proposals) - set(offered):
        raise HTTPException(409, f"No longer proposed: {', '.join(sorted(gone))}")
    case = await desk.in_thread(
        desk.offer_plan,
        number,
        by=by,
        measures=[Measure(form.what, who=form.who, due=timedelta(hours=form.hours))],
        remedies=[offered[one] for one in form.proposals],
        decisions={"1": (Decision.UPHELD, form.because)},
        if_version=form.version,
        idempotency_key=key,
    )
    return CaseOut.of(case)


@routes.get("/complaints/{number}/proposals")
def proposals(number: str, desk: TheDesk, by: Agent) -> list[dict[str, object]]:
    """What the playbook would give, why, and whether this agent may promise it."""
    return [
        {"id": one.id, "why": one.reason, "within_authority": one.within_authority, "approver": one.approver}
        for one in desk.proposals(number, by=by)
    ]


@routes.post("/complaints/{number}/approvals")
def ask_approval(number: str, form: Approval, desk: TheDesk, by: Agent, key: Key) -> CaseOut:
    """After "beyond-authority": put it before whoever may promise it, before anything is said to the customer."""
    return CaseOut.of(desk.ask_approval(number, by=by, proposal=form.proposal, note=form.note, idempotency_key=key))


@routes.put("/complaints/{number}/approvals/{proposal}")
def approve(number: str, proposal: str, desk: TheDesk, by: Agent) -> CaseOut:
    """Let it be promised: exactly this."""
    return CaseOut.of(desk.approve(number, by=by, proposal=proposal))


@routes.get("/duties")
def duties(desk: TheDesk, by: Agent) -> dict[str, list[CaseOut] | list[dict[str, str]] | list[dict[str, object]]]:
    """What the agent is responsible for, and what waits for their answer."""
    found = desk.duties(by)
    return {
        "owed": [
            {"case": one.case, "what": one.what, "says": one.sentence("zh"), "late": one.late, "commands": one.commands}
            for one in found.owed
        ],
        "cases": [CaseOut.of(one) for one in found.cases],
        "handovers": [{"case": one.case, "id": one.id, "from": one.giver} for one in found.handovers_to_answer],
        "approvals": [{"case": one.case, "id": one.id, "from": one.giver} for one in found.approvals_to_give],
    }


# ---- providers ----------------------------------------------------------------------------------------------------------
@routes.api_route("/hooks/{channel}", methods=["GET", "POST"], include_in_schema=False)  # providers read no schema
async def hook(channel: str, request: Request, desk: TheDesk) -> Response:
    """Every channel plugin behind one route: the raw bytes in, the plugin's own answer out."""
    envelope = Envelope(
        await body_of(request), method=request.method, query=request.url.query, headers=dict(request.headers)
    )
    reply = await desk.in_thread(desk.intake, channel, envelope)
    return Response(reply.body, reply.status, media_type=reply.media_type)


async def body_of(request: Request) -> bytes:
    """The whole body, if it is not too large: anybody may post here."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise HTTPException(413, "Too large.")
    return bytes(body)


# ---- changes ------------------------------------------------------------------------------------------------------------
@routes.get("/events")
def events(
    desk: TheDesk, by: Agent, after: str | None = None, limit: Annotated[int, Query(ge=1, le=1000)] = 500
) -> list[dict[str, str]]:
    """What happened after a position, by whatever process, in order; of the cases that this agent may see, nothing personal."""
    return [
        {"position": one.position, "case": one.number, "event": one.name}
        for one in desk.events(after, by=by, limit=limit)
    ]


@routes.get("/health")
async def health(request: Request, response: Response) -> dict[str, bool]:
    """Whether the worker is alive: without one nothing is sent and no deadline is noticed."""
    worker: asyncio.Task[None] = request.app.state.worker
    response.status_code = 503 if worker.done() else 200
    return {"worker": not worker.done()}


AGENTS: dict[str, str] = json.loads(os.environ.get("CRM_AGENTS", "{}"))  # stands for the CRM's own sign-on
app = create_app(Path(__file__).parent / "complaintkit.toml", AGENTS.get)
