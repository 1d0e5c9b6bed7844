"""The stages of an archive run: each turns one task into files."""
