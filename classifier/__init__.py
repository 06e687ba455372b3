"""Which legal and risk notices an article needs, and the right block in the right place, exactly once."""

__version__ = "0.1.0"
