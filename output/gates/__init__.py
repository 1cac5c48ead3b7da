"""Quality gates: what is looked at before a release is made, each with its loudness and a sentence that says what to do."""

from output.gates.model import Finding, Gate
from output.gates.survey import Survey
from output.gates.table import GATES, judge

__all__ = ["GATES", "Finding", "Gate", "Survey", "judge"]
