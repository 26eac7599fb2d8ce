# A capture opens decrypted in Wireshark's own dissector, without a dissection error: TLS 1.3 and TLS 1.2, in memory and from
# a real server.
# shellcheck source=tests/servers/lib.sh
. "$(dirname "$0")/../servers/lib.sh"
need tshark tshark

opens() { # NAME SUT-ARGUMENTS...
    local name=$1 errors
    shift
    echo "flow $name; expect continues" >"$WORK/$name.plan"
    "$SHAKEDOWN" run "$WORK/$name.plan" --pcapng "$WORK/$name.pcapng" "$@" >"$WORK/out.txt" 2>&1 || { cat "$WORK/out.txt"; exit 1; }
    errors=$(tshark -r "$WORK/$name.pcapng" -Y '_ws.malformed || _ws.expert.severity == error || tls.alert_message.level == 2' 2>/dev/null)
    [ -z "$errors" ] || { echo "$name: dissection errors:"; echo "$errors"; exit 1; }
    # Only what was decrypted shows the request and, in both versions, a Finished message.
    tshark -r "$WORK/$name.pcapng" -d tcp.port==1-65535,tls -Y 'http.request.method == "GET" || tls.handshake.type == 20' 2>/dev/null |
        grep -q . || { echo "$name: tshark did not decrypt anything"; exit 1; }
    [ "$(tshark -r "$WORK/$name.pcapng" -Y 'tls.handshake.type == 20' -T fields -e tls.handshake.type 2>/dev/null | tr ',' '\n' | grep -c '^20$')" -eq 2 ] ||
        { echo "$name: tshark does not see both Finished messages"; exit 1; }
}

opens tls13 --reference server
opens tls12 --reference server
start_server openssl rsa
opens tls13 --server "127.0.0.1:$PORT"
opens tls12 --server "127.0.0.1:$PORT"
