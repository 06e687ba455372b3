"""What a text is: features, model, names, roles, notices already there."""
