"""Whether joint patrols worked: dose, displacement, response, scorecards."""
