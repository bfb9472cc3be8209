"""The browser page: an article to read and a chat to ask in. No logic of the library lives here."""
