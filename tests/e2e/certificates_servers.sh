# The certificate cases against servers that ask for a client's certificate, each twice: an answer that changes fails too.
# What is known of a server stands in conformance/known/SERVER-mtls.expect, each line with its reason.
# shellcheck source=tests/servers/lib.sh
. "$(dirname "$0")/../servers/lib.sh"

failed=0
for server in openssl nginx gnutls go; do
    for turn in 1 2; do
        status=0 out=$WORK/$server-$turn.txt
        start_server "$server" mtls
        "$SHAKEDOWN" server "127.0.0.1:$PORT" --filter 'certificates/*' --have client-required --color never \
            --expect "$root/conformance/known/$server-mtls.expect" >"$out" 2>&1 || status=$?
        stop_server
        last=$(tail -n 1 "$out")
        echo "== $server, turn $turn: status $status: $last"
        # A run in which hardly anything was judged proves nothing.
        if [ "$status" -ne 0 ] || [ "${last%% *}" -lt 150 ]; then
            failed=1
            head -n 40 "$out"
        fi
    done
done
exit "$failed"
