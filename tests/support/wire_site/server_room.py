"""The collector in a namespace of its own, behind the routers: it sees from which address agents call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from collector.cli.client import SECONDS, Client, Target
from tests.support.collector_process import CollectorProcess
from tests.support.inside import inside
from tests.support.laboratory import Namespace


class ClientInside(Client):
    """The API's client, its connections made inside that namespace."""

    def __init__(self, target: Target, namespace: Namespace) -> None:
        super().__init__(target)
        self._namespace = namespace

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        content: Mapping[str, Any] | bytes | None = None,
        seconds: float = SECONDS,
    ) -> Any:
        with inside(self._namespace):
            return super().ask(method, path, query=query, content=content, seconds=seconds)


@dataclass
class ServerRoom(CollectorProcess):
    """As any collector process; `namespace` is where it listens."""

    namespace: Namespace = field(kw_only=True)

    def client(self, name: str) -> Client:
        return ClientInside(super().client(name).target, self.namespace)
