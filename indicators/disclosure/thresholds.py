"""The numbers disclosure control rests on, each with where it comes from. No rule is applied here.

Sources: A. Hundepool et al., "Statistical Disclosure Control" (Wiley 2012), chapters 4 and 5; M. Brandt et al.,
"Guidelines for the checking of output based on microdata research" (ESSnet SDC 2010), section 3; framework, section 7.
"""

from __future__ import annotations

from typing import Final

FEWEST: Final = 3
"""Contributors whose answers are not public that a published value needs (framework, section 7; with two, each of them
could subtract its own answer and read the other's)."""

DOMINANT: Final = 0.85
"""Largest share of the weight that one contributor whose answer is not public may have (framework, section 7; a
(1, k)-dominance rule, Hundepool et al. 2012, section 4.2.2)."""

PROTECTION: Final = 0.10
"""How far from a company's value any estimate of it must be able to lie, as a share of the value: the p of the p %-rule
(Hundepool et al. 2012, section 4.2.2). It also holds against a contributor that knows its own answer, so against the
second largest, whom the dominance rule alone does not stop."""

FEWEST_ORDERED: Final = 10
"""Contributors whose answers are not public under a quartile, a mean or a bar of bands: a percentile is one company's
own value (Brandt et al. 2010, "percentiles": at least ten units). Minimum and maximum are always one company's, so they
are public only where every contributor is."""

DETERMINED: Final = 0.2
"""Share in the published equations from which a company's answer is examined one by one. A company whose share is less
stands in no combination of published sums with fewer than five companies (`leverage.py`)."""

FEW_COMPANIES: Final = 60
"""Up to this many contributors every one of them is examined, whatever its share."""
