"""Paper: what is printed, filed and looked at without a program: the register, the registration form, and their sheet."""

from complaintkit.paper.form import RegistrationForm
from complaintkit.paper.register import Register, RegisterRow
from complaintkit.paper.sheet import sheet
from complaintkit.paper.titles import Titles

__all__ = ["Register", "RegisterRow", "RegistrationForm", "Titles", "sheet"]
