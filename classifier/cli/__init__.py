"""The command `notices`."""

from classifier.cli.app import main

__all__ = ["main"]
