# Real servers from Debian's packages, started on fresh loopback ports and ended by their process ids. Sourced by the
# end-to-end tests. SHAKEDOWN is the binary; WORK is a scratch folder that goes away at the end.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
SHAKEDOWN=${SHAKEDOWN:-$root/build/release/shakedown}
WORK=$(mktemp -d)
pids=()

finish() {
    local pid
    for pid in "${pids[@]:-}"; do
        if [ -n "$pid" ]; then kill "$pid" 2>/dev/null || true; fi
    done
    for pid in "${pids[@]:-}"; do
        if [ -n "$pid" ]; then wait "$pid" 2>/dev/null || true; fi
    done
    rm -rf "$WORK"
}
trap finish EXIT

# need COMMAND PACKAGE: without the package the test is skipped by hand and fails in CI.
need() {
    if command -v "$1" >/dev/null 2>&1 || [ -e "$1" ]; then return; fi
    echo "MISSING: $1 (apt-get install $2)" >&2
    if [ "${CI:-}" = true ]; then exit 1; fi
    exit 77
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# wait_for PORT PID: until something accepts there; gives up when the process is gone.
wait_for() {
    local tries=0
    until (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do
        kill -0 "$2" 2>/dev/null || { echo "the server ended before it listened:" >&2; cat "$WORK/server.log" >&2; return 1; }
        tries=$((tries + 1))
        [ "$tries" -lt 1200 ] || { echo "the server never listened on port $1" >&2; return 1; }
        read -r -t 0.05 <> <(:) || true
    done
}

PKI=$WORK/pki
make_pki() {
    [ -d "$PKI" ] || "$SHAKEDOWN" pki "$PKI"
}

# launch COMMAND...: in the background, with its output in server.log; sets SERVER_PID.
launch() {
    "$@" >"$WORK/server.log" 2>&1 </dev/null &
    SERVER_PID=$!
    pids+=("$SERVER_PID")
}

# start_server NAME KIND: KIND is rsa or p256 (the certificate), or mtls (rsa, and a client certificate is asked for).
# Sets PORT and SERVER_PID.
start_server() {
    local name=$1 kind=$2 key=$2
    [ "$kind" != mtls ] || key=rsa
    make_pki
    PORT=$(free_port)
    CERT=$PKI/server-$key.pem KEY=$PKI/server-$key.key ALL=$PKI/server-$key-all.pem
    "start_${name//-/_}" "$kind"
    wait_for "$PORT" "$SERVER_PID"
}

stop_server() {
    kill "$SERVER_PID" 2>/dev/null || true
    wait "$SERVER_PID" 2>/dev/null || true
}

start_openssl() {
    need openssl openssl
    local mtls=()
    [ "$1" != mtls ] || mtls=(-Verify 3 -verify_return_error -CAfile "$PKI/ca.pem")
    launch openssl s_server -accept "127.0.0.1:$PORT" -cert "$CERT" -key "$KEY" -cert_chain "$CERT" -min_protocol TLSv1.2 \
        -cipher 'ALL:!aNULL:!eNULL:@SECLEVEL=1' -www "${mtls[@]}"
}

start_gnutls() {
    need gnutls-serv gnutls-bin
    local mtls=(--disable-client-cert)
    [ "$1" != mtls ] || mtls=(--x509cafile "$PKI/ca.pem" --require-client-cert --verify-client-cert)
    launch gnutls-serv --port "$PORT" --x509certfile "$CERT" --x509keyfile "$KEY" --priority NORMAL:+RSA:+DHE-RSA --http "${mtls[@]}"
}

start_nginx() {
    need nginx nginx-light
    local dir=$WORK/nginx mtls=
    mkdir -p "$dir/logs" "$dir/html"
    echo ok >"$dir/html/index.html"
    [ "$1" != mtls ] || mtls="ssl_verify_client on; ssl_client_certificate $PKI/ca.pem; ssl_verify_depth 3;"
    cat >"$dir/nginx.conf" <<CONF
daemon off; master_process off; pid $dir/nginx.pid; error_log stderr crit;
events { worker_connections 512; }
http {
    access_log off; client_body_temp_path $dir; proxy_temp_path $dir; fastcgi_temp_path $dir; uwsgi_temp_path $dir; scgi_temp_path $dir;
    server {
        listen 127.0.0.1:$PORT ssl backlog=511; root $dir/html;
        ssl_certificate $CERT; ssl_certificate_key $KEY; ssl_protocols TLSv1.2 TLSv1.3; $mtls
        ssl_ciphers ALL:!aNULL:!eNULL:@SECLEVEL=1; ssl_session_cache shared:SSL:1m;
    }
}
CONF
    launch nginx -p "$dir" -e stderr -c "$dir/nginx.conf"
}

start_haproxy() {
    need haproxy haproxy
    local dir=$WORK/haproxy mtls=
    mkdir -p "$dir"
    [ "$1" != mtls ] || mtls="ca-file $PKI/ca.pem verify required"
    cat >"$dir/h.cfg" <<CONF
global
    tune.ssl.default-dh-param 2048
defaults
    mode http
    timeout client 60s
    timeout server 60s
    timeout connect 5s
frontend all
    bind 127.0.0.1:$PORT ssl crt $ALL ssl-min-ver TLSv1.2 ciphers ALL:!aNULL:!eNULL:@SECLEVEL=1 prefer-client-ciphers $mtls
    http-request return status 200 content-type text/plain string ok
CONF
    launch haproxy -db -f "$dir/h.cfg"
}

start_stunnel() {
    need stunnel4 stunnel4
    local dir=$WORK/stunnel mtls=
    mkdir -p "$dir"
    # What stands behind the tunnel: a shell that answers each request.
    cat >"$dir/answer.sh" <<'ANSWER'
while read -r line; do
    case $line in "$(printf '\r')" | '') printf 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok' ;; esac
done
ANSWER
    [ "$1" != mtls ] || mtls="CAfile = $PKI/ca.pem
verifyChain = yes"
    cat >"$dir/s.conf" <<CONF
foreground = yes
pid =
debug = err
[all]
accept = 127.0.0.1:$PORT
cert = $ALL
sslVersionMin = TLSv1.2
ciphers = ALL:!aNULL:!eNULL:@SECLEVEL=1
exec = /bin/sh
execArgs = sh $dir/answer.sh
$mtls
CONF
    launch stunnel4 "$dir/s.conf"
}

start_apache() {
    need /usr/sbin/apache2 apache2-bin
    local dir=$WORK/apache mtls= modules=/usr/lib/apache2/modules
    mkdir -p "$dir"
    echo ok >"$dir/index.html"
    [ "$1" != mtls ] || mtls="SSLVerifyClient require
SSLVerifyDepth 3
SSLCACertificateFile $PKI/ca.pem"
    cat >"$dir/httpd.conf" <<CONF
ServerRoot $dir
ServerName localhost
PidFile $dir/pid
ErrorLog $dir/error.log
LoadModule mpm_event_module $modules/mod_mpm_event.so
LoadModule authz_core_module $modules/mod_authz_core.so
LoadModule dir_module $modules/mod_dir.so
LoadModule socache_shmcb_module $modules/mod_socache_shmcb.so
LoadModule ssl_module $modules/mod_ssl.so
Listen 127.0.0.1:$PORT https
DocumentRoot $dir
DirectoryIndex index.html
Timeout 60
KeepAliveTimeout 60
SSLEngine on
SSLCertificateFile $CERT
SSLCertificateKeyFile $KEY
SSLProtocol -all +TLSv1.2 +TLSv1.3
SSLCipherSuite ALL:!aNULL:!eNULL:@SECLEVEL=1
SSLSessionCache shmcb:$dir/cache(512000)
$mtls
CONF
    launch /usr/sbin/apache2 -DFOREGROUND -f "$dir/httpd.conf"
}

start_lighttpd() { # $1 module, $2 kind
    need lighttpd lighttpd
    need "/usr/lib/lighttpd/mod_$1.so" "lighttpd-mod-$1"
    local dir=$WORK/lighttpd-$1 mtls= ca=$PKI/ca.pem
    mkdir -p "$dir"
    echo ok >"$dir/index.html"
    [ "$1" != gnutls ] || ca=$PKI/ca-p256.pem # it trusts only the first root in the file; this is our client's
    [ "$2" != mtls ] || mtls="ssl.verifyclient.ca-file = \"$ca\"
ssl.verifyclient.activate = \"enable\"
ssl.verifyclient.enforce = \"enable\"
ssl.verifyclient.depth = 3"
    cat >"$dir/l.conf" <<CONF
server.modules = ("mod_$1")
server.document-root = "$dir"
index-file.names = ("index.html")
server.bind = "127.0.0.1"
server.port = $PORT
server.max-keep-alive-idle = 60
ssl.engine = "enable"
ssl.pemfile = "$CERT"
ssl.privkey = "$KEY"
$mtls
CONF
    launch lighttpd -D -f "$dir/l.conf"
}
start_lighttpd_gnutls() { start_lighttpd gnutls "$1"; }
start_lighttpd_wolfssl() { start_lighttpd wolfssl "$1"; }
start_lighttpd_openssl() { start_lighttpd openssl "$1"; }
start_lighttpd_mbedtls() { start_lighttpd mbedtls "$1"; }

start_go() {
    need go golang-go
    local ca=
    [ "$1" != mtls ] || ca=$PKI/ca.pem
    [ -x "$WORK/go_server" ] || GO111MODULE=off GOCACHE=${GOCACHE:-$WORK/go-cache} go build -o "$WORK/go_server" "$here/go_server.go"
    launch "$WORK/go_server" "127.0.0.1:$PORT" "$CERT" "$KEY" "$ca"
}
