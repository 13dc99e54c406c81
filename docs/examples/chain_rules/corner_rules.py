"""What rows can't say: each round that we fail costs us more, and whoever was hurt is not sent away with a coupon."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import attrs
from typing_extensions import override

from complaintkit import Remedy
from complaintkit.plugin import CaseView, CompensationPolicy, Plugin, RemedyGuard, Suggested, hookimpl

FACTORS: Final = {2: Decimal("1.5"), 3: Decimal(2)}
"""By round: how often what was paid goes back."""


@attrs.frozen
class MoreEachRound:
    """Money back, and more; never twice within ninety days."""

    name: str = "corner-shops.more-each-round"
    version: str = "1"
    needs: frozenset[str] = frozenset({"compensated.90d"})

    def propose(self, case: CaseView) -> Iterable[Suggested]:
        """From the second round on."""
        factor = FACTORS.get(min(case.cycle, 3))
        if factor is None or case.paid is None or case.compensated["90d"]:
            return
        yield Suggested(
            Remedy.refund((case.paid * factor).rounded(mode="down")),
            rule=f"round-{case.cycle}",
            why={"zh": f"第{case.cycle}次处理", "en": f"Handled {case.cycle} times"},
        )


@attrs.frozen
class NoCouponForHarm:
    """A guard may only refuse."""

    name: str = "corner-shops.no-coupon-for-harm"

    def check(self, case: CaseView, remedy: Remedy) -> str | None:
        """Why not, or nothing."""
        harmed = case.category.startswith("safety/") or case.extra.get("fell_ill") == "yes"
        return "somebody was hurt: a coupon would be an insult" if harmed and remedy.kind == "coupon" else None


@attrs.frozen(kw_only=True, eq=False)
class CornerRules(Plugin):
    """Named in complaintkit.toml: `[plugins.corner-rules] use = "corner-rules"`."""

    name: str = "corner-rules"

    @override
    @hookimpl
    def complaintkit_compensation_policies(self) -> Iterable[CompensationPolicy]:
        """Proposes."""
        yield MoreEachRound()

    @override
    @hookimpl
    def complaintkit_remedy_guards(self) -> Iterable[RemedyGuard]:
        """Refuses."""
        yield NoCouponForHarm()
