from agent.doctor.finding import Level


def test_not_looked_at_is_neither_well_nor_wrong() -> None:
    assert Level.WELL < Level.UNKNOWN < Level.WRONG
