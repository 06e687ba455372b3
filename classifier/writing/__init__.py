"""Words, blocks and proved edits."""
