"""The words of this package: English in code, other languages in `locale`."""

from complaintkit.plugin import Catalogue

__all__ = ["phrase"]

phrase = Catalogue("complaintkit_csv")
