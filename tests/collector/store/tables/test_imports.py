from collector.store.tables import imports


def test_counts_are_kept_and_no_name_of_a_person() -> None:
    columns = imports.ledger_import.c.keys()

    assert {"digest", "actor", "rows", "added", "changed", "unchanged", "refused", "left_out"} <= set(columns)
    assert set(imports.ledger_conflict.c.keys()).isdisjoint({"user", "owner", "mobile"})
