"""RemedyExecutorContract: what holds for whoever pays money back, or carries out another remedy.

A class of tests; script the other system's answers:

    class TestTill(RemedyExecutorContract):
        plugin = Till
        settings = {"name": "till", "key": "a-secret"}
        endpoint = "endpoint"
        accepted = Exchange(json={"refund": "R-1"})
        rejected = {"no such sale": Exchange(404, json={"error": "unknown-receipt"})}
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

import attrs

from complaintkit.model.money import Money, minor_digits
from complaintkit.ports.outcome import Accepted, NotSent
from complaintkit.testing._outcome_rules import OutcomeRules, free_port
from complaintkit.testing.sample import remedy_order

if TYPE_CHECKING:
    from complaintkit.hooks.plugin import Plugin
    from complaintkit.ports.outcome import Outcome
    from complaintkit.ports.remedy import RemedyExecutor, RemedyOrder, RemedyRunner

__all__ = ["RemedyExecutorContract"]


class RemedyExecutorContract(OutcomeRules):
    """Carries remedies out against a real HTTP server on this machine, which cuts the exchange at every byte.

    As `NotifierContract`; `order` gives the remedy to carry out, where a plain refund will not do. `sends_id = False`
    says aloud that the other system takes no idempotency key.
    """

    sends_id: bool = True

    def order(self) -> RemedyOrder:
        """Make an order for a remedy that the plugin can carry out."""
        return remedy_order()

    @property
    def executor(self) -> RemedyExecutor:
        """The plugin's executor, set up for `vendor`."""
        if self._plugin is None:
            self._plugin = self.make_plugin(**self.at(self.vendor))
        return self._executor_of(self._plugin)

    def execute(self, order: RemedyOrder | None = None) -> Outcome:
        """Carry one remedy out at `vendor`; what the executor raises is in doubt, as in the desk."""

        async def one(runner: RemedyRunner) -> Outcome:
            return await runner.execute(order or self.order())

        return self._alone(self._plugin or self.make_plugin(**self.at(self.vendor)), one)

    def reverse(self, order: RemedyOrder | None = None, reference: str = "R-1") -> Outcome:
        """Take one remedy back at `vendor`."""

        async def one(runner: RemedyRunner) -> Outcome:
            return await runner.reverse(order or self.order(), reference)

        return self._alone(self._plugin or self.make_plugin(**self.at(self.vendor)), one)

    # ---- rules ----

    def test_it_carries_out_what_it_says(self) -> None:
        """The kinds it names are kinds, and the remedy it is tried on is one of them."""
        kinds = self.executor.kinds
        assert self.order().remedy.kind in kinds, f"it carries out {', '.join(kinds)}: override order()"

    def test_the_order_is_known_by_its_id(self) -> None:
        """The id, the same on every attempt, reaches the other system: that is how it pays once."""
        if not self.sends_id:
            return
        assert isinstance(self.execute(), Accepted)
        request, order = self.vendor.requests[-1], self.order()
        said = [request.body.decode("utf-8", "replace"), request.query.raw, self.vendor.paths[-1]]
        said += request.headers.values()
        assert any(order.id in unquote_plus(one) for one in said), f"the request does not hold the id {order.id}"

    def test_the_amount_is_told_to_the_last_cent(self) -> None:
        """A cent more is another request, and so is another currency; an executor may refuse that one by itself."""
        order = self.order()
        if (value := order.remedy.value) is None:
            return
        cent = Decimal(1).scaleb(-minor_digits(value.currency))
        elsewhere = "EUR" if value.currency != "EUR" else "CNY"
        values = (value, value + Money(cent, value.currency), Money(value.amount, elsewhere))
        told: dict[tuple[str, ...], Money] = {}
        for one in values:
            other = attrs.evolve(order, remedy=attrs.evolve(order.remedy, value=one))
            heard = self._told(lambda runner, other=other: runner.execute(other))  # type: ignore[misc]  # bound at once
            known = told.setdefault(heard, one) if heard else one
            assert known == one, f"{known} and {one} are the same to the other system: {heard[-1]}"

    def test_taking_back_tells_the_truth_too(self) -> None:
        """A reversal that did not reach anybody was not sent, one that was cut is in doubt."""
        with free_port() as port:
            lost = self.make_plugin(**self.nowhere(port))
            outcome = self._alone(lost, lambda runner: runner.reverse(self.order(), "R-1"))
        assert isinstance(outcome, NotSent), f"the connection was refused, and it says {outcome}"
        self._check_cuts_of(lambda runner: runner.reverse(self.order(), "R-1"))

    # ---- how it is tried ----

    def _session(self, plugin: Plugin) -> AbstractAsyncContextManager[RemedyRunner]:
        return self._executor_of(plugin).session()

    async def _perform(self, sender: RemedyRunner) -> Outcome:
        return await sender.execute(self.order())

    def _executor_of(self, plugin: Plugin) -> RemedyExecutor:
        executor = next(iter(plugin.complaintkit_remedy_executors()), None)
        assert executor is not None, f"{type(plugin).__name__} brings no remedy executor"
        return executor
