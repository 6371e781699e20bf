"""What can be wrong with weather input. Expected trouble (a feed is down, a reading is stale) is a `Failure` value."""


class WeatherError(Exception):
    """Base of all errors of `weather`."""


class BrokenReport(WeatherError):
    """A text that calls itself a METAR has no station or no time; the message quotes it."""


class BrokenJson(WeatherError):
    """An answer that should be JSON is not; the message says how it starts."""
