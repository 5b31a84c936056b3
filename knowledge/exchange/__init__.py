"""A plan as a YAML file that a person can correct, and back.

What is written out is complete: reading an untouched file gives the same plan. What is edited is checked against the
text of the plan, and every mistake is said with its line.
"""

from knowledge.exchange.nodes import PlanYamlInvalid
from knowledge.exchange.parse import from_yaml
from knowledge.exchange.write import as_yaml

__all__ = ["PlanYamlInvalid", "as_yaml", "from_yaml"]
