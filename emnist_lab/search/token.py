"""The secret that every call to a search's chief carries: without it nothing is touched.

Keras Tuner's chief answers whoever reaches its port, and takes the trials and losses that it is
told of. The secret lies in the study's folder, which all machines of a search share, or is named in
the environment. It travels in clear: who reads the network reads it too.
"""

import functools
import hmac
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import grpc

from emnist_lab.errors import EmnistLabError

TOKEN_VARIABLE = "EMNIST_LAB_TOKEN"
TOKEN_FILE = ".search-token"
_HEADER = "emnist-lab-token"


class _Call(NamedTuple):
    """What gRPC asks a call to be described by (`grpc.ClientCallDetails`)."""

    method: str
    timeout: float | None
    metadata: tuple[tuple[str, str], ...]
    credentials: Any
    wait_for_ready: bool | None
    compression: Any


class _Carries(grpc.UnaryUnaryClientInterceptor):
    def __init__(self, token: str):
        self.token = token

    def intercept_unary_unary(
        self, continuation: Callable, client_call_details: Any, request: Any
    ) -> Any:
        asked = client_call_details
        metadata = (*(asked.metadata or ()), (_HEADER, self.token))
        how = (asked.credentials, asked.wait_for_ready, asked.compression)
        return continuation(_Call(asked.method, asked.timeout, metadata, *how), request)


class _Requires(grpc.ServerInterceptor):
    def __init__(self, token: str):
        self.token = token.encode()

    def intercept_service(self, continuation: Callable, handler_call_details: Any) -> Any:
        sent = dict(handler_call_details.invocation_metadata).get(_HEADER, "")
        if hmac.compare_digest(str(sent).encode(), self.token):
            return continuation(handler_call_details)
        return grpc.unary_unary_rpc_method_handler(_refuse)


def _refuse(request: Any, context: grpc.ServicerContext) -> None:
    context.abort(grpc.StatusCode.UNAUTHENTICATED, "without the token of this search")


def new_token(folder: Path) -> None:
    """Leave a new secret in a study's folder, for its owner alone to read.

    Parameters
    ----------
    folder : Path
        The study's folder.
    """
    file = folder / TOKEN_FILE
    folder.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    # Made anew: neither a link nor a file that others may read stands there.
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(secrets.token_urlsafe(32))


def use_token(folder: Path) -> None:
    """Have this process's calls carry the secret, and its chief require it.

    Keras Tuner makes server and channel itself, and lets nobody add to them: it finds those of this
    function in their place.

    Parameters
    ----------
    folder : Path
        The study's folder.

    Raises
    ------
    EmnistLabError
        If no secret is named in `EMNIST_LAB_TOKEN`, and none can be read in the folder.
    """
    file = folder / TOKEN_FILE
    try:
        token = os.environ.get(TOKEN_VARIABLE) or file.read_text()
    except OSError as error:
        raise EmnistLabError(
            f"the token of the search cannot be read ({error.strerror})",
            where=file,
            fix=f"share the study's folder with the machine that runs the search, or set "
            f"{TOKEN_VARIABLE} to the same secret on both",
        ) from error
    open_channel = grpc.insecure_channel
    grpc.server = functools.partial(grpc.server, interceptors=(_Requires(token),))
    grpc.insecure_channel = lambda target: grpc.intercept_channel(
        open_channel(target), _Carries(token)
    )
