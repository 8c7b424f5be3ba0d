"""Characters as a hand draws them: strokes of points, in shares of a field's side."""

import math

SEVEN = [[(0.28, 0.25), (0.72, 0.25), (0.45, 0.8)]]
_BOWL = [
    (0.5 + 0.16 * math.cos(turn), 0.35 + 0.16 * math.sin(turn))
    for turn in (math.tau * step / 24 for step in range(25))
]
_TAIL = [(0.66, 0.22), (0.66, 0.72), (0.62, 0.82), (0.52, 0.87), (0.42, 0.85), (0.35, 0.79)]
SMALL_G = [_BOWL, _TAIL]
