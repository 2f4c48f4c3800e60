import pytest

from collector.presence.home_makers import is_home_maker


@pytest.mark.parametrize(
    ("maker", "is_home"),
    [
        ("Tp-Link Technologies Co.,Ltd.", True),
        ("Shenzhen Mercury Communication Technologies Co.,Ltd.", True),
        ("Beijing Xiaomi Mobile Software Co., Ltd", True),
        ("Huawei Device Co., Ltd.", True),
        ("Huawei Technologies Co.,Ltd", False),
        ("New H3C Technologies Co., Ltd", False),
        ("Mercury Computer Systems, Inc.", False),
        ("locally administered (randomised or virtual)", False),
        (None, False),
    ],
)
def test_by_the_beginning_of_the_name(maker: str | None, is_home: bool) -> None:
    assert is_home_maker(maker) is is_home


def test_a_site_may_add_its_own() -> None:
    assert is_home_maker("Example Home Networks", more=("example home",))
