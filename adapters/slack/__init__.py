"""The Slack door: a form whose pages follow one another and leave no message.

`translate` and `views` are pure, `door` knows the conversation but no SDK, `runner` and `sockets`
know bolt.
"""
