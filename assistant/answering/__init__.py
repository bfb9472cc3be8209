"""From sentences to an answer: quoting, and the story of a question in `asking`."""
