"""Photos, made anew from their pixels. Not a door: the doors that take photos are given it.

`child` decodes, in a process of its own; `darkroom` starts it and believes nothing that it says.
"""
