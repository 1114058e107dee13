"""The networks' layers and their training in JAX. Imported where a network is used, never elsewhere.

Every batch has one shape, the last one filled up with windows of weight zero, so that a network is compiled
once for training and once for answers, however long the history is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax

from app.domain.trading.models.contract import HORIZONS_H, Step, Watch
from app.domain.trading.models.windows import Inputs, Outcomes

FIGURES = 6
HIDDEN = 32
CHANNELS = 32
KERNEL_H = 4
LEFT = 4
"""Places left of a window of 48 hours: 48 → 23 → 10 → 4."""
BATCH = 256
MAX_EPOCHS = 8
PATIENCE_EPOCHS = 2
OPTIMISER = optax.adamw(2e-3, weight_decay=1e-3)
SAID = 3
"""For each horizon: the return, the log of the variance, and the log odds of a rise."""


class Gru(eqx.Module):
    """A gated recurrent unit over the window; its last state answers (K. Cho et al., EMNLP 2014)."""

    cell: eqx.nn.GRUCell
    head: eqx.nn.Linear

    def __init__(self, key: jax.Array) -> None:
        of_cell, of_head = jax.random.split(key)
        self.cell = eqx.nn.GRUCell(FIGURES, HIDDEN, key=of_cell)
        self.head = eqx.nn.Linear(HIDDEN, SAID * len(HORIZONS_H), key=of_head)

    def __call__(self, window: jax.Array) -> jax.Array:
        def remember(state: jax.Array, hour: jax.Array) -> tuple[jax.Array, None]:
            return self.cell(hour, state), None

        state, _ = jax.lax.scan(remember, jnp.zeros(HIDDEN), window)
        return self.head(state)


class Cnn(eqx.Module):
    """Convolutions that halve the window three times; what is left answers (Z. Wang et al., IJCNN 2017)."""

    layers: list[eqx.nn.Conv1d]
    head: eqx.nn.Linear

    def __init__(self, key: jax.Array) -> None:
        *of_layers, of_head = jax.random.split(key, 4)
        widths = (FIGURES, CHANNELS, CHANNELS)
        self.layers = [
            eqx.nn.Conv1d(width, CHANNELS, KERNEL_H, stride=2, key=of_layer)
            for width, of_layer in zip(widths, of_layers, strict=True)
        ]
        self.head = eqx.nn.Linear(CHANNELS * LEFT, SAID * len(HORIZONS_H), key=of_head)

    def __call__(self, window: jax.Array) -> jax.Array:
        values = window.T
        for layer in self.layers:
            values = jax.nn.relu(layer(values))
        return self.head(values.ravel())


Network = Gru | Cnn
Maker = Callable[[jax.Array], Network]


class Batch(NamedTuple):
    """Windows with what came after them; weight 0 for those that only fill the batch up."""

    windows: Inputs
    outcomes: Outcomes
    weight: Inputs


def train(make: Maker, learnt: Batch, held_back: Batch, *, seed: int, watch: Watch) -> Network:
    """Fit a network; the weights of the epoch with the smallest loss on what was held back are returned."""
    draw = np.random.default_rng(seed)
    network = with_weights(make, _first_weights(make, draw))
    state = _begin(network)
    best, least, at = network, _mean_loss(network, held_back, watch), 0
    watch.report(Step(0, MAX_EPOCHS, least))
    for epoch in range(1, MAX_EPOCHS + 1):
        for batch in _batches(learnt, draw.permutation(learnt.weight.size)):
            watch.check()
            network, state = _learn(network, state, batch)
        loss = _mean_loss(network, held_back, watch)
        watch.report(Step(epoch, MAX_EPOCHS, loss))
        if loss < least:
            best, least, at = network, loss, epoch
        elif epoch - at >= PATIENCE_EPOCHS:
            break
    return best


def answer(network: Network, windows: Inputs) -> Inputs:
    """Return what a network says about each window, shape (n, horizons, SAID)."""
    said = [
        np.asarray(_ask(network, _full(windows[at : at + BATCH]))) for at in range(0, len(windows), BATCH)
    ]
    return np.concatenate(said)[: len(windows)].reshape(len(windows), len(HORIZONS_H), SAID)


def weights_of(network: Network) -> list[np.ndarray]:
    """Return a network's numbers, in the order in which `with_weights` takes them."""
    return [np.asarray(leaf) for leaf in jax.tree_util.tree_leaves(eqx.filter(network, eqx.is_inexact_array))]


def with_weights(make: Maker, weights: Sequence[np.ndarray]) -> Network:
    """Make a network with given numbers; ValueError where they are not of its shapes."""
    leaves, shape = jax.tree_util.tree_flatten(_outline(make))
    if [leaf.shape for leaf in leaves] != [weight.shape for weight in weights]:
        raise ValueError("These weights belong to another network.")
    network: Network = jax.tree_util.tree_unflatten(
        shape, [jnp.asarray(each, jnp.float32) for each in weights]
    )
    return network


def _outline(make: Maker) -> Network:
    """Return a network with shapes in place of numbers: drawing them in JAX would compile each shape."""
    outline: Network = eqx.filter_eval_shape(make, jax.random.PRNGKey(0))
    return outline


def _first_weights(make: Maker, draw: np.random.Generator) -> list[np.ndarray]:
    """Draw weights by their number of inputs, small ones for the head: a network begins by saying little."""
    outline = _outline(make)
    head = outline.head.weight.shape
    found = []
    for leaf in jax.tree_util.tree_leaves(outline):
        reach = 0.0 if len(leaf.shape) == 1 or leaf.shape[1:] == (1,) else math.prod(leaf.shape[1:]) ** -0.5
        found.append(draw.uniform(-reach, reach, leaf.shape) * (0.1 if leaf.shape == head else 1.0))
    return found


@eqx.filter_jit
def _begin(network: Network) -> optax.OptState:
    return OPTIMISER.init(eqx.filter(network, eqx.is_inexact_array))


def _loss(network: Network, batch: Batch) -> jax.Array:
    """Return the weighted mean of three losses: Huber's of returns, QLIKE of variances, log loss of rises."""
    said = jax.vmap(network)(jnp.asarray(batch.windows)).reshape(-1, len(HORIZONS_H), SAID)
    logs = jnp.clip(said[..., 1], -4, 4)
    losses = (
        optax.huber_loss(said[..., 0], batch.outcomes.returns)
        + batch.outcomes.variances * jnp.exp(-logs) + logs
        + optax.sigmoid_binary_cross_entropy(said[..., 2], batch.outcomes.rises)
    ).mean(axis=1)  # fmt: skip
    return jnp.average(losses, weights=batch.weight)


@eqx.filter_jit
def _learn(network: Network, state: optax.OptState, batch: Batch) -> tuple[Network, optax.OptState]:
    slopes = eqx.filter_grad(_loss)(network, batch)
    changes, state = OPTIMISER.update(slopes, state, eqx.filter(network, eqx.is_inexact_array))
    return eqx.apply_updates(network, changes), state


_judge = eqx.filter_jit(_loss)


@eqx.filter_jit
def _ask(network: Network, windows: Inputs) -> jax.Array:
    return jax.vmap(network)(jnp.asarray(windows))


def _mean_loss(network: Network, held_back: Batch, watch: Watch) -> float:
    total = 0.0
    for batch in _batches(held_back, np.arange(held_back.weight.size)):
        watch.check()
        total += float(_judge(network, batch)) * float(batch.weight.sum())
    return total / held_back.weight.size


def _batches(of: Batch, order: np.ndarray) -> Iterator[Batch]:
    for start in range(0, order.size, BATCH):
        taken = order[start : start + BATCH]
        outcomes = Outcomes(*(_full(column[taken]) for column in of.outcomes))
        yield Batch(_full(of.windows[taken]), outcomes, _full(of.weight[taken]))


def _full(values: Inputs) -> Inputs:
    """Fill a batch up to its one size with zeros."""
    return np.pad(values, [(0, BATCH - len(values)), *[(0, 0)] * (values.ndim - 1)])
