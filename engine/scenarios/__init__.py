"""Scenarios (情景): stories with a virtual clock that a method must tell, played to the real service in memory.

In: scenario files.  Out: what differed from the story, what was covered, and how a case really went.
"""

from engine.scenarios.coverage import Coverage, possible
from engine.scenarios.finding import scenario_files
from engine.scenarios.reading import Beat, Story, read_story
from engine.scenarios.running import Runner, ScenarioResult
from engine.scenarios.stage import Stage, empty_street
from engine.scenarios.vocabulary import Difference, Misread, Scene, Turn, doing, expects, expects_of_case

__all__ = ["Beat", "Coverage", "Difference", "Misread", "Runner", "ScenarioResult", "Scene", "Stage", "Story", "Turn", "doing",
           "empty_street", "expects", "expects_of_case", "possible", "read_story", "scenario_files"]
