"""The version of the package, for those modules that may not import its door."""

__version__ = "0.1.0"
