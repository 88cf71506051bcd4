"""What is read but is no table: another register's list, and documents about organisations."""

from jiqun.planted.papers.documents import Documents, documents
from jiqun.planted.papers.register import Register, other_register

__all__ = ["Documents", "Register", "documents", "other_register"]
