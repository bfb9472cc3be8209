"""From a file to an article: loading, splitting into sentences, marking site boilerplate."""
