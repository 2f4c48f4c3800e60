from collector.store.tables import operators


def test_names_and_os_users_belong_to_one_operator() -> None:
    unique = {tuple(index.columns.keys()) for index in operators.operator.indexes if index.unique}

    assert unique == {("name",), ("os_user",)}


def test_no_secret_is_kept_as_given() -> None:
    assert "password" not in operators.operator.c
    assert "token" not in operators.session.c
    assert [column.name for column in operators.session.primary_key] == ["token_digest"]
