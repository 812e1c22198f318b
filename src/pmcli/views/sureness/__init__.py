"""How sure an order is: the screen of `pm sure` and its document."""
