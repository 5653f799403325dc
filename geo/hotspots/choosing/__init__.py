"""Help with choosing: curves for parameters, warnings of absurd choices, stacks of incidents on one point."""
