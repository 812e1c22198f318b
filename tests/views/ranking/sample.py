"""A small ranking, made by hand, so that these tests say how it is shown and not how it comes about."""

from datetime import date

from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.model.reason import Reason
from pmcli.model.workspace import Workspace
from pmcli.ranking import Certified, LeftOut, RankedFeature, Ranking, Share
from pmcli.scoring.model import Model, Score

RICE = Model(
    name="rice",
    title="RICE",
    formula="reach × impact × confidence / effort",
    about="",
    inputs=("rice.reach", "rice.impact", "rice.confidence", "effort"),
    source="McBride, Intercom",
    score=lambda _: Score(None, None, None),
    wants=lambda _: True,
)


def feature(name: str, title: str, **more: object) -> Feature:
    return Feature.model_validate({"id": name, "title": title, **more})


def backlog() -> Backlog:
    features = (
        feature("address-book", "Address book", effort={"web": "5"}, theme="conversion"),
        feature(
            "guest-checkout", "Guest checkout without an account", effort={"web": "3..5..9", "payments": "2"},
            depends_on=["address-book", "tokenised-cards"], deadline="2027-06-30", tags=["mobile", "eu"],
        ),
        feature("tokenised-cards", "Tokenised cards", effort={"payments": "4"}, type="enabler"),
        feature("loyalty", "Loyalty points 🎁 für Stammkunden", effort="6", depends_on=["guest-checkout"]),
        feature("express-pay", "Express pay (エクスプレス決済)", effort={"payments": "3"}),
        feature("saml-sso", "SAML single sign-on for merchants", effort={"web": "8"}, owner="amelie"),
        feature("dark-mode", "Dark mode"),
    )  # fmt: skip
    workspace = Workspace.model_validate(
        {"pm": "1", "product": "Northwind Checkout", "fields": {"nps": "number", "beta": "boolean"}}
    )
    custom = {"nps": 31.0, "beta": True}
    return Backlog(
        workspace,
        {one.id: one.with_custom(custom) if one.id == "address-book" else one for one in features},
        date(2026, 10, 1),
    )


def ranking() -> Ranking:
    return Ranking(
        model=RICE,
        order="adjusted",
        items=(
            RankedFeature(
                1, "saml-sso", 4313.7, 34509.6, 8.0, 8.0, 4313.7, 1,
                reasons=(Reason("first", because="three deals hang on it"),),
            ),
            RankedFeature(
                2, "address-book", 12.0, 60.0, 5.0, 5.0, 1875.25, 4,
                unlocks=("guest-checkout",), inherits=(Share("guest-checkout", 9316.25),),
                reasons=(Reason("inherits", ("guest-checkout",), numbers={"value": 9316.0}),),
            ),
            RankedFeature(
                3, "tokenised-cards", None, 0.0, 4.0, 4.0, 1875.25, None, enabler=True,
                unlocks=("express-pay", "guest-checkout", "one-click", "wallets"),
                inherits=(Share("guest-checkout", 7501.0),),
                reasons=(Reason("enabler"), Reason("inherits", ("guest-checkout",), numbers={"value": 7501.0})),
            ),
            RankedFeature(
                4, "guest-checkout", 2571.42, 18000.0, 7.0, 7.0, 168.964, 2,
                waits_for=("address-book", "tokenised-cards"), unlocks=("loyalty",),
                owes=(Share("address-book", 9316.25), Share("tokenised-cards", 7501.0)),
                reasons=(
                    Reason("deadline", day=date(2027, 6, 30)),
                    Reason("owes", ("address-book", "tokenised-cards"), numbers={"value": 16817.0}),
                ),
            ),
            RankedFeature(5, "express-pay", 45.6, 136.8, 3.0, 3.0, 45.6, 3, waits_for=("tokenised-cards",)),
            RankedFeature(6, "loyalty", 0.0372, 0.2232, 6.0, 6.0, 0.0372, 5, waits_for=("guest-checkout",)),
        ),
        unscored=(LeftOut("dark-mode", Reason("needs-inputs", names=("rice", "reach", "impact"))),),
        certificate=Certified(cost=100.4, bound=100.0, gap=0.004),
    )  # fmt: skip
