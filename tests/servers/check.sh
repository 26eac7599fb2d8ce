# check SERVER: every case against one real server, with RSA and ECDSA certificates and with client authentication. What is
# known of it stands in conformance/known/, each line with its reason; anything else fails. The two first runs are the same,
# so an answer that changes from run to run fails too.
# shellcheck source=tests/servers/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# known_lists SERVER KIND: what is known of its library, if that is another's, and of itself; of this certificate last.
known_lists() {
    case $1 in haproxy | apache | stunnel) echo openssl "openssl-$2" ;; esac
    echo "$1" "$1-$2"
}

run_cases() { # SERVER KIND shakedown options...
    local server=$1 kind=$2 status=0
    shift 2
    start_server "$server" "$kind"
    local start=$SECONDS list
    for list in $(known_lists "$server" "$kind"); do
        [ ! -e "$root/conformance/known/$list.expect" ] || cat "$root/conformance/known/$list.expect"
    done >"$WORK/known.expect"
    "$SHAKEDOWN" server "127.0.0.1:$PORT" --expect "$WORK/known.expect" --json "$WORK/$server-$kind.json" \
        --pki "$PKI" --color never "$@" >"$WORK/$server-$kind.txt" 2>&1 || status=$?
    echo "== $server $kind: status $status, $((SECONDS - start)) s: $(tail -n 1 "$WORK/$server-$kind.txt")"
    stop_server
    if [ "$status" -ne 0 ]; then
        head -n 60 "$WORK/$server-$kind.txt"
        failed=1
    fi
    [ -z "${KEEP:-}" ] || cp "$WORK/$server-$kind.json" "$WORK/$server-$kind.txt" "$KEEP/"
}

check() { # SERVER shakedown options...
    failed=0
    local server=$1
    shift
    run_cases "$server" rsa "$@"
    run_cases "$server" rsa "$@"
    run_cases "$server" p256 "$@"
    run_cases "$server" mtls --filter '*client-auth*' "$@"
    exit "$failed"
}
