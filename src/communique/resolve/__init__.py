"""Who, where and when: mentions to entities, words to places, dates and sums. Pure, without input or output."""
