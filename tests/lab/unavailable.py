"""The one reason class: why the laboratory cannot run on this machine."""


class LabUnavailable(Exception):
    """`what` is missing or failed, and `remedy` is the next step a person can take."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}; {remedy}")
        self.what = what
        self.remedy = remedy
