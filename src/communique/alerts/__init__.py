"""Saved watches, and how what they find is delivered: each entry once."""

from communique.alerts.delivering import Channels, Report, begin, run
from communique.alerts.mail import MailSettings
from communique.alerts.watches import Tally, Watch, all_watches, remove, tallies

__all__ = ["Channels", "MailSettings", "Report", "Tally", "Watch", "all_watches", "begin", "remove", "run", "tallies"]
