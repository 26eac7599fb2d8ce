#!/bin/bash
# openssl s_client HOST PORT NAME CA: an address is checked as one (-verify_ip), for -verify_hostname takes it for a DNS name.
identity=(-servername "$3" -verify_hostname "$3")
case $3 in
*:* | [0-9]*.[0-9]*.[0-9]*.[0-9]*) identity=(-noservername -verify_ip "$3") ;;
esac
exec openssl s_client -connect "$1:$2" "${identity[@]}" -CAfile "$4" -verify_return_error -brief
