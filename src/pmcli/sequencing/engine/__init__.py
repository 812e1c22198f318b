"""Plans in whole numbers, found within a budget of steps, never by the clock.

`problem` says what a plan is, `engine` how one is found: filled from orders (`fill`, `bundles`), with prices
and a bound (`prices`), and improved (`perturb`, `improve` with `ruin`). `mend` keeps an agreed plan and moves
what must be moved at the least cost (`repair`); `propose` finds a better one where each move earns its fee.
"""
