"""What `boran doctor` looks at: settings, database, data and every account that is on, without sending anything."""
