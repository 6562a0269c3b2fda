"""The roof: settings, logs, wiring, commands. Nobody imports it."""
