#!/bin/bash
# `shakedown repro` is repeatable: a thousand inputs, twice, with the same words each time. A SUT that dies is told with its stack.
set -u
: "${SHAKEDOWN:?}" "${BUILD_DIR:?}"
if [ ! -x "$BUILD_DIR/bench/seeds" ]; then
    echo "there is no $BUILD_DIR/bench/seeds, which makes the inputs"
    exit 77
fi
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
"$BUILD_DIR/bench/seeds" "$WORK" >/dev/null || exit 1

# Honest inputs, and two of each with one byte changed: whatever the header and the message then say.
python3 - "$WORK" <<'PYTHON'
import os, sys
for folder, _, files in os.walk(sys.argv[1]):
    for name in files:
        data = bytearray(open(os.path.join(folder, name), "rb").read())
        for change in range(2):
            other = bytearray(data)
            other[14 + (len(data) * (change + 1) * 7) % (len(data) - 14)] ^= 1 << (len(name) + change) % 8
            open(os.path.join(folder, f"{name}-changed-{change}"), "wb").write(other)
PYTHON
mapfile -t inputs < <(find "$WORK" -type f | LC_ALL=C sort | head -n 1200)
[ ${#inputs[@]} -ge 1000 ] || { echo "FAIL: only ${#inputs[@]} inputs"; exit 1; }
for round in 1 2; do
    timeout 500 "$SHAKEDOWN" repro "${inputs[@]}" >"$WORK.$round" 2>&1
    status=$?
    [ $status -le 1 ] || { echo "FAIL: status $status"; tail -n 3 "$WORK.$round"; exit 1; }
done
count=$(grep -c '^Transcript (against boringssl; trace ' "$WORK.1")
cmp "$WORK.1" "$WORK.2" || { echo "FAIL: the second round differs"; exit 1; }
rm -f "$WORK.1" "$WORK.2"
[ "$count" -eq ${#inputs[@]} ] || { echo "FAIL: $count transcripts of ${#inputs[@]} inputs"; exit 1; }
echo "$count inputs, twice the same"

# Death.
crash=$WORK/server_finished/dead
python3 - "$WORK/server_finished/honest-00" "$crash" <<'PYTHON'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
data[14] = 0 # nothing is repaired
data[-1] ^= 1 # verify_data
open(sys.argv[2], "wb").write(data)
PYTHON
"$SHAKEDOWN" repro "$crash" --target server_finished --sut strict-crash >"$WORK/out" 2>&1
status=$?
if [ $status -ne 1 ] || ! grep -q '^CRASH: ' "$WORK/out"; then echo "FAIL: status $status"; head -n 20 "$WORK/out"; exit 1; fi
grep -q '^The smallest plan that shows it' "$WORK/out" || { echo "FAIL: no plan of the crash"; cat "$WORK/out"; exit 1; }
if command -v addr2line >/dev/null && ! grep -q AddressSanitizer "$WORK/out" && ! grep -q ' *read_nothing at ' "$WORK/out"; then
    echo "FAIL: no stack"
    cat "$WORK/out"
    exit 1
fi
