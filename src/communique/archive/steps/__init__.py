"""What spares the reader work: filters, copies, triage."""
