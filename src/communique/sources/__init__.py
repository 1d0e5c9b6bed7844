"""Ways in: files, folders, addresses and standard input, to documents."""
