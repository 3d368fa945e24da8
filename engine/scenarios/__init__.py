"""Scenarios (情景): stories with a virtual clock that a method must tell, run in memory on the pure core.

In: scenario files.  Out: what differed from the story, what was covered, and how a case really went.
"""

from engine.scenarios.coverage import Coverage, possible
from engine.scenarios.expecting import Difference
from engine.scenarios.finding import scenario_files
from engine.scenarios.reading import Beat, Story, read_story
from engine.scenarios.running import Runner, ScenarioResult
from engine.scenarios.stage import Stage

__all__ = ["Beat", "Coverage", "Difference", "Runner", "ScenarioResult", "Stage", "Story", "possible", "read_story",
           "scenario_files"]
