"""`python -m assistant …` is `footnote …`, also where the installed command is not on the path."""

from assistant.cli import main

if __name__ == "__main__":
    main()
