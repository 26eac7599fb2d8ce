# The honest control of every flow completes against OpenSSL and GnuTLS, as servers and as clients, wherever they have the
# feature. A flow that is listed here and is skipped or refused fails this test.
# shellcheck source=tests/servers/lib.sh
. "$(dirname "$0")/../servers/lib.sh"

write_plans() { # FOLDER, then plans on standard input, one a line
    mkdir -p "$1"
    local i=100
    while read -r plan; do
        i=$((i + 1))
        echo "$plan; expect continues" >"$1/$i.plan"
    done
}

expect_all() { # FOLDER SUT-ARGUMENTS...
    local folder=$1
    shift
    "$SHAKEDOWN" run "$folder"/*.plan --json "$WORK/out.json" "$@" >"$WORK/out.txt" 2>&1 || true
    python3 - "$WORK/out.json" "$folder" <<'PY'
import json, sys
results = json.load(open(sys.argv[1]))["results"]
bad = [r for r in results if r["result"] != "pass"]
for r in bad:
    print(open(r["id"]).read().strip(), "->", r["grade"], "|", r["observed"], "|", r["reason"])
sys.exit(1 if bad or not results else 0)
PY
}

both='flow tls13
flow tls13; group secp256r1
flow tls13; suite TLS_CHACHA20_POLY1305_SHA256
flow tls13; suite TLS_AES_256_GCM_SHA384
flow tls13 retry
flow tls13 no-compat
flow tls13 ticket
flow tls12
flow tls12; kx rsa
flow tls12; kx dhe
flow tls12 no-ems
flow tls12; suite TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
flow tls12 etm; suite TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'
resume='flow tls13 psk
flow tls13 psk retry
flow tls12 session-ticket'

for server in openssl gnutls; do
    write_plans "$WORK/$server" <<<"$both
$resume"
    [ "$server" = gnutls ] && write_plans "$WORK/$server-more" <<<'flow tls13 key-update
flow tls12 renegotiation'
    [ "$server" = openssl ] && write_plans "$WORK/$server-more" <<<'flow tls12 session-id'
    start_server "$server" rsa
    echo "== $server as a server"
    expect_all "$WORK/$server" --server "127.0.0.1:$PORT"
    expect_all "$WORK/$server-more" --server "127.0.0.1:$PORT"
    stop_server
    start_server "$server" mtls
    echo "== $server as a server that asks for a client certificate"
    write_plans "$WORK/$server-mtls" <<<'flow tls13 client-auth
flow tls12 client-auth
flow tls12 client-auth; kx rsa'
    expect_all "$WORK/$server-mtls" --server "127.0.0.1:$PORT"
    stop_server
done

need openssl openssl
need gnutls-cli gnutls-bin
write_plans "$WORK/clients" <<<"$both
flow tls13; certificate rsa
flow tls13 key-update"
echo "== openssl s_client as a client"
# `sleep` holds standard input open until the handshake is through; the peer ends the conversation, and the link the process.
expect_all "$WORK/clients" --client -- sh -c 'sleep 3 | openssl s_client -connect {host}:{port} -servername {name} \
    -verify_hostname {name} -CAfile {ca} -verify_return_error -brief -cipher ALL:@SECLEVEL=1'
echo "== gnutls-cli as a client"
expect_all "$WORK/clients" --client -- gnutls-cli --port '{port}' --x509cafile '{ca}' --sni-hostname='{name}' \
    --verify-hostname='{name}' --priority NORMAL:+RSA:+DHE-RSA '{host}'
