"""A way to a server that breaks off after so many bytes, as a server does that dies in the middle of a load."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def failing_proxy(port: int, after: int) -> Iterator[int]:
    """The port of a proxy to the local `port` that, `after` bytes from its clients, cuts them off and is gone."""
    left = [after]
    open_sockets: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def gone() -> None:
            for each in (listener, *open_sockets):
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()

        def pump(source: socket.socket, target: socket.socket, is_counted: bool) -> None:
            with contextlib.suppress(OSError):
                while data := source.recv(4096):
                    if is_counted:
                        left[0] -= len(data)
                        if left[0] < 0:
                            gone()
                            return
                    target.sendall(data)
            with contextlib.suppress(OSError):
                target.shutdown(socket.SHUT_WR)

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    server = socket.create_connection(("127.0.0.1", port))
                    open_sockets.extend((client, server))
                    threading.Thread(target=pump, args=(client, server, True), daemon=True).start()
                    threading.Thread(target=pump, args=(server, client, False), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield int(listener.getsockname()[1])
        gone()
