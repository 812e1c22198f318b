"""The scoring models: a method per file, each with its inputs, its formula and its source.

Read first `model` (what a model, its inputs and its score are), then `rice`, then `terms`. `own`, `formula`
and `steps` make models of the formulas in pm.yaml.
"""

from pmcli.scoring.cd3 import CD3
from pmcli.scoring.ice import ICE
from pmcli.scoring.kano import KANO
from pmcli.scoring.model import Model
from pmcli.scoring.moscow import MOSCOW
from pmcli.scoring.opportunity import OPPORTUNITY
from pmcli.scoring.own import own_model, own_models
from pmcli.scoring.rice import RICE
from pmcli.scoring.value_effort import VALUE_EFFORT
from pmcli.scoring.weighted import WEIGHTED
from pmcli.scoring.wsjf import WSJF

MODELS: tuple[Model, ...] = (RICE, ICE, WSJF, CD3, WEIGHTED, OPPORTUNITY, VALUE_EFFORT, KANO, MOSCOW)

__all__ = ["MODELS", "own_model", "own_models"]
