"""What the reader sees: cleaning, dates, datelines, language and sentences. No input or output happens here."""
