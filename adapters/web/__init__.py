"""The reviewer console: a door for those who read, not for those who report.

    office            what the roof hands in
    sessions, lockout who is here, for how long, and who tried too often
    guard, gate       what every request must pass: from outside, and before its page
    form, visit       what one request sent, who asks, and how it is answered
    screen, page      templates and their words; one address and what answers it
    steps, timeline   what comes next in a case, and what happened in it
    porter            brings a visit to its page, or elsewhere
    pages/            one file per room of pages; app joins their tables
    templates/, static/

It knows the desk and the ports of `bot`; it knows no table, no cipher and no other platform.
"""
