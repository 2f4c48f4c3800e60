"""Masks of personal values (R23): what is shown unless the role and a stated reason allow more."""


def name(value: str) -> str:
    """张* for 张伟, 欧** for 欧阳明; minority names keep what stands before the first dot: 阿卜杜·* ."""
    head, dot, _ = value.partition("·")
    if dot:
        return f"{head}·*"
    return value[:1] + "*" * max(1, len(value) - 1) if value else ""


def mobile(value: str | None) -> str | None:
    """199****0001."""
    return None if value is None else f"{value[:3]}****{value[-4:]}" if len(value) >= 11 else "****"


def office_phone(value: str | None) -> str | None:
    """The last four digits stay."""
    return None if value is None else f"****{value[-4:]}"


def words(value: str | None) -> str:
    """Free text about people: nothing of it is shown."""
    return "***" if value else ""
