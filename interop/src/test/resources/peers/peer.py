"""A TLS client or server on Python's own ssl module that reports each connection as a JSON line.

Cipher suites of TLS 1.3 and groups have no setters here; they come from OPENSSL_CONF.
"""
import json
import socket
import ssl
import sys

role = sys.argv[1]
options = {name[2:]: value for name, value in zip(sys.argv[2::2], sys.argv[3::2])}


def report(**line):
    print(json.dumps(line), flush=True)


def context(purpose):
    made = ssl.create_default_context(purpose, cafile=options.get("ca"))
    version = ssl.TLSVersion[options["protocol"].replace("TLSv1.", "TLSv1_")]
    made.minimum_version = made.maximum_version = version
    if "cert" in options:
        made.load_cert_chain(options["cert"], options["key"])
    if "suites" in options and options["protocol"] == "TLSv1.2":
        made.set_ciphers(options["suites"].replace(",", ":"))
    if options.get("tickets") == "no":
        made.options |= ssl.OP_NO_TICKET
    if "alpn" in options:
        made.set_alpn_protocols(options["alpn"].split(","))
    return made


def describe(connection):
    certificate = connection.getpeercert() or {}
    names = [value for rdn in certificate.get("subject", ()) for key, value in rdn if key == "commonName"]
    report(
        event="connection",
        resumed=connection.session_reused,
        protocol=connection.version(),
        cipher=connection.cipher()[0],
        group=None,
        alpn=connection.selected_alpn_protocol(),
        peer="CN=" + names[0] if names else None,
    )


def connect():
    tls = context(ssl.Purpose.SERVER_AUTH)
    session = None
    for _ in range(int(options["connections"])):
        with socket.create_connection(("127.0.0.1", int(options["port"]))) as plain:
            with tls.wrap_socket(plain, server_hostname=options["name"], session=session) as connection:
                describe(connection)
                request = "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % options["name"]
                connection.sendall(request.encode())
                while connection.recv(4096):
                    pass
                session = connection.session


def answer(plain, tls):
    with tls.wrap_socket(plain, server_side=True) as connection:
        describe(connection)
        request = b""
        while b"\r\n\r\n" not in request:
            more = connection.recv(4096)
            if not more:
                return
            request += more
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n")
        connection.unwrap()


def serve():
    tls = context(ssl.Purpose.CLIENT_AUTH)
    if "ca" in options:
        tls.verify_mode = ssl.CERT_REQUIRED
    with socket.create_server(("127.0.0.1", 0)) as listener:
        report(event="listening", port=listener.getsockname()[1])
        while True:
            plain, _ = listener.accept()
            with plain:
                try:
                    answer(plain, tls)
                except OSError as error:
                    report(event="failed", error=str(error))


try:
    connect() if role == "client" else serve()
except OSError as error:
    report(event="failed", error=str(error))
    sys.exit(1)
