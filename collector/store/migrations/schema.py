"""Which schema a store has, and bringing it to the newest."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from collector.errors import StoreTooNew
from protocol.phrases import say

_FOLDER = Path(__file__).parent


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    # Alembic expands %; a folder may hold one.
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The revision this program needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None  # noqa: S101 -- the package ships at least one revision
    return head


HEAD = newest()


def revision(connection: Connection) -> str | None:
    """The revision a store has; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def require_not_newer(connection: Connection) -> None:
    """Raises StoreTooNew when the store's revision is not one this program knows."""
    found = revision(connection)
    if found == HEAD:
        return
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found is not None and found not in known:
        raise StoreTooNew(
            "store",
            say("its schema {found} was made by a newer program (this one knows {head})", found=found, head=HEAD),
            "update the collector",
        )


def upgrade(connection: Connection, to: str = "head") -> None:
    """Runs what is missing up to a revision, inside the connection's transaction."""
    command.upgrade(_config(connection), to)
