"""A small HTTPS client on Python's ssl: HOST PORT NAME CA [CERTIFICATE KEY]. Exit status 0: it took the server."""
import socket
import ssl
import sys

host, port, name, ca = sys.argv[1:5]
context = ssl.create_default_context(cafile=ca)
if len(sys.argv) > 5:
    context.load_cert_chain(sys.argv[5], sys.argv[6])
with socket.create_connection((host, int(port)), timeout=8) as plain:
    with context.wrap_socket(plain, server_hostname=name) as tls:
        tls.sendall(b"GET / HTTP/1.0\r\nHost: %s\r\n\r\n" % name.encode())
        answer = b""
        while not answer.endswith(b"\r\n\r\nok"):
            data = tls.recv(4096)
            if not data:
                break
            answer += data
        tls.unwrap()
sys.exit(0 if answer.startswith(b"HTTP/1.0 200") else 1)
