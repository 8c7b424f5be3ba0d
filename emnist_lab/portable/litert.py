"""Networks in LiteRT's form: its library takes milliseconds to import, and TensorFlow seconds."""

import numpy as np

from emnist_lab.quiet import kept_quiet


class LiteModel:
    """A network in LiteRT's form, given as its file's content; it reads image by image."""

    def __init__(self, content: bytes):
        from ai_edge_litert.interpreter import Interpreter

        # It greets.
        with kept_quiet():
            self._interpreter = Interpreter(model_content=content, num_threads=1)
            self._interpreter.allocate_tensors()
        (self._image,) = self._interpreter.get_input_details()
        (self._answer,) = self._interpreter.get_output_details()

    def __call__(self, images: np.ndarray) -> np.ndarray:
        """Return the outputs, (n, classes), for images in the form that the network takes."""
        return np.concatenate([self._read(image[None]) for image in images])

    def _read(self, image: np.ndarray) -> np.ndarray:
        self._interpreter.set_tensor(self._image["index"], image)
        self._interpreter.invoke()
        return self._interpreter.get_tensor(self._answer["index"])
