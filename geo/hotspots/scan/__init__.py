"""The scan statistic: the disc, and the time, that chance explains least."""
