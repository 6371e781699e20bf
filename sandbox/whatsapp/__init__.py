"""A pretend WhatsApp: Meta's Cloud API, and a gateway over telephones' own sessions."""
