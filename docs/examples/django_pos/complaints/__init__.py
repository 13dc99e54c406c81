"""Complaints at the POS: from a sale, at the till, in the night, and the page behind the link in the SMS."""
