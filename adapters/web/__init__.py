"""The reviewer console: a door for those who read, not for those who report.

    office            what the roof hands in
    sessions, lockout who is here, for how long, and who tried too often
    guard, gate       what every request must pass: from outside, and before its page
    visit, form, page one request, what it sent, and how it is answered
    pages/            one file per room of pages; app joins their tables
    templates/, static/

It knows the desk and the ports of `bot`; it knows no table, no cipher and no other platform.
"""
