"""A server that is none: MODE PORT, with MODE http, silent, random or close. For the tests of what users get wrong."""
import os
import socket
import sys
import threading

mode, port = sys.argv[1], int(sys.argv[2])
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", port))
listener.listen(64)


def serve(connection):
    try:
        if mode == "http":
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\nplain")
        elif mode == "random":
            connection.recv(4096)
            connection.sendall(os.urandom(300))
        if mode in ("silent", "random"):
            while connection.recv(4096):
                pass
        connection.close()
    except OSError:
        pass


while True:
    accepted, _ = listener.accept()
    threading.Thread(target=serve, args=(accepted,), daemon=True).start()
