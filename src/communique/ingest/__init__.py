"""From sources to a ledger: each document once, whatever happens on the way."""
