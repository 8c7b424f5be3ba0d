"""Trained networks for what is not Keras: LiteRT, ONNX, and a page in a browser."""
