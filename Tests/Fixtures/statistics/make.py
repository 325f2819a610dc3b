#!/usr/bin/env python3
"""Writes scipy.json, which the tests of module Statistics compare with.

Run:   python3 Tests/Fixtures/statistics/make.py        (half a minute)
Needs: Python 3.10, NumPy 2, SciPy 1.15 or later (made with NumPy 2.4, SciPy 1.17).

Every number here comes from SciPy or from brute force: all sign flips, all choices, all pairs, all
orders. Nothing is computed the way module Statistics does it. Seeds are fixed: the same versions
write the same file. Data are rounded to 4 places, so that both sides read the same numbers.
"""

import itertools
import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
from scipy import stats

random = np.random.default_rng(20_240_601)


def data(kind, n, shift=0.0):
    """n values; continuous kinds have no ties, not even of magnitude, and no zeros."""
    draw = {
        "normal": lambda: random.normal(shift, 1, n),
        "heavy": lambda: shift + random.standard_cauchy(n),
        "skewed": lambda: shift + random.exponential(1, n) - 0.7,
        "bimodal": lambda: shift + random.choice([-1, 3], n, p=[0.75, 0.25])
        + random.normal(0, 0.2, n),
        "tied": lambda: np.round(2 * random.normal(shift, 1, n)) / 2,
    }[kind]
    while True:
        values = np.round(draw(), 4)
        if kind == "tied" or len(np.unique(np.abs(values[values != 0]))) == n:
            return values


def signed_rank_sum(values, axis=-1):
    """Sum of the ranks of positive values; zeros are ranked, and have no sign (Pratt)."""
    ranks = stats.rankdata(np.abs(values), axis=axis)
    return np.sum(ranks * (values > 0), axis=axis)


def not_rejected(candidates, p_value):
    """The range of the candidates, and of what lies between them, where p exceeds 0.05."""
    points = np.unique(candidates)
    middles = (points[1:] + points[:-1]) / 2
    kept = [i for i, middle in enumerate(middles) if p_value(middle) > 0.05]
    if kept[0] == 0 or kept[-1] == len(middles) - 1:
        if p_value(points[0] - 1) > 0.05:
            return None
    return [points[kept[0]], points[kept[-1] + 1]]


def signed_rank(kind, n, shift):
    values = data(kind, n, shift)
    walsh = [(values[i] + values[j]) / 2 for i in range(n) for j in range(i, n)]
    if kind != "tied":
        how = "exact"

        def test(side, theta=0.0):
            return stats.wilcoxon(values - theta, alternative=side, method="exact").pvalue
    elif n <= 15:
        how = "all sign flips"

        def test(side):
            return stats.permutation_test(
                (values,), signed_rank_sum, permutation_type="samples", vectorized=True,
                n_resamples=np.inf, alternative=side).pvalue
    else:
        how = "normal"

        def test(side):
            return stats.wilcoxon(
                values, alternative=side, zero_method="pratt", correction=True,
                method="asymptotic").pvalue
    case = {
        "name": f"{kind} {n}", "how": how, "differences": values.tolist(),
        "two": test("two-sided"), "less": test("less"), "greater": test("greater"),
        "estimate": np.median(walsh),
    }
    if kind != "tied":
        case["interval"] = not_rejected(walsh, lambda theta: test("two-sided", theta))
    return case


def rank_sum(kind, m, n, shift):
    base, head = data(kind, m), data(kind, n, shift)
    if kind != "tied":
        while len(np.unique(np.concatenate([base, head]))) < m + n:
            head = data(kind, n, shift)
    pairs = (head[:, None] - base[None, :]).ravel()
    if kind != "tied" and m + n <= 70:
        how = "exact"

        def test(side, theta=0.0):
            return stats.mannwhitneyu(head - theta, base, alternative=side, method="exact").pvalue
    elif m + n <= 16:
        how = "all choices"

        def test(side):
            def first(x, y, axis):
                ranks = stats.rankdata(np.concatenate([x, y], axis=axis), axis=axis)
                return np.sum(ranks[..., : x.shape[axis]], axis=axis)

            return stats.permutation_test(
                (head, base), first, permutation_type="independent", vectorized=True,
                n_resamples=np.inf, alternative=side).pvalue
    else:
        how = "normal"

        def test(side):
            return stats.mannwhitneyu(
                head, base, alternative=side, method="asymptotic", use_continuity=True).pvalue
    case = {
        "name": f"{kind} {m} {n}", "how": how, "base": base.tolist(), "head": head.tolist(),
        "two": test("two-sided"), "less": test("less"), "greater": test("greater"),
        "estimate": np.median(pairs),
    }
    if how == "exact" and m + n <= 45:
        case["interval"] = not_rejected(pairs, lambda theta: test("two-sided", theta))
    return case


def median_interval(kind, n, confidence):
    """SciPy's bootstrap, and the limit of infinitely many resamples in whole numbers."""
    values = np.sort(data(kind, n))
    by_scipy = stats.bootstrap(
        (values,), np.median, n_resamples=1_000_000, batch=50_000, method="percentile",
        confidence_level=confidence, rng=random)
    # What a little more or less of the tails would give: a million resamples are not all.
    tail = (1 - confidence) / 2
    resampled = by_scipy.bootstrap_distribution
    near = [
        np.quantile(resampled, [tail * 0.97, tail * 1.03]).tolist(),
        np.quantile(resampled, [1 - tail * 1.03, 1 - tail * 0.97]).tolist()]
    by_scipy = by_scipy.confidence_interval
    # Resamples, of n^n, with each median.
    weights = {}
    r = n // 2

    def at_least(draws, i):
        """Resamples with at least so many draws among the i smallest values."""
        return sum(math.comb(n, k) * i**k * (n - i) ** (n - k) for k in range(draws, n + 1))

    for i in range(1, n + 1):
        if n % 2:
            count = at_least(r + 1, i) - at_least(r + 1, i - 1)
            weights[values[i - 1]] = weights.get(values[i - 1], 0) + count
            continue
        both = at_least(r, i) - at_least(r, i - 1)
        for j in range(i + 1, n + 1):
            count = math.comb(n, r) * (i**r - (i - 1) ** r) * ((n - j + 1) ** r - (n - j) ** r)
            both -= count
            median = (values[i - 1] + values[j - 1]) / 2
            weights[median] = weights.get(median, 0) + count
        weights[values[i - 1]] = weights.get(values[i - 1], 0) + both
    assert sum(weights.values()) == n**n
    least = (1 - Fraction(str(confidence))) / 2 * n**n

    def first(medians):
        total = 0
        for median in medians:
            total += weights[median]
            if total >= least:
                return median

    return {
        "name": f"{kind} {n}", "values": values.tolist(), "confidence": confidence,
        "exact": [first(sorted(weights)), first(sorted(weights, reverse=True))],
        "scipy": [by_scipy.low, by_scipy.high], "near": near,
    }


def holm(m):
    p = np.round(random.beta(0.3, 3, m), 6)
    adjusted = np.empty(m)
    for i in range(m):
        # Rejected at level a if, for every k up to its place, the k-th smallest is at most
        # a/(m - k + 1): so the largest of those products.
        smaller = np.sort(p[p <= p[i]])
        adjusted[i] = min(1, max(q * (m - k) for k, q in enumerate(smaller)))
    return {"p": p.tolist(), "adjusted": adjusted.tolist()}


def friedman(blocks, treatments, effect, tied):
    rows = random.normal(size=(blocks, treatments)) + effect * np.arange(treatments)
    rows = np.round(rows) if tied else np.round(rows, 4)
    ranks = stats.rankdata(rows, axis=1)

    def spread(ranks):
        return np.sum(np.sum(ranks, axis=-2) ** 2, axis=-1)

    orders = list(itertools.permutations(range(treatments)))
    if len(orders) ** blocks <= 10_000:
        all_orders = itertools.product(*[[row[list(o)] for o in orders] for row in ranks])
        spreads = np.array([spread(np.array(choice)) for choice in all_orders])
    else:
        spreads = np.concatenate([
            spread(random.permuted(np.broadcast_to(ranks, (20_000, *ranks.shape)), axis=-1))
            for _ in range(20)])
    return {
        "rows": rows.tolist(),
        "statistic": stats.friedmanchisquare(*rows.T).statistic,
        "approximateP": stats.friedmanchisquare(*rows.T).pvalue,
        "p": np.mean(spreads >= spread(ranks) - 1e-9),
    }


continuous = ["normal", "heavy", "skewed", "bimodal"]
fixture = {
    "signedRank": [
        signed_rank(continuous[i % 4], n, [0.0, 0.4, 0.8][i % 3])
        for i, n in enumerate([5, 6, 7, 8, 9, 10, 12, 15, 15, 20, 25, 30, 40, 45, 50, 60])
    ] + [signed_rank("tied", n, [0.0, 0.3, 0.6][n % 3]) for n in [5, 6, 7, 8, 10, 11, 12, 14, 15]]
    + [signed_rank("tied", n, 0.1) for n in [260, 330]],
    "rankSum": [
        rank_sum(continuous[i % 4], m, n, [0.0, 0.5, 1.0][i % 3])
        for i, (m, n) in enumerate([
            (5, 5), (6, 4), (5, 9), (10, 10), (12, 7), (15, 15), (3, 30), (20, 20), (25, 18),
            (30, 30), (33, 36)])
    ] + [
        rank_sum("tied", m, n, 0.7)
        for m, n in [(5, 5), (4, 7), (8, 6), (7, 7), (3, 12), (12, 3), (8, 8)]
    ] + [rank_sum("tied", 120, 150, 0.2), rank_sum("normal", 150, 130, 0.25)],
    "median": [
        median_interval(kind, n, confidence)
        for kind, n, confidence in [
            ("normal", 8, 0.95), ("heavy", 9, 0.95), ("skewed", 10, 0.95), ("normal", 11, 0.9),
            ("bimodal", 14, 0.95), ("normal", 15, 0.95), ("tied", 16, 0.95), ("normal", 20, 0.99),
            ("heavy", 25, 0.95), ("normal", 30, 0.95), ("skewed", 31, 0.95), ("tied", 40, 0.9),
            ("normal", 59, 0.95), ("normal", 60, 0.95)]
    ],
    "holm": [holm(m) for m in [1, 2, 5, 6, 12, 30]],
    "friedman": [
        friedman(3, 3, 0.4, False), friedman(4, 3, 0.5, True), friedman(5, 3, 0.8, False),
        friedman(2, 4, 0.6, False), friedman(10, 4, 0.3, False), friedman(15, 5, 0.2, True),
        friedman(15, 6, 0.25, False), friedman(30, 3, 0.1, False), friedman(110, 4, 0.06, False),
        friedman(150, 3, 0.1, True)],
    "normal": [
        {"z": z, "cumulative": stats.norm.cdf(z)} for z in [-8.0, -3.0, -1.0, -0.1, 0.0, 0.5, 2.0]],
    "quantile": [
        {"z": stats.norm.ppf(p), "cumulative": p}
        for p in [1e-12, 0.005, 0.025, 0.1, 0.5, 0.8, 0.9, 0.975, 0.999]],
    "chiSquare": [
        {"value": value, "degrees": degrees, "tail": stats.chi2.sf(value, degrees)}
        for value, degrees in [
            (0.0, 3), (0.5, 1), (3.84, 1), (5.0, 2), (7.8, 3), (30.0, 4), (2.0, 5), (12.0, 9),
            (200.0, 10)]],
}
path = Path(__file__).with_name("scipy.json")
lines = [
    json.dumps(name) + ": [\n" + ",\n".join(json.dumps(case, default=float) for case in cases)
    + "\n]" for name, cases in fixture.items()]
path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
