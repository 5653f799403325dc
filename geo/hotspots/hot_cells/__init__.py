"""Cells hotter than chance explains, now and over time: Gi*, emerging hot spots, Mann-Kendall."""
