"""Plans in whole numbers, found within a budget of steps, never by the clock.

`problem` says what a plan is, `engine` how one is found: filled from orders (`fill`, `bundles`), with prices
and a bound (`prices`), and improved (`perturb`, `improve` with `ruin`). `stable_plan` keeps near an
agreed plan.
"""
