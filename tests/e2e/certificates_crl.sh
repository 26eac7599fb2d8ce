# The rows about CRLs against a server that demands them: openssl s_server -crl_check, set up anew for each row.
# shellcheck source=tests/servers/lib.sh
. "$(dirname "$0")/../servers/lib.sh"
need openssl openssl
now=$(date +%s) # the CRLs name serials, and those depend on the hour
"$SHAKEDOWN" pki --time "$now" "$PKI" >/dev/null

failed=0
judged=0
for row in revoked ok other-issuer expired missing nosign badsig critext other-anchor; do
    zoo=$PKI/zoo/r-crl-$row PORT=$(free_port) status=0
    cat "$zoo"/client-*-ca.pem >"$WORK/verify.pem"
    for crl in "$zoo"/client-*.crl; do openssl crl -inform DER -in "$crl" >>"$WORK/verify.pem"; done
    launch openssl s_server -accept "127.0.0.1:$PORT" -cert "$PKI/server-rsa.pem" -key "$PKI/server-rsa.key" \
        -cert_chain "$PKI/server-rsa.pem" -www -Verify 3 -verify_return_error -CAfile "$WORK/verify.pem" -crl_check
    wait_for "$PORT" "$SERVER_PID"
    "$SHAKEDOWN" server "127.0.0.1:$PORT" --time "$now" --have crl,anchor,client-required --level may --color never \
        --filter "certificates/server/r-crl-$row" >"$WORK/out" 2>&1 || status=$?
    stop_server
    echo "== $row: status $status: $(tail -n 1 "$WORK/out")"
    case $(tail -n 1 "$WORK/out") in "1 of 1 cases as expected"*) judged=$((judged + 1)) ;; *) failed=1 && head -n 30 "$WORK/out" ;; esac
    [ "$status" -eq 0 ] || failed=1
done
[ "$judged" -eq 9 ] || failed=1
exit "$failed"
