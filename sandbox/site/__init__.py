"""A school's web site that takes signed webhooks and shows the latest notice as a banner."""
