"""The law as data: rules, registers, helplines, territories."""
