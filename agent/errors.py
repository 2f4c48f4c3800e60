"""What can go wrong on the PC.

AgentError
├── ConfigurationError      the configuration file, a state file or a command's argument cannot be used
├── CouldNotLook            a question that could not be asked of this PC; never to be read as "none"
│   └── CouldNotOpen        a socket or device that could not be opened
├── NotEnrolled             this agent has no key or no collector yet
├── SpoolError              the spool cannot be written or read
├── CollectorUnreachable    no answer from the collector: name, network, TLS, time-out
├── CollectorRefused        the collector answered with a fault
│   └── EnrolmentRefused    … to an enrolment
├── AnswerNotTrusted        an answer whose signature, subject or shape does not hold
├── PolicyRefused           a policy this agent will not follow
└── OrderRefused            an order this agent will not carry out, or not any further
"""

from protocol.failure import Failure


class AgentError(Failure):
    """Base of the tree of the agent."""

    id = "agent-error"


class ConfigurationError(AgentError):
    id = "configuration-error"


class CouldNotLook(AgentError):
    id = "could-not-look"


class CouldNotOpen(CouldNotLook):
    id = "could-not-open"


class NotEnrolled(AgentError):
    id = "not-enrolled"


class SpoolError(AgentError):
    id = "spool-error"


class CollectorUnreachable(AgentError):
    id = "collector-unreachable"


class CollectorRefused(AgentError):
    id = "collector-refused"


class EnrolmentRefused(CollectorRefused):
    id = "enrolment-refused"


class AnswerNotTrusted(AgentError):
    id = "answer-not-trusted"


class PolicyRefused(AgentError):
    id = "policy-refused"


class OrderRefused(AgentError):
    id = "order-refused"
