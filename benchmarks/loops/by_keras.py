"""Training by Keras as its guides say: arrays in memory, compiled where the backend can, small steps several at once."""

from __future__ import annotations

import os
import time
from typing import Any

from loops.case import DECAY, RATE, Case, Epoch

from tenet.backends.engine import Backend


def make(case: Case, backend: Backend) -> Epoch:
    """Epochs by `Model.fit` on a backend; what it does before and after is not counted."""
    os.environ["KERAS_BACKEND"] = backend
    import keras  # noqa: PLC0415  # it reads the backend's name when it is imported

    class Watch(keras.callbacks.Callback):  # type: ignore[misc]  # Keras may be missing
        """How long an epoch took."""

        seconds = 0.0

        def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
            self.began = time.perf_counter()

        def on_epoch_end(self, epoch: int, logs: object = None) -> None:
            self.seconds = time.perf_counter() - self.began

    model = network(keras, case.name, "channels_first" if backend == "torch" else "channels_last")
    optimizer = keras.optimizers.AdamW(RATE, weight_decay=DECAY)
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    at_once = AT_ONCE.get(case.name, 1) if backend == "jax" else 1  # it allows PyTorch no more
    model.compile(optimizer, loss, steps_per_execution=at_once)
    x = case.x if backend == "torch" or case.x.ndim < 4 else case.x.transpose(0, 2, 3, 1)
    watch = Watch()

    def epoch(_number: int) -> float:
        model.fit(x, case.y, batch_size=case.batch, verbose=0, callbacks=[watch])
        return watch.seconds

    return epoch


AT_ONCE = {"mlp": 25}
"""Steps in one execution, where they are small: its guide to `compile` says so."""


def network(keras: Any, name: str, images: str) -> Any:
    """The network of a name, which gives logits."""
    make = {"mlp": mlp, "cnn": cnn, "gru": gru, "encoder": encoder}[name]
    keras.config.set_image_data_format(images)
    return make(keras, keras.layers)


def mlp(keras: Any, layers: Any) -> Any:
    """Two hidden layers."""
    hidden = [layers.Dense(64, activation="relu") for _ in range(2)]
    return keras.Sequential([keras.Input((32,)), *hidden, layers.Dense(10)])


def cnn(keras: Any, layers: Any) -> Any:
    """Three convolutions."""
    first = keras.config.image_data_format() == "channels_first"
    model = keras.Sequential([keras.Input((1, 28, 28) if first else (28, 28, 1))])
    for channels in (16, 32, 64):
        model.add(layers.Conv2D(channels, 3, padding="same", use_bias=False))
        model.add(layers.BatchNormalization(1 if first else -1, epsilon=1e-5))
        model.add(layers.ReLU())
        model.add(layers.MaxPooling2D(2))
    for layer in (layers.Flatten(), layers.Dropout(0.3), layers.Dense(10)):
        model.add(layer)
    return model


def gru(keras: Any, layers: Any) -> Any:
    """The last state of a GRU."""
    return keras.Sequential([keras.Input((50, 8)), layers.GRU(64), layers.Dense(10)])


def encoder(keras: Any, layers: Any) -> Any:
    """A transformer of four layers."""
    given = keras.Input((32, 16))
    x = layers.Dense(128)(given)
    places = layers.Embedding(32, 128)
    x = x + places(keras.ops.cumsum(keras.ops.ones_like(given[:1, :, 0], "int32"), axis=1) - 1)
    for _ in range(4):
        read = layers.LayerNormalization(epsilon=1e-5)(x)
        x = x + layers.Dropout(0.1)(layers.MultiHeadAttention(4, 32)(read, read))
        read = layers.LayerNormalization(epsilon=1e-5)(x)
        made = layers.Dense(128)(layers.Dense(512, activation="relu")(read))
        x = x + layers.Dropout(0.1)(made)
    x = layers.LayerNormalization(epsilon=1e-5)(x)
    return keras.Model(given, layers.Dense(10)(layers.GlobalAveragePooling1D()(x)))
