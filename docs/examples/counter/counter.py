"""A print shop's counter in one file: take it in, put it right on the spot, see what is owed.

python counter.py --by mei new 周远 13800138000 "名片裁歪了" --job J-2291
python counter.py --by mei settle SHOP-261121-001 "裁刀偏了两毫米" --coupon 20
python counter.py --by ouyang approve SHOP-261121-001 3f1c...
python counter.py --by mei
"""

import argparse
import sys
from pathlib import Path

from complaintkit import BeyondAuthority, ComplaintKitError, Customer, Desk, Money, Purchase, Remedy

HERE = Path(__file__).parent


def new(desk: Desk, asked: argparse.Namespace) -> None:
    """Take it in: from here on somebody is responsible, and knows until when."""
    case = desk.receive(
        asked.text,
        by=asked.by,
        channel="counter",
        unit="shop",
        category=asked.category,
        customer=Customer(name=asked.name, phone=asked.phone),
        purchase=Purchase(asked.job) if asked.job else None,
    )
    print(f"{case.number}: {case.owner} is responsible.")
    if due := case.next_deadline:
        print(due.explain("en"))


def settle(desk: Desk, asked: argparse.Namespace) -> None:
    """Put it right while the customer waits; what is more than `--by` may promise goes to the owner first."""
    coupon = [Remedy.coupon(Money(asked.coupon, "CNY"), valid_days=60)] if asked.coupon else []
    try:
        case = desk.settle(
            asked.case, by=asked.by, facts=asked.facts, agreed="in-person", apology=True, remedies=coupon
        )
    except BeyondAuthority as error:
        desk.ask_approval(asked.case, by=asked.by, proposal=error.proposal, note=asked.facts)
        print(f"You may promise {error.left} more. {error.approver} was asked; promise nothing yet.")
        return
    print("Settled.", *(f"Coupon {one.code}, {one.value}." for one in case.coupons))


def approve(desk: Desk, asked: argparse.Namespace) -> None:
    """Let it be promised: exactly this, nothing else."""
    case = desk.approve(asked.case, by=asked.by, proposal=asked.proposal)
    print(f"Approved. {case.owner} may promise it now.")


def mine(desk: Desk, asked: argparse.Namespace) -> None:
    """Everything `--by` is responsible for, and what waits for their answer."""
    duties = desk.duties(asked.by)
    for case in duties.cases:
        due = case.next_deadline
        print(
            f"{case.number}  {case.state:<13}",
            f"{due.due_at.astimezone():%m-%d %H:%M}" if due else "-",
            case.customer.label,
        )
    for handover in duties.handovers_to_answer:
        print(f"{handover.case}  {handover.giver} asks you to take over until {handover.lapses_at.astimezone():%H:%M}")
    for approval in duties.approvals_to_give:
        print(f"{approval.case}  {approval.giver} asks you to approve {approval.id}: {approval.note}")


def arguments() -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(description="The counter of a print shop.")
    parser.add_argument("--by", required=True, help="who is standing there")
    parser.set_defaults(verb=mine)
    verbs = parser.add_subparsers()
    taking = verbs.add_parser("new", help="take a complaint in")
    for name in ("name", "phone", "text"):
        taking.add_argument(name)
    taking.add_argument("--category", default="binding/finish")
    taking.add_argument("--job", help="the number on the job ticket")
    taking.set_defaults(verb=new)
    settling = verbs.add_parser("settle", help="put it right on the spot")
    settling.add_argument("case")
    settling.add_argument("facts")
    settling.add_argument("--coupon", help="such as 20 or 9.90")
    settling.set_defaults(verb=settle)
    approving = verbs.add_parser("approve", help="let somebody promise more than they may")
    approving.add_argument("case")
    approving.add_argument("proposal")
    approving.set_defaults(verb=approve)
    return parser.parse_args()


def main() -> None:
    """One command, then whatever fell due and waits to be sent."""
    asked = arguments()
    try:
        with Desk.open(
            f"sqlite:///{HERE}/desk.db", playbook="print-shop", organisation=HERE / "organisation.toml"
        ) as desk:
            asked.verb(desk, asked)
            desk.work_blocking(limit=100)
    except ComplaintKitError as error:
        sys.exit(error.user_message("zh-CN"))


if __name__ == "__main__":
    main()
