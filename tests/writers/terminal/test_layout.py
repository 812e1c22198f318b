from hypothesis import given
from hypothesis import strategies as st

from pmcli.writers.terminal.layout import GAP, Want, fit, needed

wants = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 3)).map(
        lambda drawn: Want(max(drawn[:2]), min(drawn[:2]), drawn[2])
    ),
    min_size=1,
    max_size=8,
)


def test_without_a_width_all_get_what_they_ask_for() -> None:
    assert fit([Want(500, 3), Want(7, 7, 9)], None) == (500, 7)


def test_what_wants_little_is_satisfied_first() -> None:
    assert fit([Want(100, 10, 1), Want(12, 10, 1)], 52) == (38, 12)


def test_the_highest_priority_number_goes_first_and_of_equals_the_last() -> None:
    columns = [Want(5, 5), Want(5, 5, 2), Want(5, 5, 1), Want(5, 5, 2)]
    assert fit(columns, 25) == (5, 5, 5, None)
    assert fit(columns, 18) == (5, None, 5, None)
    assert fit(columns, 11) == (5, None, None, None)
    assert fit(columns, 4) is None
    assert fit([Want(5, 5, 1)], 4) is None


@given(wants, st.integers(1, 150))
def test_it_fits(columns: list[Want], width: int) -> None:
    widths = fit(columns, width)
    if widths is None:
        kept = [want for want in columns if not want.priority]
        assert needed(kept or [columns[0]]) > width or not kept
        return
    shown = [at for at in widths if at is not None]
    assert sum(shown) + GAP * max(0, len(shown) - 1) <= width
    for want, found in zip(columns, widths, strict=True):
        assert want.priority if found is None else want.least <= found <= want.natural
