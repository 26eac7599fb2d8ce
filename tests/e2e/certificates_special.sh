# Rows that need a client or a server with something special: NSS takes delegated credentials, GnuTLS agrees on raw public keys,
# curl goes to a second name with what it remembers of the first.
# shellcheck source=tests/servers/lib.sh
. "$(dirname "$0")/../servers/lib.sh"
need tstclnt libnss3-tools
need gnutls-cli gnutls-bin
need curl curl
make_pki
failed=0

# check NAME LEAST ARGUMENTS...: the run has to succeed and to judge that many cases.
check() {
    local name=$1 least=$2 status=0 out=$WORK/$1.txt last
    shift 2
    "$SHAKEDOWN" "$@" >"$out" 2>&1 || status=$?
    last=$(tail -n 1 "$out")
    echo "== $name: status $status: $last"
    if [ "$status" -ne 0 ] || [ "${last%% *}" -lt "$least" ]; then
        failed=1
        head -n 40 "$out"
    fi
}

sed 's/^exec tstclnt/exec tstclnt -B/' "$root/tests/clients/nss_client.sh" >"$WORK/nss_credentials.sh"
check nss-credentials 11 client --level may --color never --filter 'certificates/client/z-dc-*' \
    -- bash "$WORK/nss_credentials.sh" '{host}' '{port}' '{name}' '{ca}' "$WORK/nss"

check curl-second-name 1 client --color never --filter 'certificates/client/v-resume-other' \
    -- curl -sS -m 8 -o /dev/null --connect-to '::{host}:{port}' --cacert '{ca}' '{url}' '{next-url}'

check gnutls-client-raw-keys 2 client --color never --filter 'certificates/client/z-*' --exclude '*-comp-*,*-dc-*,*-rpk-unasked,*-ta-*' \
    --expect "$root/conformance/known/gnutls-raw-keys.expect" \
    -- gnutls-cli --port '{port}' --no-ca-verification --priority NORMAL:+CTYPE-SRV-RAWPK:-CTYPE-SRV-X509 \
    '--sni-hostname={name}' '{host}'

PORT=$(free_port)
launch gnutls-serv --port "$PORT" --x509certfile "$PKI/server-rsa.pem" --x509keyfile "$PKI/server-rsa.key" --http \
    --require-client-cert --priority NORMAL:+CTYPE-CLI-RAWPK
wait_for "$PORT" "$SERVER_PID"
check gnutls-server-raw-keys 1 server "127.0.0.1:$PORT" --color never --filter 'certificates/server/z-rpk-two,*z-x509-as-rpk' \
    --expect "$root/conformance/known/gnutls-raw-keys.expect"
stop_server
exit "$failed"
