#!/bin/bash
# NSS's tstclnt: HOST PORT NAME CA [DATABASE]. The roots go into a database beside CA once. Exit status 0: it took the server.
set -eu
db=${5:-$4.nss}
if [ ! -e "$db/ready" ]; then
    (
        flock 9
        [ ! -e "$db/ready" ] || exit 0
        mkdir -p "$db"
        certutil -N -d "sql:$db" --empty-password
        awk -v db="$db" '/BEGIN CERT/ { n++ } { print > (db "/root" n ".pem") }' "$4"
        for file in "$db"/root*.pem; do certutil -A -d "sql:$db" -n "$(basename "$file")" -t C,, -a -i "$file"; done
        : >"$db/ready"
    ) 9>"$db.lock"
fi
exec tstclnt -h "$1" -p "$2" -a "$3" -d "sql:$db" -V tls1.2:tls1.3
