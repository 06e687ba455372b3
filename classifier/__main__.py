"""`python -m classifier` is the command `notices`."""

from classifier.cli import main

main()
