"""① What the sky is doing: readings with units, instant, kind and source, and the feeds that bring them."""
