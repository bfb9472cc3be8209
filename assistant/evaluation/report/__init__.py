"""What is written of a run: the figures with their intervals, the changes, and the pages."""
