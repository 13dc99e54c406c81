"""SMS through Twilio: out with delivery statuses, in with signatures, STOP."""

from complaintkit_twilio._plugin import TwilioSms

__all__ = ["TwilioSms"]
