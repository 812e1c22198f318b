"""The week of a product manager: measures, customers, backlog, stakeholders, learning.

Begin with `week`, which has the five days; a file each says what there is to say on a day. `page` draws it on
one screen or as a mail, `document` is for machines.
"""
