"""People and what they may do: accounts with roles, logins, sessions, API tokens. Only hashes of secrets are kept."""

from communique.desk.people.person import ROLES, Person, Role

__all__ = ["ROLES", "Person", "Role"]
