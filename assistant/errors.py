"""What can go wrong, in words a reader can act on.

    AssistantError            one `except` is enough for a caller
    ├── ArticleError          a file or text that cannot become an article
    ├── SettingsError         a setting that is missing, misspelt or out of range
    ├── StorageError          the data folder: in use, read-only, full, or from a newer version
    ├── ModelError            a model file or a model server that cannot be used
    ├── QuestionsError        a questions file that cannot be read at all
    └── ExportError           a conversation that cannot be exported, or an export not be read

Each message is one sentence: what happened, where, what to do next. It never holds a secret or a
traceback. A bug is not wrapped: it surfaces as whatever Python raised.
"""

UNEXPECTED = "Something went wrong while answering; ask again, or ask in other words."
"""What a reader is told of a bug; the log holds the rest."""


class AssistantError(Exception):
    """Something a person can put right; `str(error)` is the sentence to show."""


class ArticleError(AssistantError):
    """A file or text that cannot become an article."""


class SettingsError(AssistantError):
    """A setting that is missing, misspelt or out of range."""


class StorageError(AssistantError):
    """The data folder is in use, read-only, full, damaged or from a newer version."""


class ModelError(AssistantError):
    """A model file or a model server cannot be used."""


class QuestionsError(AssistantError):
    """A questions file cannot be read at all; a single bad row is reported, not raised."""


class ExportError(AssistantError):
    """A conversation cannot be exported, or what was exported cannot be read."""
