"""The doors: each knows one platform, none knows another."""
