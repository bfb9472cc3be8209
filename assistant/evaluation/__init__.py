"""Measure the assistant: gold questions, what is checked of each answer, and what it adds up to.

The top layer beside the command line: it may use everything below it, and nothing below uses it.
"""
