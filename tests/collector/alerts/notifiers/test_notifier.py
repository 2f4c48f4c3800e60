from collector.alerts.notifiers import ALL_NOTIFIERS
from collector.alerts.notifiers.log_line import LogLine
from collector.alerts.notifiers.notifier import Notifier
from collector.alerts.notifiers.syslog import Syslog


def test_every_notifier_is_one() -> None:
    made: list[Notifier] = [LogLine(), Syslog("unix")]

    assert [type(one) for one in made] == list(ALL_NOTIFIERS)
    assert len({one.name for one in made}) == len(made)
