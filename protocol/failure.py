"""What every error of either side says: the base of the three trees in protocol/, agent/ and collector/errors.py."""

from protocol.phrases import Phrase, sentence


class Failure(Exception):
    """`id` is stable and kebab-case; what, why and what to do next are for a person."""

    id = "failure"

    def __init__(self, what: str, why: str, next_step: str = "") -> None:
        super().__init__(what, why, next_step)
        self.what = what
        self.why = why
        self.next_step = next_step

    @property
    def sentence(self) -> Phrase:
        """All of it in one line, for `protocol.phrases.translate`."""
        return sentence(self.what, self.why, self.next_step)

    def __str__(self) -> str:
        return str(self.sentence)
