"""What became of promises: later documents are searched for evidence that bears on open commitments."""
