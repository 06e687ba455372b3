"""Passages into models; only this wing needs scikit-learn."""
