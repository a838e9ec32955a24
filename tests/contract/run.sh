#!/bin/sh
# Runs the contract suite and checks every exchange that it records against the contract.
# Usage: [KALLY_EVERY_OPERATION=1] run.sh TEST_PROGRAM [arguments of the program]; with it no case and no operation may be left
# out, and the case that takes half of the time, [absent], runs beside the others
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export KALLY_EXCHANGES="$folder/exchanges"
if [ -z "${KALLY_EVERY_OPERATION:-}" ]; then
  "$@"
  node "$here/check_recorded.mjs" "$KALLY_EXCHANGES"
  exit
fi
KALLY_EXCHANGES=$folder/absent "$@" '[absent]' >"$folder/said" 2>&1 &
failed=0
"$@" '~[absent]' || failed=1
wait $! || failed=1
cat "$folder/said"
[ "$failed" = 0 ] || exit 1
cat "$folder/absent" >>"$KALLY_EXCHANGES"
node "$here/check_recorded.mjs" "$KALLY_EXCHANGES" --every-operation
