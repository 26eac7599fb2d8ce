# What users get wrong: each gives one clear sentence on standard error and the documented exit status, in time.
# shellcheck source=tests/servers/lib.sh
. "$(dirname "$0")/../servers/lib.sh"
need python3 python3
failures=0

# expect STATUS PATTERN COMMAND...
expect() {
    local status=$1 pattern=$2 got=0
    shift 2
    timeout 60 "$@" >"$WORK/out.txt" 2>"$WORK/err.txt" </dev/null || got=$?
    if [ "$got" -ne "$status" ] || ! grep -Eq "$pattern" "$WORK/err.txt" || [ "$(grep -c '^shakedown: ' "$WORK/err.txt")" -ne 1 ]; then
        echo "FAIL: $*"
        echo "  status $got, not $status; or no single sentence with \`$pattern\`:"
        sed 's/^/  | /' "$WORK/err.txt"
        failures=$((failures + 1))
    fi
}

odd() { # MODE
    PORT=$(free_port)
    launch python3 "$here/odd_server.py" "$1" "$PORT"
    wait_for "$PORT" "$SERVER_PID"
}

expect 3 'nothing answers' "$SHAKEDOWN" server "127.0.0.1:$(free_port)"
odd http
expect 3 'not in TLS' "$SHAKEDOWN" server "127.0.0.1:$PORT" --timeout 1000
odd silent
expect 3 'says nothing' "$SHAKEDOWN" server "127.0.0.1:$PORT" --timeout 500
odd random
expect 3 'not in TLS|does not complete|without a word' "$SHAKEDOWN" server "127.0.0.1:$PORT" --timeout 1000
odd close
expect 3 'closes the connection' "$SHAKEDOWN" server "127.0.0.1:$PORT" --timeout 1000
expect 3 'nothing answers' "$SHAKEDOWN" run <(echo 'flow tls13') --server "127.0.0.1:$(free_port)"

expect 3 'ended without a connection' "$SHAKEDOWN" client -- "$WORK/missing" '{port}'
expect 3 'ended without a connection' "$SHAKEDOWN" client -- true
expect 3 'ended without a connection' "$SHAKEDOWN" run <(echo 'flow tls13') --client -- true
expect 3 'says nothing' "$SHAKEDOWN" client --timeout 200 -- sleep 100

expect 2 'no port' "$SHAKEDOWN" server localhost
expect 2 'cannot resolve' "$SHAKEDOWN" server no-such-host.invalid:443
expect 2 'name one server' "$SHAKEDOWN" server
expect 2 'no case matches' "$SHAKEDOWN" reference server --filter 'nothing/*'
expect 2 'no case matches' "$SHAKEDOWN" reference --filter 'nothing/*'
expect 2 'no case matches' "$SHAKEDOWN" reference client --filter 'tls13/finished/*'
# A filter that is about one side runs that one.
for filter in 'tls13/finished/*' 'tls13/client/order/early-data/omit-server-hello/*'; do
    "$SHAKEDOWN" reference --filter "$filter" --color never >"$WORK/out.txt" 2>&1 ||
        { echo "FAIL: reference --filter $filter" && failures=$((failures + 1)); }
done
expect 2 'no case' "$SHAKEDOWN" explain no/such/case
expect 2 'no command' "$SHAKEDOWN" frobnicate
expect 2 'not understood' "$SHAKEDOWN" reference server --frobnicate
expect 2 'one of must' "$SHAKEDOWN" reference server --level often
expect 2 'cannot read' "$SHAKEDOWN" run "$WORK/missing.plan"
expect 2 'line 1.*did you mean' "$SHAKEDOWN" run <(echo 'flow tls14')
expect 2 'no plan' "$SHAKEDOWN" run "$SHAKEDOWN"
expect 2 'cannot read' "$SHAKEDOWN" reference server --expect "$WORK/missing.expect"
echo 'tls13/finished/verify-data-first-bit maybe' >"$WORK/bad.expect"
expect 2 'line 1' "$SHAKEDOWN" reference server --expect "$WORK/bad.expect"
expect 2 'only one output' "$SHAKEDOWN" reference server --json - --junit -
expect 2 'command line is missing' "$SHAKEDOWN" client
expect 4 'cannot write' "$SHAKEDOWN" reference server --filter 'FIN-01' --json "$WORK/missing/out.json"
expect 4 'No space left' "$SHAKEDOWN" reference server --filter 'FIN-01' --json /dev/full
expect 4 'No space left' "$SHAKEDOWN" reference server --filter 'FIN-01' --pcapng /dev/full
expect 4 'No space left' "$SHAKEDOWN" reference server --filter 'FIN-01' --html /dev/full
expect 4 'cannot make' "$SHAKEDOWN" reference server --filter 'FIN-01' --mermaid /proc/nowhere
expect 4 'cannot make' "$SHAKEDOWN" pki /proc/nowhere
expect 2 'name one list' "$SHAKEDOWN" list cases 'tls13/*'
full() { "$SHAKEDOWN" "$@" >/dev/full; }
export -f full
export SHAKEDOWN
expect 4 'standard output: No space left' bash -c 'full list cases'
expect 4 'standard output: No space left' bash -c 'full reference server --filter FIN-01'
expect 4 'standard output: No space left' bash -c 'full --help'
[ "$failures" -eq 0 ] || exit 1

# Ctrl-C in the middle: one sentence, and no half-written file.
odd silent
"$SHAKEDOWN" server "127.0.0.1:$PORT" --timeout 30000 --json "$WORK/never.json" >"$WORK/out.txt" 2>"$WORK/err.txt" &
pid=$!
until ls -l "/proc/$pid/fd" 2>/dev/null | grep -q 'socket:' || ! kill -0 "$pid" 2>/dev/null; do # until it has connected
    read -r -t 0.05 <> <(:) || true
done
kill -INT "$pid"
wait "$pid" && status=0 || status=$?
if [ "$status" -ne 1 ] || ! grep -q stopped "$WORK/err.txt" || [ -e "$WORK/never.json" ]; then
    echo "FAIL: an interrupted run ended with status $status and said:"
    cat "$WORK/err.txt"
    exit 1
fi

# The same once cases have been judged: a report of an earlier run stays as it was.
need curl curl
echo earlier >"$WORK/report.json"
# shellcheck disable=SC2016
"$SHAKEDOWN" client --filter 'tls13/*' --json "$WORK/report.json" -- sh -c 'echo >>"$0"; exec curl -sS -m 8 -o /dev/null "$@"' \
    "$WORK/begun" --connect-to '::{host}:{port}' --cacert '{ca}' '{url}' >"$WORK/out.txt" 2>"$WORK/err.txt" &
pid=$!
until [ "$(wc -l 2>/dev/null <"$WORK/begun" || echo 0)" -gt 100 ] || ! kill -0 "$pid" 2>/dev/null; do
    read -r -t 0.05 <> <(:) || true
done
kill -INT "$pid"
wait "$pid" && status=0 || status=$?
if [ "$status" -ne 1 ] || ! grep -q stopped "$WORK/err.txt" || [ "$(cat "$WORK/report.json")" != earlier ] || ls "$WORK"/report.json?*; then
    echo "FAIL: a run interrupted between its cases ended with status $status and said:"
    cat "$WORK/err.txt"
    exit 1
fi 2>/dev/null
