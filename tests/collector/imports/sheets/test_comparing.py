from collector.imports.sheets.headings import Field
from collector.ledger.life_cycle import Status
from tests.support.ledger_rows import held, planned, reasons, view


def test_a_blank_changes_nothing_and_a_dash_takes_away() -> None:
    known = view(held(brand="联想", model="开天M70f"))
    made = planned({"品牌": "", "型号": "—"}, register=known, extra=("品牌", "型号"))

    assert made.changes[0].terminal == {"model": None}
    assert [(item.field, item.before, item.after) for item in made.changes[0].differences] == [
        (Field.MODEL, "开天M70f", "")
    ]


def test_an_admitted_terminal_awaits_approval_after_a_material_change() -> None:
    made = planned({"MAC地址": "00-00-5E-00-53-02"}, register=view(held()))

    assert made.changes[0].terminal == {"status": Status.CHANGING}
    made = planned({"品牌": "联想"}, register=view(held()), extra=("品牌",))
    assert made.changes[0].terminal == {"brand": "联想"}


def test_what_is_approved_but_not_admitted_is_not_changed_under_the_approval() -> None:
    made = planned({"MAC地址": "00-00-5E-00-53-02"}, register=view(held(status=Status.APPROVED)))

    assert reasons(made) == [(2, ["is approved as it stands"])]


def test_a_sheet_never_changes_a_status() -> None:
    made = planned({"状态": "注销"}, register=view(held()), extra=("状态",))

    assert (len(made.unchanged), made.changes) == (1, ())
    assert [item.field for item in made.unchanged[0].findings] == [Field.STATUS]
    new = planned({"状态": "在网"}, register=view(), extra=("状态",)).additions[0]
    assert new.terminal.status is Status.SUBMITTED


def test_a_new_terminal_needs_a_type_and_a_person() -> None:
    made = planned({"终端类型": ""}, {"使用人": "", "序列号": "S2X", "MAC地址": "", "IP地址": ""}, register=view())

    assert reasons(made) == [(2, ["is missing"]), (3, ["nobody is named"])]


def test_a_shared_terminal_has_an_owner_alone() -> None:
    row = {"使用人": "(公用)值班室", "责任人": "李明轩"}
    made = planned(row, register=view(), extra=("责任人",))

    assert (made.additions[0].holder.owner, made.additions[0].holder.user) == ("p1", None)


def test_several_use_it_one_mainly_and_one_answers_for_it() -> None:
    row = {"是否公用": "是", "使用人": "李明轩", "责任人": "李明轩"}
    made = planned(row, register=view(), extra=("责任人", "是否公用"))

    assert (made.additions[0].holder.user, made.additions[0].terminal.is_shared) == ("p1", True)
    made = planned({"是否公用": "是"}, register=view(), extra=("是否公用",))
    assert reasons(made) == [(2, ["several use it, and nobody is named who answers for it"])]


def test_a_temporary_terminal_has_an_end() -> None:
    assert reasons(planned({"是否临时": "是"}, register=view(), extra=("是否临时",))) == [(2, ["is missing"])]
    row = {"是否临时": "是", "有效期至": "2026-12-31"}
    made = planned(row, register=view(), extra=("是否临时", "有效期至"))
    assert (made.additions[0].terminal.is_temporary, made.refused) == (True, ())


def test_another_user_is_a_handing_over() -> None:
    made = planned({"使用人": "周敏", "联系电话": "19900000002"}, register=view(held()))

    assert [(item.field, item.before, item.after) for item in made.changes[0].differences] == [
        (Field.USER, "李明轩", "周敏"),
        (Field.OWNER, "李明轩", "周敏"),
    ]


def test_masked_values_say_nothing() -> None:
    made = planned({"使用人": "李**", "联系电话": "199****0001"}, register=view(held()))

    assert len(made.unchanged) == 1


def test_no_agent_runs_on_a_printer() -> None:
    made = planned({"终端类型": "打印机"}, register=view())
    assert made.additions[0].terminal.agent_expected is False
    made = planned({"终端类型": "打印机", "应装客户端": "是"}, register=view(), extra=("应装客户端",))
    assert reasons(made) == [(2, ["no agent runs on a printer"])]
