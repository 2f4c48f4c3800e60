from collector.imports.sheets.headings import Field
from tests.support.ledger_rows import NUMBER, held, person, planned, reasons, view


def test_a_row_that_says_what_is_held_changes_nothing() -> None:
    made = planned({"登记编号": NUMBER}, {}, register=view(held()), extra=("登记编号",))

    assert (len(made.unchanged), made.changes, made.additions) == (0, (), ())
    assert len(made.refused) == 2, "two rows claim one serial number"
    made = planned({"登记编号": NUMBER}, register=view(held()), extra=("登记编号",))
    assert (len(made.unchanged), made.changes, made.additions, made.refused) == (1, (), (), ())


def test_two_rows_that_mean_one_terminal_by_different_keys() -> None:
    by_number = {"登记编号": NUMBER, "序列号": "", "MAC地址": "", "IP地址": ""}
    made = planned(by_number, {"登记编号": ""}, register=view(held()), extra=("登记编号",))

    assert reasons(made) == [(3, ["means the same terminal as row 2"])]


def test_same_person_on_many_terminals_is_one_person() -> None:
    rows = [
        {"使用人": "周敏", "联系电话": "19900000002", "序列号": f"S{n}X", "MAC地址": "", "IP地址": ""} for n in range(3)
    ]
    made = planned(*rows, register=view())

    assert len(made.additions) == 3
    assert [item.name for item in made.people.values()] == ["周敏"]


def test_a_person_named_before_the_row_with_the_telephone() -> None:
    first = {
        "使用人": "周敏",
        "责任人": "赵建国",
        "联系电话": "19900000002",
        "序列号": "S1X",
        "MAC地址": "",
        "IP地址": "",
    }
    second = {
        "使用人": "赵建国",
        "责任人": "赵建国",
        "联系电话": "19900000004",
        "序列号": "S2X",
        "MAC地址": "",
        "IP地址": "",
    }
    made = planned(first, second, register=view(), extra=("责任人",))

    assert made.refused == ()
    assert {item.name: item.mobile for item in made.people.values()} == {"周敏": "19900000002", "赵建国": "19900000004"}


def test_an_owner_without_telephone_is_refused_or_shares_on_request() -> None:
    row = {"使用人": "周敏", "责任人": "赵建国", "联系电话": "19900000002"}

    assert reasons(planned(row, register=view(), extra=("责任人",)))[0][1] == [
        "is not in the register, and no telephone is given"
    ]
    assert planned(row, register=view(), extra=("责任人",), shared_telephone=True).refused == ()


def test_what_a_refused_row_says_of_a_person_is_not_taken() -> None:
    row = {"联系电话": "19900000009", "责任人": "赵建国"}
    made = planned(row, register=view(held()), extra=("责任人",))

    assert len(made.refused) == 1
    assert made.people_changes == {}
    assert made.people == {}


def test_a_new_telephone_of_the_same_user_is_shown_and_changed() -> None:
    made = planned({"联系电话": "19900000009"}, register=view(held()))

    assert [(item.field, item.before, item.after) for item in made.changes[0].differences] == [
        (Field.MOBILE, "19900000001", "19900000009")
    ]
    assert made.people_changes == {"p1": {"mobile": "19900000009"}}


def test_a_namesake_with_another_telephone_is_nobody_certain() -> None:
    made = planned({"联系电话": "19900000009", "序列号": "S9X", "MAC地址": "", "IP地址": ""}, register=view())

    assert reasons(made) == [(2, ["somebody of that name has another telephone"])]
    numbered = {"p1": person(), "p2": person("李明轩", staff_no="G2", mobile="19900000009")}
    row = {"联系电话": "19900000009", "工号": "G2", "序列号": "S9X", "MAC地址": "", "IP地址": ""}
    made = planned(row, register=view(people=numbered), extra=("工号",))
    assert made.additions[0].holder.user == "p2"
