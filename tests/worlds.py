"""Small random workspaces that have everything in them: the same for the same number."""

from __future__ import annotations

from random import Random

MODELS = ("rice", "cd3", "cd3", "own", "moscow", "weighted")
DAYS = (
    "2026-09-15",
    "2026-11-20",
    "2026-12-31",
    "2027-01-31",
    "2027-02-14",
    "2027-03-31",
    "2027-08-01",
    "2029-01-01",
)
QUARTERS = ("2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3", "2028-Q1")
MONTHS = ("2026-09", "2026-10", "2026-11", "2026-12", "2027-01", "2027-06")


class World:
    """A workspace of some features: `head` is its pm.yaml, `features` a list of them."""

    def __init__(self, seed: int, most: int = 9) -> None:
        self.draw = Random(seed)  # noqa: S311 - nothing is secret
        self.months = self.chance(0.2)
        self.model = self.draw.choice(MODELS)
        self.teams = ["web", "api", "ops"][: self.draw.choice((1, 1, 2, 2, 3))]
        self.size = self.draw.randint(0, most)
        self.parents = [number for number in range(0, self.size, 5) if self.chance(0.4)]
        self.head = self._head()
        self.features = "".join(self._feature(number) for number in range(self.size))

    def chance(self, share: float) -> bool:
        return self.draw.random() < share

    def _period(self) -> str:
        return self.draw.choice(MONTHS if self.months else QUARTERS)

    def _when(self) -> str:
        return self._period() if self.chance(0.5) else self.draw.choice(DAYS)

    def _head(self) -> str:
        draw = self.draw
        lines = ["pm: 1", "product: World", "teams:"]
        for team in self.teams:
            capacity = draw.choice((0, 3, 5, "6..8..9", 12, 12.5))
            if self.chance(0.2) and self.model != "points":
                absent = f", absent: {{default: 1, {self._period()}: {draw.randint(0, 9)}}}"
                lines.append(
                    f"  {team}: {{people: {draw.choice((0.5, 1, '1..2..4'))}, focus: {draw.choice(('50%', '70%..80%..85%'))}{absent}}}"
                )
            elif self.chance(0.3):
                lines.append(
                    f"  {team}: {{capacity: {{default: {capacity}, {self._period()}: {draw.randint(0, 9)}}}}}"
                )
            else:
                lines.append(f"  {team}: {{capacity: {capacity}}}")
        start = (
            draw.choice(("2026-10", "2026-11-10", "2026-10"))
            if self.months
            else draw.choice(("2026-Q4", "2026-11-16", "2026-Q4"))
        )
        periods = draw.randint(1, 4)
        lines += [
            "calendar:",
            f"  start: {start}",
            f"  periods: {periods}",
            f"  step: {'month' if self.months else 'quarter'}",
        ]
        if self.chance(0.5):
            lines.append(f"  value_horizon: {periods + draw.randint(0, 6)}")
        if self.chance(0.5):
            lines.append(f"  discount: {draw.choice(('3%', '10%', '100%'))}")
        if self.chance(0.15):
            lines.append(f"  fiscal_year_starts: {draw.choice((4, 10))}")
        own = "models: {own: {value: cd3.cost_of_delay + 2, cost: effort}}"
        lines.append(f"scoring: {{model: {self.model}, {own}}}")
        rules = [f"unestimated: {draw.choice(('leave-out', 'leave-out', 'median'))}"]
        if self.chance(0.25):
            rules.append(
                f"reserve: {{bug: {draw.choice(('20%', '50%', '90%'))}, debt: {draw.choice(('0%', '10%'))}}}"
            )
        if self.chance(0.25):
            rules.append("carry_over: true")
        lines.append(f"roadmap: {{{', '.join(rules)}}}")
        return "\n".join(lines) + "\n"

    def _feature(self, number: int) -> str:
        draw = self.draw
        given = [f"id: f{number}", f"title: F{number}"]
        status = draw.choice(("candidate",) * 8 + ("in-progress", "in-progress", "shipped", "parked", "idea"))
        given.append(f"status: {status}")
        if self.chance(0.25):
            given.append(f"type: {draw.choice(('bug', 'debt', 'enabler'))}")
        if number not in self.parents and self.chance(0.88):
            given.append(f"effort: {self._effort()}")
            if status == "in-progress" and self.chance(0.4):
                given.append(f"remaining: {{{draw.choice(self.teams)}: {draw.choice((0, 1, 4))}}}")
                given.append(f"spent: {{{self.teams[0]}: 1.5}}, started: 2026-08-31")
        if self.chance(0.8):
            profile = draw.choice(("standard", "standard", "fading", "intangible", "expedite", "fixed-date"))
            given.append(
                f"cd3: {{cost_of_delay: {draw.randint(0, 20)}, duration: {draw.randint(1, 5)}, profile: {profile}}}"
            )
            given.append(f"rice: {{reach: {draw.randint(0, 90)}, impact: high, confidence: 80%}}")
        if self.chance(0.7):
            given.append(f"moscow: {draw.choice(('must', 'should', 'could', 'wont'))}")
        given += self._relations(number)
        given += self._dates()
        return f"- {{{', '.join(given)}}}\n"

    def _effort(self) -> str:
        draw = self.draw
        some = draw.sample(self.teams, draw.randint(1, min(2, len(self.teams))))
        sizes = ("1", "2", "3", "5", "8", "2..5", "1..2..4", "0.3")
        return f"{{{', '.join(f'{team}: {draw.choice(sizes)}' for team in some)}}}"

    def _relations(self, number: int) -> list[str]:
        draw, relations = self.draw, []
        before = [f"f{other}" for other in range(number)]
        if before and self.chance(0.45):
            needs = draw.sample(before, min(len(before), draw.choice((1, 1, 2))))
            kinds = [
                draw.choice((need, need, f"{{id: {need}, lag: 1}}", f"{{id: {need}, kind: soft}}"))
                for need in needs
            ]
            relations.append(f"depends_on: [{', '.join(kinds)}]")
        if before and self.chance(0.1):
            relations.append(f"conflicts_with: [{draw.choice(before)}]")
        if self.parents and number not in self.parents and self.chance(0.25):
            relations.append(f"parent: f{draw.choice(self.parents)}")
        return relations

    def _dates(self) -> list[str]:
        draw, dates = self.draw, []
        if self.chance(0.15):
            dates.append(f"deadline: {draw.choice(DAYS)}")
        if self.chance(0.1):
            dates.append(f"not_before: {self._when()}")
        if self.chance(0.15):
            dates.append(f"target: {self._when()}")
        if self.chance(0.2):
            verdict = draw.choice(("pin", "pin", "first", "before"))
            more = {"pin": f", period: {self._period()}", "first": "", "before": ", feature: f0"}[verdict]
            until = draw.choice(("", ", until: 2026-01-01"))
            dates.append(f"decisions: [{{verdict: {verdict}{more}, because: so{until}}}]")
        return dates
