"""Words of a form, each with its title in every language, and what may be done to a case now, with why not. S0.4, S0.12"""

from __future__ import annotations

import attrs

from complaintkit.model.phrase import Phrase

__all__ = ["FieldTerm", "Possible", "StepTerm", "TaskTerm", "Term", "Vocabulary"]


@attrs.frozen(kw_only=True)
class Term:
    """One word of a form: what programs send (`id`), and what people read.

    `within` is the word around it, for categories, root causes and units; `asks` is what a form has to ask for where it is chosen.

    >>> from complaintkit.model.phrase import spoken
    >>> Term(id="food", words=spoken({"zh": "食品", "en": "Food"})).title("zh")
    '食品'
    """

    id: str
    words: Phrase = attrs.field(repr=False)
    within: str | None = None
    asks: tuple[Term, ...] = ()

    def title(self, language: str = "en") -> str:
        """Return what people read, in a language (BCP 47)."""
        return self.words.to(language)


@attrs.frozen(kw_only=True)
class FieldTerm(Term):
    """One field of a step of a task: how it is called, and what it holds.

    `form` is `words`, `flag`, `number`, `moment`, `staff`, `case`, `task`, `word` or `lines`; `needed`: the step is refused
    without it; `choices` are the words that it takes, where they are a closed list.

    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     action = next(one for one in desk.vocabulary(by="chen").tasks if one.id == "action")
    >>> [(one.id, one.title("zh"), one.form, one.needed) for one in action.steps[0].fields]
    [('evidence', '完成证据', 'words', True), ('check_at', '效果评价时间', 'moment', False)]
    """

    form: str
    needed: bool
    choices: tuple[Term, ...] = ()


@attrs.frozen(kw_only=True)
class StepTerm(Term):
    """One step of a kind of task: from which states (`after`), to which (None: it stays), and what is given with it.

    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     action = next(one for one in desk.vocabulary(by="chen").tasks if one.id == "action")
    >>> [(one.id, one.after, one.to) for one in action.steps][:2]
    [('finish', ('open',), 'done'), ('confirm', ('done',), 'worked')]
    """

    after: tuple[str, ...]
    to: str | None
    fields: tuple[FieldTerm, ...]


@attrs.frozen(kw_only=True)
class TaskTerm(Term):
    """One kind of task beside the cases: its states and steps, what it may be about, what is given when it is opened. S0.11

    `dated`: it has a date from the beginning.

    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     action = next(one for one in desk.vocabulary(by="chen").tasks if one.id == "action")
    >>> action.title("zh"), [one.title("zh") for one in action.states]
    ('改进措施', ['待办', '已完成，待评价效果', '已完成，确有成效', '决定不办'])
    """

    states: tuple[Term, ...]
    steps: tuple[StepTerm, ...]
    about: tuple[Term, ...]
    fields: tuple[FieldTerm, ...]
    dated: bool

    def step(self, word: str) -> StepTerm | None:
        """Return the step of this word; None where there is none."""
        return next((one for one in self.steps if one.id == word), None)

    def state(self, word: str) -> Term | None:
        """Return the state of this word; None where there is none."""
        return next((one for one in self.states if one.id == word), None)


@attrs.frozen(kw_only=True)
class Vocabulary:
    """Every word that a form offers, as far as one person may know: `desk.vocabulary(by=...)`.

    `causes` empty: the root cause is free text; `handover_reasons` empty: the reason is.
    `tasks` are the kinds of tasks beside the cases. `staff` have their names, and the units they work in are in `desk.people`.

    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     words = desk.vocabulary(by="chen")
    >>> [(one.id, one.title("zh")) for one in words.categories][1]
    ('food/sensory', '色香味口感异常')
    >>> [one.title("en") for one in words.kinds]
    ['complaint', 'inquiry', 'praise', 'suggestion']
    """

    categories: tuple[Term, ...]
    causes: tuple[Term, ...]
    channels: tuple[Term, ...]
    kinds: tuple[Term, ...]
    severities: tuple[Term, ...]
    decisions: tuple[Term, ...]
    states: tuple[Term, ...]
    commands: tuple[Term, ...]
    remedies: tuple[Term, ...]
    escalation_reasons: tuple[Term, ...]
    handover_reasons: tuple[Term, ...]
    decline_reasons: tuple[Term, ...]
    units: tuple[Term, ...]
    staff: tuple[Term, ...]
    roles: tuple[Term, ...]
    groups: tuple[Term, ...]
    tasks: tuple[TaskTerm, ...]


@attrs.frozen(kw_only=True)
class Possible:
    """One command on a case now: whether this person may, and if not why, and what comes first.

    `first` are door words that are possible for them now and lead there; `rule` is the rule that stands in the way, such as
    `F5`, where one does.

    >>> from complaintkit import Customer
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     case = desk.receive(
    ...         "饭是酸的",
    ...         by="chen",
    ...         channel="hotline",
    ...         category="food/sensory",
    ...         customer=Customer(phone="13800138000"),
    ...     )
    ...     offer = desk.possible(case, by="duty-manager")["offer-handover"]
    >>> offer.allowed, offer.why.to("en"), offer.rule, offer.first
    (False, 'the facts are not recorded yet', 'F5', ('record-facts', 'escalate', 'ask-advice'))
    """

    command: str
    words: Phrase = attrs.field(repr=False)
    allowed: bool
    why: Phrase | None = None
    first: tuple[str, ...] = ()
    rule: str | None = None

    def title(self, language: str = "en") -> str:
        """Return the command as people read it, in a language (BCP 47)."""
        return self.words.to(language)
