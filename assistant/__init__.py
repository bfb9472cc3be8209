"""Footnote: questions answered in an article's own words, each one click from its place."""
