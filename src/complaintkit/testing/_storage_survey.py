"""Rules of a storage for answers to standing surveys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.ports.storage import SurveyAnswerRow, SurveyFilter
from complaintkit.testing._storage_opened import Opened
from complaintkit.testing._storage_rows import NOON, later, vault_row

if TYPE_CHECKING:
    from pathlib import Path

    from complaintkit.ports.storage import Storage

_PLAIN: Final = SurveyAnswerRow(
    id="plain", unit="A12", survey="standing", at=NOON, scores='{"store":[4,1,5]}', person="", told_to="", case=""
)
_ROWS: Final[Sequence[SurveyAnswerRow]] = (
    _PLAIN,
    attrs.evolve(_PLAIN, id="elsewhere", unit="B1"),
    attrs.evolve(_PLAIN, id="other", survey="overall"),
    attrs.evolve(_PLAIN, id="theirs", person="person-1", told_to="chen"),
    attrs.evolve(_PLAIN, id="beside", case="A12-1"),
    attrs.evolve(_PLAIN, id="earlier", at=later(hours=-1)),
    attrs.evolve(_PLAIN, id="later", at=later(hours=1)),
)
_ALL: Final = {row.id for row in _ROWS}
_FILTERS: Final[Sequence[tuple[SurveyFilter, set[str]]]] = [
    (SurveyFilter(), _ALL),
    (SurveyFilter(units=frozenset({"B1", "C1"})), {"elsewhere"}),
    (SurveyFilter(units=frozenset()), set()),
    (SurveyFilter(id="plain"), {"plain"}),
    (SurveyFilter(id="plain", survey="overall"), set()),
    (SurveyFilter(survey="overall"), {"other"}),
    (SurveyFilter(case="A12-1"), {"beside"}),
    (SurveyFilter(person="person-1"), {"theirs"}),
    (SurveyFilter(start=NOON), _ALL - {"earlier"}),
    (SurveyFilter(end=NOON), {"earlier"}),
    (SurveyFilter(units=frozenset({"A12"}), start=later(hours=1)), {"later"}),
]


class SurveyRules(Opened):
    """Answers come back as they were put, newest first, and each once."""

    def test_a_limit_of_answers_comes_after_every_condition(self, tmp_path: Path) -> None:
        """Who or what is looked for is found behind any number of others, that are newer."""
        with self.opened(tmp_path) as storage:
            _put(storage)
            with storage.reading() as view:
                assert [row.id for row in view.survey_answers(SurveyFilter(survey="overall"), limit=1)] == ["other"]

    def test_a_filter_lets_answers_through_that_it_means(self, tmp_path: Path) -> None:
        """All conditions together; an answer comes back as it was put."""
        with self.opened(tmp_path) as storage:
            _put(storage)
            with storage.reading() as view:
                for where, found in _FILTERS:
                    assert {row.id for row in view.survey_answers(where)} == found, where
                assert set(view.survey_answers(SurveyFilter())) == set(_ROWS)

    def test_answers_are_listed_newest_first_and_page_by_page(self, tmp_path: Path) -> None:
        """Each once, also where several were given in the same moment."""
        with self.opened(tmp_path) as storage:
            _put(storage)
            with storage.reading() as view:
                found, after = [], None
                while page := view.survey_answers(SurveyFilter(), after=after, limit=2):
                    found += [row.id for row in page]
                    after = page[-1].id
        assert found == ["later", "theirs", "plain", "other", "elsewhere", "beside", "earlier"]

    def test_an_answer_is_kept_once_with_its_words(self, tmp_path: Path) -> None:
        """The same id again changes nothing, and adds no words."""
        words = vault_row("plain", seq=0)
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                assert tx.add_survey_answer(_PLAIN, [words])
                assert not tx.add_survey_answer(attrs.evolve(_PLAIN, scores="{}"), [vault_row("plain", seq=1)])
            with storage.reading() as view:
                assert list(view.survey_answers(SurveyFilter())) == [_PLAIN]
                assert list(view.vault(["plain"])) == [words]


def _put(storage: Storage) -> None:
    with storage.writing() as tx:
        for row in _ROWS:
            tx.add_survey_answer(row, [])
