"""Doors that the service itself opens: settings become a platform's runner, its SDK loaded last.

    telegram, slack   one door each
    door              what the service does with any, and the endpoint a platform delivers to
    alone             of several processes one asks a platform; the others wait

A door is started once the service is up, and stopped before the database closes.
"""
