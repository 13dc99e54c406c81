"""CompensationPolicyContract: what holds for whoever proposes remedies.

A class of tests; say how to make the policy:

    class TestProgressiveRefund(CompensationPolicyContract):
        def make_policy(self) -> CompensationPolicy:
            return ProgressiveRefund()
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice, product
from queue import Empty, Queue
from random import Random
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

import attrs

from complaintkit.model.customer import Member
from complaintkit.model.goods import Item
from complaintkit.model.money import Money
from complaintkit.model.vocabulary import Decision, Kind, Severity
from complaintkit.ports.compensation import CaseView, CompensationPolicy, Suggested, window_of
from complaintkit.testing._purity import impure_calls, watched
from complaintkit.testing.sample import case_view

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CompensationPolicyContract"]

_MOST: Final = 100
_PATIENCE: Final = 10.0  # seconds


class CompensationPolicyContract:
    """Pure, deterministic, independent of order, never negative, never above its own cap, terminates.

    Tried on the views of `views`, a few hundred complaints of every sort; add those in which your policy speaks. `cap`
    says what all suggestions for one case may be worth together, where the policy has a cap of its own. `currencies` are those
    it is for: whoever publishes a policy names more, some without cents (JPY) and some with thousandths (KWD).
    """

    currencies: Sequence[str] = ("CNY", "EUR")

    def make_policy(self) -> CompensationPolicy:
        """Make the policy."""
        raise NotImplementedError("Override make_policy() and return your policy.")

    def cap(self, case: CaseView) -> Money | None:  # noqa: ARG002  for those who override it
        """Return the most that the policy gives in one case; None where it has no cap of its own."""
        return None

    def views(self) -> Iterable[CaseView]:
        """Return complaints to try it on."""
        return _views(self.make_policy().needs, self.currencies)

    def propose(self, **changes: object) -> tuple[Suggested, ...]:
        """Return what the policy suggests for `case_view(**changes)`; windows it declared start at nothing."""
        policy = self.make_policy()
        return _suggested(policy, case_view(**(_declared(policy.needs, changes.get("currency", "CNY")) | changes)))

    # ---- rules ----

    def test_it_says_what_it_is_and_needs(self) -> None:
        """Name and version are recorded with each proposal; needs are windows and fields. All of it is the same each time."""
        policy, another = self.make_policy(), self.make_policy()
        assert policy.name.strip(), "it has no name"
        assert policy.version.strip(), "it has no version"
        assert isinstance(policy.needs, frozenset), f"needs is {type(policy.needs).__name__}, not a frozenset"
        for need in policy.needs:
            window_of(need)
        said = [(one.name, one.version, one.needs) for one in (policy, another, policy)]
        assert said[0] == said[1] == said[2], f"it is {said[0]} once, and then {said[1]}"

    def test_the_same_case_gets_the_same(self) -> None:
        """Asked again, in another order or in a fresh process, it suggests the same: replay and audit depend on it."""
        views, policy = list(self.views()), self.make_policy()
        first = [_suggested(policy, view) for view in views]
        again = [_suggested(policy, view) for view in reversed(views)][::-1]
        fresh = [_suggested(self.make_policy(), view) for view in views]
        for view, one, other, another in zip(views, first, again, fresh, strict=True):
            assert _alike(one) == _alike(other) == _alike(another), f"it changed its mind about {view}"

    def test_the_order_of_things_does_not_matter(self) -> None:
        """Two goods in the other order are the same purchase."""
        policy = self.make_policy()
        for view in self.views():
            turned = attrs.evolve(view, items=view.items[::-1], needs=view.needs[::-1])
            assert _alike(_suggested(policy, view)) == _alike(_suggested(policy, turned)), f"order matters in {view}"

    def test_it_never_takes_and_keeps_the_currency(self) -> None:
        """What it suggests is worth nothing less than nothing, in the currency of the case."""
        for view, suggested in self._all():
            for money in _money(suggested):
                assert money.amount >= 0, f"{suggested.rule} takes {money} in {view}"
                assert money.currency == view.currency, f"{suggested.rule} gives {money} in a case in {view.currency}"

    def test_it_keeps_its_own_cap(self) -> None:
        """All suggestions for one case together are not above `cap`."""
        policy = self.make_policy()
        for view in self.views():
            cap = self.cap(view)
            if cap is None:
                continue
            total = sum((_worth(one, view) for one in _suggested(policy, view)), Money(0, view.currency))
            assert total.amount <= cap.amount, f"{total} is above the cap of {cap} in {view}"

    def test_it_reads_only_what_it_declared(self) -> None:
        """What is not among `needs` is not in the view, live or in replay: who reads it anyway reads nothing."""
        policy = self.make_policy()
        for view in self.views():
            spied, read = watched(view)
            try:
                _suggested(policy, spied)
            except KeyError as missing:
                raise AssertionError(f"{missing.args[0]}") from missing
            undeclared = sorted(read - policy.needs)
            assert not undeclared, f"it reads {', '.join(undeclared)}; add that to `needs`"

    def test_it_asks_nobody(self) -> None:
        """No clock, no chance, no file, no network, no environment: the view says what time it is."""
        policy = self.make_policy()
        for view in self.views():
            calls = impure_calls(lambda view=view: _listed(policy, view))  # type: ignore[misc]  # bound at once
            assert not calls, f"it calls {', '.join(sorted(calls))}; take it from the view"

    def test_it_comes_to_an_end(self) -> None:
        """Within seconds, and with no more suggestions than anybody could read."""
        policy = self.make_policy()
        for view in self.views():
            count = len(_in_time(lambda view=view: _listed(policy, view)))  # type: ignore[misc]  # bound at once
            assert count <= _MOST, f"it suggests more than {_MOST} remedies for {view}"

    # ---- how it is tried ----

    def _all(self) -> Iterator[tuple[CaseView, Suggested]]:
        policy = self.make_policy()
        for view in self.views():
            for one in _suggested(policy, view):
                yield view, one


def _listed(policy: CompensationPolicy, view: CaseView) -> tuple[Suggested, ...]:
    return tuple(islice(policy.propose(view), _MOST + 1))


def _suggested(policy: CompensationPolicy, view: CaseView) -> tuple[Suggested, ...]:
    found = _in_time(lambda: _listed(policy, view))
    for one in found:
        assert isinstance(one, Suggested), f"propose() gave {type(one).__name__} instead of Suggested"
    return found


def _in_time(call: Callable[[], tuple[Suggested, ...]]) -> tuple[Suggested, ...]:
    """Call it on a thread that is left behind where it does not come back."""
    came: Queue[tuple[Suggested, ...] | BaseException] = Queue()

    def run() -> None:
        try:
            came.put(call())
        except BaseException as error:  # noqa: BLE001  raised again below
            came.put(error)

    Thread(target=run, daemon=True).start()
    try:
        found = came.get(timeout=_PATIENCE)
    except Empty:
        raise AssertionError(f"propose() did not end within {_PATIENCE:g} s") from None
    if isinstance(found, BaseException):
        raise found
    return found


def _alike(suggestions: Iterable[Suggested]) -> list[str]:
    """Compare suggestions in whatever order they came."""
    return sorted(repr(one) for one in suggestions)


def _money(suggested: Suggested) -> Iterator[Money]:
    remedy = suggested.remedy
    yield from (one for one in (remedy.value, remedy.cost, remedy.min_spend) if one is not None)


def _worth(suggested: Suggested, view: CaseView) -> Money:
    return suggested.remedy.face_value or Money(0, view.currency)


def _declared(needs: frozenset[str], currency: object, share: int = 0, *, filled: bool = True) -> dict[str, Any]:
    """Return the windows that a policy asked for, and its fields where the form is `filled`."""
    windows = {found[0]: Money(share, str(currency)) for found in map(window_of, needs) if found}
    return {"compensated": windows, "extra": {one: "yes" for one in needs if filled and window_of(one) is None}}


def _views(needs: frozenset[str], currencies: Sequence[str]) -> Iterator[CaseView]:
    """Yield every sort of case: new and come back, cheap and dear, alone and with much bought, in this currency and that.

    What else there is to a case is drawn, the same each time: no two of its sides always go together.
    """
    draw = Random(1)  # noqa: S311  no secret
    paid = (None, "0.001", "19.90", "332.33", "1000")
    for cycle, price, waited, currency in product((1, 2, 3, 7), paid, (0, 45, 3000), currencies):
        money = None if price is None else Money(price, currency).rounded(mode="up")
        squid = Item("squid", paid=Money("1.99", currency).rounded(), lot="L7")
        yield case_view(
            kind=draw.choice(list(Kind)),
            severity=draw.choice(list(Severity)),
            decision=draw.choice([None, *Decision]),
            category=draw.choice(("food/temperature", "service/rude", "safety/injury")),
            channel=draw.choice(("service-desk", "hotline")),
            cycle=cycle,
            paid=money,
            items=() if money is None else (Item("烤鱿鱼", paid=money), squid),
            waited=timedelta(minutes=waited),
            breaches=("acknowledge", "answer")[: draw.randrange(3)],
            member=draw.choice((None, Member("M-77", tier="gold", points=500))),
            needs=draw.choice(((), ("elderly", "child"))),
            currency=currency,
            **_declared(needs, currency, share=draw.choice((0, 0, 0, 50)), filled=draw.random() < 0.8),
        )
