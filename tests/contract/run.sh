#!/bin/sh
# Runs the contract suite and checks every exchange that it records against the contract.
# Usage: run.sh TEST_PROGRAM [arguments of the program]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
KALLY_EXCHANGES=$(mktemp)
export KALLY_EXCHANGES
trap 'rm -f "$KALLY_EXCHANGES"' EXIT
"$@"
node "$here/check_recorded.mjs" "$KALLY_EXCHANGES"
