#!/usr/bin/env bash
# Asks mpe for decisions by curl. Usage: decide.sh http://127.0.0.1:9000
set -euo pipefail

[ $# -eq 1 ] || {
  echo "usage: decide.sh http://HOST:PORT" >&2
  exit 2
}
case $1 in
  http://[!/]* | https://[!/]*) ;;
  *)
    echo "\`$1\`: say where mpe listens: http://HOST:PORT" >&2
    exit 2
    ;;
esac
url=${1%/}/decision

# Is this PORC allowed? --max-time is for the whole answer; --fail makes an error of every status from 400 on, and what is
# compared is what mpe writes, to the letter: whatever is not a clear yes is a no.
allows() {
  local answer
  answer=$(curl --silent --show-error --fail --max-time 1 --header 'content-type: application/json' \
    --write-out '%{http_code}' --data "$1" "$url" | tr -d '\0') || return 1
  [ "$answer" = '{"allow":true}'$'\n'200 ]
}

ask() {
  local answer=deny
  # These values have nothing that JSON would have to escape; jq makes JSON of values from outside.
  if allows "{\"principal\": $2, \"operation\": \"shop:http:get\", \"resource\": \"$3\"}"; then answer=allow; fi
  echo "$1: $answer"
}

alice='{"sub": "alice", "mroles": ["mrn:shop:role:customer"]}'
ask "alice reads her orders" "$alice" mrn:http:shop/orders/alice
ask "alice reads bob's orders" "$alice" mrn:http:shop/orders/bob
ask "anyone reads the catalogue" '{}' mrn:http:shop/catalogue/lamp
