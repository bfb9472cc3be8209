"""The wire to a model: asking it, what can fail on the way, and what it costs."""
