from collector.api.ledger_answers import CountsOut, import_out
from tests.support.ledger_rows import held, planned, view

COUNTS = CountsOut(rows=1, added=0, changed=1, unchanged=0, refused=0, left_out=0, conflicts=0)


def test_what_was_before_is_masked_where_it_is_personal() -> None:
    row = {"使用人": "周敏", "联系电话": "19900000002"}
    made = planned(row, register=view(held()))
    out = import_out(made, made.refused, import_id=None, held_back=False, name="x", digest="d", counts=COUNTS)

    assert [(one.field, one.before, one.after) for one in out.changes[0].differences] == [
        ("user", "李**", "周敏"),
        ("owner", "李**", "周敏"),
    ]
    assert "李明轩" not in out.model_dump_json()


def test_how_columns_were_understood() -> None:
    made = planned({"购置年份": "2024"}, register=view(), extra=("购置年份",))
    out = import_out(made, made.refused, import_id=1, held_back=False, name="x", digest="d", counts=COUNTS)
    columns = {item.heading: (item.letter, item.field) for item in out.sheets[0].columns}

    assert (columns["MAC地址"], columns["购置年份"], out.sheets[0].rows) == (("I", "macs"), ("J", None), [1])


def test_refused_rows_carry_their_cells_and_words_to_translate() -> None:
    made = planned({"IP地址": "10.37.12.0"}, register=view())
    out = import_out(made, made.refused, import_id=1, held_back=False, name="x", digest="d", counts=COUNTS)

    assert out.refused[0].cells[7] == "10.37.12.0"
    assert out.refused[0].findings[0].worded["why"].values == {"prefix": "10.37.12.0/24"}
