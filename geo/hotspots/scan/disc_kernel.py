"""Counting cases in all discs of a grid at once, from running totals along the rows.

The grid has a margin as wide as the largest disc, so that no disc needs a check at the border. Rows of centres are
taken in strips: the discs around the cells of a strip in one column, joined, are one shape that holds each of them. If
even that shape holds too few cases, no disc of the strip can reach the ratio wanted. Whole numbers are compared, with
thresholds made beforehand; the ratio itself is computed for the few windows that pass.
"""

from __future__ import annotations

import numpy as np

from geo.hotspots.scan.likelihood import log_likelihood_ratio
from geo.spatial.compiled import compiled


@compiled
def add_cases(totals, cases, rows, columns, margin):  # type: ignore[no-untyped-def]  # compiled
    """Turn flat indices of cases into running totals: along each row, and from one period to the next.

    `totals[t, y, x]` becomes the number of cases of periods 0 … t in row y of the widened grid left of column x.
    """
    totals[:, margin : margin + rows] = 0
    size = rows * columns
    for case in cases:
        place = case % size
        totals[case // size, margin + place // columns, margin + place % columns + 1] += 1
    for period in range(totals.shape[0]):
        for y in range(margin, margin + rows):
            line = totals[period, y]
            for x in range(margin, line.size - 1):
                line[x + 1] += line[x]
            if period > 0:
                line += totals[period - 1, y]


@compiled
def disc_count(totals, period, y, x, widths):  # type: ignore[no-untyped-def]  # compiled
    """Cases of periods 0 … `period` in the disc around cell (y, x) of the widened grid."""
    reach = widths.size // 2
    count = np.int64(0)
    for step in range(widths.size):
        line = totals[period, y - reach + step]
        count += np.int64(line[x + widths[step] + 1]) - np.int64(line[x - widths[step]])
    return count


@compiled
def strip_counts(totals, period, top, widths, margin, counts):  # type: ignore[no-untyped-def]  # compiled
    """Cases in a shape that begins at row `top` of the widened grid, for all columns, in `counts`."""
    columns = counts.size
    counts[:] = 0
    for step in range(widths.size):
        line = totals[period, top + step]
        left = line[margin - widths[step] : margin - widths[step] + columns]
        right = line[margin + widths[step] + 1 : margin + widths[step] + 1 + columns]
        for x in range(columns):
            counts[x] += right[x] - left[x]


@compiled
def any_reaches(now, before, least):  # type: ignore[no-untyped-def]  # compiled
    """Whether any difference reaches its threshold; no branches, so that many are compared at once."""
    reached = np.int64(0)
    for x in range(now.size):
        reached |= np.int64(now.dtype.type(now[x] - before[x]) >= least[x])
    return reached != 0


@compiled
def highest_ratio(  # type: ignore[no-untyped-def]  # compiled
    totals,
    rows,
    columns,
    margin,
    discs,
    disc_start,
    shapes,
    shape_start,
    strip,
    first,
    last,
    least,
    strip_least,
    bases,
    bernoulli,
    cases,
    total,
):
    """Return the highest ratio among the windows whose count reaches `least`, 0 when none does.

    Parameters
    ----------
    totals
        From `add_cases`, shape (periods, rows + 2 margin, columns + 2 margin + 1).
    discs, disc_start
        Half widths of the discs, one after the other, and where each begins.
    shapes, shape_start
        Half widths of the joined discs of a strip, likewise.
    strip
        Rows in a strip.
    first, last
        First and last period of each interval.
    least, strip_least
        Thresholds: (radius, interval, row, column) and the lowest of each strip (radius, interval, strip, column).
    bases
        Base of each window, like `least`.
    """
    periods = totals.shape[0]
    counts = np.zeros((periods + 1, columns), totals.dtype)
    best = 0.0
    for number in range(strip_least.shape[2]):
        row = number * strip
        for radius in range(disc_start.size - 1):
            widths = discs[disc_start[radius] : disc_start[radius + 1]]
            shape = shapes[shape_start[radius] : shape_start[radius + 1]]
            top = margin + row - widths.size // 2
            for period in range(periods):
                strip_counts(totals, period, top, shape, margin, counts[period + 1])
            for interval in range(first.size):
                now, before = counts[last[interval] + 1], counts[first[interval]]
                wanted = strip_least[radius, interval, number]
                if not any_reaches(now, before, wanted):
                    continue
                for x in range(columns):
                    if totals.dtype.type(now[x] - before[x]) < wanted[x]:
                        continue
                    for y in range(row, min(row + strip, rows)):
                        needed = np.int64(least[radius, interval, y, x])
                        held = disc_count(totals, last[interval], margin + y, margin + x, widths)
                        if held < needed:
                            continue
                        if first[interval] > 0:
                            held -= disc_count(totals, first[interval] - 1, margin + y, margin + x, widths)
                        if held >= needed:
                            base = bases[radius, interval, y, x]
                            best = max(best, log_likelihood_ratio(bernoulli, float(held), base, cases, total))
    return best


@compiled
def best_windows(  # type: ignore[no-untyped-def]  # compiled
    totals,
    columns,
    margin,
    discs,
    disc_start,
    first,
    last,
    centres,
    least,
    bases,
    sizes,
    taken,
    bernoulli,
    cases,
    total,
    ratio,
    radius_of,
    interval_of,
):
    """Find the best window around each of some centres that holds no taken cell.

    Of equal ratios the window with fewer cells wins, then the one with the shorter radius, the shorter interval and
    the earlier one (radii and intervals come in this order).

    Parameters
    ----------
    centres
        Flat cells to look at.
    sizes
        Cells of the study area in each disc, (radius, row, column).
    taken
        Running totals of taken cells along the rows, like one period of `totals`.
    ratio, radius_of, interval_of
        Answers by flat cell, changed in place; radius -1: no window.
    """
    periods = totals.shape[0]
    counts = np.zeros(periods + 1, np.int64)
    for centre in centres:
        row, column = centre // columns, centre % columns
        ratio[centre], radius_of[centre], interval_of[centre] = 0.0, -1, -1
        fewest = 0
        for radius in range(disc_start.size - 1):
            widths = discs[disc_start[radius] : disc_start[radius + 1]]
            if disc_count(taken, 0, margin + row, margin + column, widths) > 0:
                break
            for period in range(periods):
                counts[period + 1] = disc_count(totals, period, margin + row, margin + column, widths)
            for interval in range(first.size):
                held = counts[last[interval] + 1] - counts[first[interval]]
                if held < least[radius, interval, row, column]:
                    continue
                base = bases[radius, interval, row, column]
                found = log_likelihood_ratio(bernoulli, float(held), base, cases, total)
                size = sizes[radius, row, column]
                if found > ratio[centre] or (found == ratio[centre] and found > 0 and size < fewest):
                    ratio[centre], radius_of[centre], interval_of[centre], fewest = found, radius, interval, size
