"""Debian's nginx and HAProxy with the very files of deploy/, in front of a server: paths and ports changed, nothing else."""

import socket
import ssl
import subprocess
import time
from pathlib import Path

from server import free_port
from wire import Connection, request_bytes

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
NAME = "chat.example.org"


def certificate(folder):
    """Self-signed, for NAME: certificate, key."""
    made = folder / "fullchain.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-out", made[0], "-keyout", made[1]],
                   check=True, capture_output=True)
    return made


def changed(text, changes):
    """Each of them must be there to be changed."""
    for old, new in changes.items():
        assert old in text, f"{old!r} is not in the file"
        text = text.replace(old, str(new))
    return text


class TlsConnection(Connection):
    def __init__(self, address, authority, name=NAME):
        super().__init__(address)
        context = ssl.create_default_context(cafile=authority)
        context.set_alpn_protocols(["http/1.1"])
        self.socket = context.wrap_socket(self.socket, server_hostname=name)

    def send_request(self, method, target, headers=(), body=None):
        self.send(request_bytes(method, target, headers, body, NAME))


class Front:
    """A proxy before a server; people talk to it as to the server itself."""

    base_path = ""

    def __init__(self, server, folder):
        self.server, self.folder, self.secrets = server, folder, server.secrets
        self.plain, self.port = free_port(), free_port()
        self.origin = f"https://{NAME}"
        self.chain, self.key = certificate(folder)
        self.process = subprocess.Popen(self.command(), stdout=subprocess.DEVNULL, stderr=open(folder / "log", "wb"))
        self.await_listening()

    def await_listening(self):
        end = time.monotonic() + 20
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with self.connect() as connection:
                    if connection.ask("GET", "/api/ready", check=False).status == 200:
                        return
            except OSError:
                time.sleep(0.02)
        raise AssertionError((self.folder / "log").read_text())

    def connect(self):
        return TlsConnection(("127.0.0.1", self.port), self.chain)

    def run(self, *args, **options):
        return self.server.run(*args, **options)

    def dispose(self):
        self.process.terminate()
        self.process.wait(20)


class Nginx(Front):
    MAIN = """daemon off; pid {folder}/pid; error_log stderr; worker_processes 2;
events {{ worker_connections 1024; }}
http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; include {folder}/rustygpt.conf; }}
"""

    def command(self):
        site = changed((DEPLOY / "nginx/rustygpt.conf").read_text(), {
            "listen 80;": f"listen {self.plain};", "listen [::]:80;": "", "listen 443 ssl": f"listen {self.port} ssl",
            "listen [::]:443 ssl http2;": "", "127.0.0.1:8080": f"127.0.0.1:{self.server.port}",
            "/etc/ssl/rustygpt/fullchain.pem": self.chain, "/etc/ssl/rustygpt/key.pem": self.key})
        (self.folder / "rustygpt.conf").write_text(site)
        (self.folder / "nginx.conf").write_text(self.MAIN.format(folder=self.folder))
        command = ["nginx", "-e", "stderr", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]
        subprocess.run([*command, "-t"], check=True, capture_output=True)
        return command


class Haproxy(Front):
    def command(self):
        both = self.folder / "both.pem"
        both.write_bytes(self.chain.read_bytes() + self.key.read_bytes())
        text = changed((DEPLOY / "haproxy/haproxy.cfg").read_text(), {
            "maxconn 20000": "maxconn 500", "bind :80\n": f"bind 127.0.0.1:{self.plain}\n", "bind :443 ssl crt /etc/haproxy/rustygpt.pem":
            f"bind 127.0.0.1:{self.port} ssl crt {both}", "127.0.0.1:8080": f"127.0.0.1:{self.server.port}"})
        (self.folder / "haproxy.cfg").write_text(text)
        subprocess.run(["haproxy", "-c", "-f", self.folder / "haproxy.cfg"], check=True, capture_output=True)
        return ["haproxy", "-db", "-f", str(self.folder / "haproxy.cfg")]


def redirected(front):
    """What plain HTTP is answered."""
    with socket.create_connection(("127.0.0.1", front.plain), 10) as plain:
        plain.sendall(f"GET /c/1?x=y HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
        text = b""
        while part := plain.recv(4096):
            text += part
    return text.decode("latin-1")
