"""The only code that knows a database."""

from sqlalchemy import Connection

# The doors pass a connection from one store function to the next; they need its type, and nothing else of the library.
__all__ = ["Connection"]
