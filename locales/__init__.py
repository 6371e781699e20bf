"""Every word a person reads, Kazakh and Russian, strict."""
