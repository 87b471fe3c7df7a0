"""What comes in from strangers' devices, judged and made clean: plain functions, no models."""
