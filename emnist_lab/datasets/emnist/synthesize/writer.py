"""One hand writing one character: no two images share slant, proportions, wobble or pen."""

import math

import numpy as np

from emnist_lab.datasets.emnist.synthesize.strokes import ARC_CONTROLS, Arc, Glyph
from emnist_lab.datasets.emnist.synthesize.templates import Allographs

# Spread of the hands, fitted on aggregate statistics of real EMNIST. Lengths are parts of the
# character's height unless a unit is given.
CONTROL_JITTER = 0.05
ARC_ANGLE_JITTER_DEGREES = 14.0
ARC_SWEEP_JITTER_DEGREES = 16.0
STROKE_STRETCH = 0.10
STROKE_SHIFT = 0.03
MEAN_SLANT = 0.16
SLANT_SPREAD = 0.24
ROTATION_SPREAD_DEGREES = 5.0
ASPECT_SPREAD = 0.17
WARP = 0.065


def write(glyph: Glyph, usual: Allographs, rng: np.random.Generator) -> np.ndarray:
    """Return the points of a character as one person might write it.

    Returns
    -------
    ndarray, (m, 2)
        x and y of the points of all strokes, centered near 0, about 1 high, y downward.
    """
    points = glyph.basis @ _wobbly_controls(glyph, rng)
    points = _loosen_strokes(points, glyph, rng)
    return (_warp(points, rng) - 0.5) @ _hand(usual, rng)


def _wobbly_controls(glyph: Glyph, rng: np.random.Generator) -> np.ndarray:
    noise = glyph.wobble @ rng.standard_normal(glyph.controls.shape)
    controls = glyph.controls + CONTROL_JITTER * noise
    for arc in glyph.arcs:
        last_control = arc.first_control + ARC_CONTROLS
        controls[arc.first_control : last_control] = _wobbly_arc(arc, rng)
    return controls


def _wobbly_arc(arc: Arc, rng: np.random.Generator) -> np.ndarray:
    start = arc.start + ARC_ANGLE_JITTER_DEGREES * rng.standard_normal()
    sweep = arc.sweep + ARC_SWEEP_JITTER_DEGREES * rng.standard_normal()
    angle = np.radians(start + np.linspace(0, sweep, ARC_CONTROLS))
    # An ellipse wobbles in its radius; freely moved points would make it a bag of corners.
    radius = 1 + 0.9 * CONTROL_JITTER * rng.standard_normal(ARC_CONTROLS)
    ellipse = np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius[:, None] * arc.radii
    return arc.center + ellipse + 0.3 * CONTROL_JITTER * rng.standard_normal(ellipse.shape)


def _loosen_strokes(points: np.ndarray, glyph: Glyph, rng: np.random.Generator) -> np.ndarray:
    """Each stroke a little larger or smaller, and not quite where it belongs."""
    lengths = glyph.stroke_lengths[:, None]
    center = np.add.reduceat(points, glyph.stroke_starts) / lengths
    stretch = 1 + STROKE_STRETCH * rng.standard_normal(center.shape)
    shift = STROKE_SHIFT * rng.standard_normal(center.shape)
    offset = center * (1 - stretch) + shift
    return points * stretch.repeat(glyph.stroke_lengths, 0) + offset.repeat(glyph.stroke_lengths, 0)


def _warp(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Bend the paper smoothly: two slow sine waves move x, two move y."""
    direction = np.where(rng.random((2, 4)) < 0.5, -math.pi, math.pi)
    frequency = direction * rng.uniform(0.5, 1.6, (2, 4))
    phase = rng.uniform(0, 2 * math.pi, 4)
    waves = np.sin(points @ frequency + phase) * (WARP * rng.standard_normal(4))
    return points + waves[:, :2] + waves[:, 2:]


def _hand(usual: Allographs, rng: np.random.Generator) -> np.ndarray:
    """Width, slant and rotation as one matrix for points in rows."""
    slant, rotation, aspect = rng.standard_normal(3).tolist()
    slant = MEAN_SLANT + usual.slant + SLANT_SPREAD * slant
    rotation = math.radians(ROTATION_SPREAD_DEGREES * rotation)
    width = math.exp(usual.aspect + ASPECT_SPREAD * aspect)
    cos, sin = math.cos(rotation), math.sin(rotation)
    return np.array([[width * cos, width * sin], [-slant * cos - sin, cos - slant * sin]])
