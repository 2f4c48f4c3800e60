"""The long poll: who is called, by what, and that nobody is let down, let in twice or kept for ever."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from collector.errors import AgentsDoorRefusal
from collector.ingest.standby import Doorbell
from protocol.report import Taken
from protocol.standby import Standby
from tests.contract.messages import AGENT, BOOT, STANDBY


def said(number: int = 1, **changes: object) -> Standby:
    """The agent's message of that number."""
    return replace(STANDBY, taken=Taken(STANDBY.taken.wall_us, number), **changes)  # type: ignore[arg-type]


async def wait(bell: Doorbell, message: Standby) -> bool:
    return await bell.wait(message, BOOT, asyncio.get_running_loop().create_future())


async def waiting(bell: Doorbell, count: int) -> None:
    while bell.waiting < count:
        await asyncio.sleep(0.001)


def run(conversation: Callable[[Doorbell], Awaitable[None]], **options: float) -> None:
    async def within() -> None:
        bell = Doorbell(**options)  # type: ignore[arg-type]
        bell.answered(AGENT)
        async with asyncio.timeout(30):
            await conversation(bell)

    asyncio.run(within())


def test_a_call_from_another_thread_ends_the_wait() -> None:
    async def conversation(bell: Doorbell) -> None:
        waits = asyncio.create_task(wait(bell, said()))
        await waiting(bell, 1)
        threading.Thread(target=bell.call, args=([AGENT, "somebody else"],)).start()
        assert await waits
        assert bell.waiting == 0

    run(conversation)


def test_who_is_not_called_is_told_so_when_its_time_is_over() -> None:
    async def conversation(bell: Doorbell) -> None:
        assert not await wait(bell, said(wait_ms=1))
        assert bell.waiting == 0

    run(conversation)


def test_a_call_while_nobody_waits_is_kept_until_an_answer_told_it() -> None:
    async def conversation(bell: Doorbell) -> None:
        bell.call([AGENT])
        assert await wait(bell, said(1))
        assert await wait(bell, said(2))
        bell.answered(AGENT)
        assert not await wait(bell, said(3, wait_ms=1))

    run(conversation)


def test_a_collector_that_just_started_does_not_know_what_was_told() -> None:
    async def conversation(_: Doorbell) -> None:
        assert await wait(Doorbell(), said())

    run(conversation)


def test_a_newer_wait_ends_the_older_at_once() -> None:
    async def conversation(bell: Doorbell) -> None:
        older = asyncio.create_task(wait(bell, said(1)))
        await waiting(bell, 1)
        newer = asyncio.create_task(wait(bell, said(2)))
        assert not await older
        assert bell.waiting == 1
        bell.call([AGENT])
        assert await newer

    run(conversation)


@pytest.mark.parametrize("number", [1, 2])
def test_a_recorded_message_displaces_nobody(number: int) -> None:
    async def conversation(bell: Doorbell) -> None:
        waits = asyncio.create_task(wait(bell, said(2)))
        await waiting(bell, 1)
        with pytest.raises(AgentsDoorRefusal, match="is not newer"):
            await wait(bell, said(number))
        bell.call([AGENT])
        assert await waits

    run(conversation)


def test_a_message_of_another_boot_is_answered_and_displaces_nobody() -> None:
    async def conversation(bell: Doorbell) -> None:
        waits = asyncio.create_task(wait(bell, said(2)))
        await waiting(bell, 1)
        assert await wait(bell, said(9, boot="f" * 32))
        with pytest.raises(AgentsDoorRefusal, match="is not newer"):
            await wait(bell, said(1))
        assert not waits.done()
        bell.close()
        assert not await waits

    run(conversation)


def test_too_many_are_refused() -> None:
    async def conversation(bell: Doorbell) -> None:
        waits = asyncio.create_task(wait(bell, said()))
        await waiting(bell, 1)
        bell.answered("b" * 32)
        with pytest.raises(AgentsDoorRefusal, match="too many agents wait"):
            await wait(bell, said(agent="b" * 32))
        bell.close()
        assert not await waits

    run(conversation, most_waiting=1)


def test_who_hangs_up_waits_no_more() -> None:
    async def conversation(bell: Doorbell) -> None:
        hung_up = asyncio.get_running_loop().create_future()
        waits = asyncio.create_task(bell.wait(said(), BOOT, hung_up))
        await waiting(bell, 1)
        hung_up.set_result(None)
        assert not await waits
        assert bell.waiting == 0

    run(conversation)


def test_everybody_is_called_little_by_little() -> None:
    async def conversation(bell: Doorbell) -> None:
        ids = [f"{number:032x}" for number in range(20)]
        for one in ids:
            bell.answered(one)
        waits = [asyncio.create_task(wait(bell, said(agent=one))) for one in ids]
        await waiting(bell, len(ids))
        bell.call_all()
        assert all(await asyncio.gather(*waits))

    run(conversation, spread_seconds=0.05)


def test_nobody_is_let_in_once_it_is_closed() -> None:
    async def conversation(bell: Doorbell) -> None:
        bell.close()
        with pytest.raises(AgentsDoorRefusal):
            await wait(bell, said())

    run(conversation)


def test_a_call_to_a_loop_that_is_gone_is_no_error() -> None:
    bell = Doorbell()
    bell.answered(AGENT)

    async def leave() -> None:
        asyncio.create_task(wait(bell, said())).add_done_callback(lambda _: None)
        await waiting(bell, 1)

    asyncio.run(leave())
    bell.call([AGENT])
    assert bell.waiting == 0
