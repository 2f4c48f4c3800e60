"""The state directory: what survives a restart, and how it is written."""

import os
from dataclasses import dataclass
from pathlib import Path

from agent.errors import ConfigurationError
from protocol.phrases import say
from protocol.reasons import reason

_LARGEST_FILE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class StateDirectory:
    """Where the agent keeps its key, its identity, the site bundle, the policy and the spool."""

    path: Path

    @property
    def key(self) -> Path:
        return self.path / "key"

    @property
    def identity(self) -> Path:
        return self.path / "identity.json"

    @property
    def site(self) -> Path:
        return self.path / "site.json"

    @property
    def policy(self) -> Path:
        return self.path / "policy"

    @property
    def duties(self) -> Path:
        return self.path / "duties"

    @property
    def outside(self) -> Path:
        """When outside targets were probed last, microseconds by the wall clock."""
        return self.path / "outside"

    @property
    def spool(self) -> Path:
        return self.path / "spool.sqlite"

    @property
    def acknowledged(self) -> Path:
        return self.path / "acknowledged.json"

    @property
    def farewell(self) -> Path:
        """Why the service is about to be stopped; the package's scripts write it (packaging/agent/preremove)."""
        return self.path / "farewell"

    @property
    def status(self) -> Path:
        return self.path / "status.json"

    def make(self) -> None:
        """Makes the directory; others may read what they may and know the name of. Raises ConfigurationError."""
        try:
            self.path.mkdir(mode=0o711, parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(
                say("state directory {path}", path=self.path), reason(error), "set state_directory"
            ) from error

    def read(self, path: Path) -> bytes | None:
        """The bytes of a state file, or None when there is none; raises ConfigurationError when it cannot be read."""
        try:
            with path.open("rb") as file:
                content = file.read(_LARGEST_FILE + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ConfigurationError(str(path), reason(error), "run this as root or as the agent's user") from error
        if len(content) > _LARGEST_FILE:
            raise ConfigurationError(str(path), say("more than {most} bytes", most=_LARGEST_FILE))
        return content

    def write(self, path: Path, content: bytes, mode: int = 0o600, is_durable: bool = True) -> None:
        """Replaces a file whole or not at all, on disk when this returns if it is to be durable.

        Raises ConfigurationError.

        Written by root (`mingce-agent enrol`), it belongs to whom the directory belongs: the service must read it.
        """
        temporary = path.with_name(f".{path.name}.new")
        try:
            temporary.unlink(missing_ok=True)
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            with open(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fchmod(file.fileno(), mode)
                self._give_to_owner(file.fileno())
                if is_durable:
                    os.fsync(file.fileno())
            temporary.replace(path)
            if is_durable:
                self._sync()
        except OSError as error:
            raise ConfigurationError(str(path), say("cannot be written: {reason}", reason=reason(error))) from error

    def _give_to_owner(self, descriptor: int) -> None:
        owner = self.path.stat()
        if os.geteuid() == 0 and owner.st_uid != 0:
            os.fchown(descriptor, owner.st_uid, owner.st_gid)

    def _sync(self) -> None:
        descriptor = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
