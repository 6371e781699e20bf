"""One module per command group of `boran`."""
