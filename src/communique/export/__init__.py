"""Entries of a ledger in the formats of other programs."""
