"""Files into documents: formats, encodings, metadata, language."""
