"""A plan proven the best, and the relaxation of a linear program: the extra "optimize", with HiGHS.

`optimize` is what a roadmap asks for; only what it calls needs numpy and highspy. `model` makes the program,
`solver` has a `worker` solve it in a process that can be killed.
"""
