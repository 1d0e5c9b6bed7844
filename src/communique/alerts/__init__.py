"""Saved watches, and how what they find is delivered: each entry once."""
