"""Paper: what is printed, filed and looked at without a program: the register, the registration form, and their sheet."""

from complaintkit.paper.register import Register, RegisterRow
from complaintkit.paper.sheet import sheet

__all__ = ["Register", "RegisterRow", "sheet"]
