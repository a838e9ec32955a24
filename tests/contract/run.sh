#!/bin/sh
# Runs the contract suite and checks every exchange that it records against the contract.
# Usage: [KALLY_EVERY_OPERATION=1] run.sh TEST_PROGRAM [arguments of the program]; with it no operation may be left out
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export KALLY_EXCHANGES="$folder/exchanges"
"$@"
node "$here/check_recorded.mjs" "$KALLY_EXCHANGES" ${KALLY_EVERY_OPERATION:+--every-operation}
