"""When a MAC began to say more than a network card says by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("binding", sa.Column("asking_us", sa.BigInteger(), autoincrement=False, nullable=True))
    op.add_column("binding", sa.Column("asked_us", sa.BigInteger(), autoincrement=False, nullable=True))
