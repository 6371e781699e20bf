"""A pretend outside world on loopback that speaks the real protocols. Imports nothing of the product."""
