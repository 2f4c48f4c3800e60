"""Ways to tell people, one file each. Adding one: its file, its line here, its test."""

from collector.alerts.notifiers.log_line import LogLine
from collector.alerts.notifiers.syslog import Syslog

ALL_NOTIFIERS: tuple[type[LogLine] | type[Syslog], ...] = (LogLine, Syslog)
