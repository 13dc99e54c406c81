"""Paper: what is printed and looked at without a program: register, registration form, frequent questions, cards."""

from complaintkit.paper.answers import AnswerBook
from complaintkit.paper.authority import AuthorityRow, at_authorities
from complaintkit.paper.card import SurveyCard
from complaintkit.paper.form import RegistrationForm
from complaintkit.paper.register import Register, RegisterRow
from complaintkit.paper.rounds import result_in_words, round_of_result
from complaintkit.paper.sheet import sheet
from complaintkit.paper.titles import Titles

__all__ = [
    "AnswerBook",
    "AuthorityRow",
    "Register",
    "RegisterRow",
    "RegistrationForm",
    "SurveyCard",
    "Titles",
    "at_authorities",
    "result_in_words",
    "round_of_result",
    "sheet",
]
