"""What kind of turn a question is, and what a follow-up refers to."""
