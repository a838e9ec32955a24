#!/usr/bin/env bash
# Each target under libFuzzer for so many seconds (600), begun with its seeds; a finding fails. usage: run.sh [seconds]
set -euo pipefail
cd "$(dirname "$0")/../.."
cmake --preset fuzz > build/fuzz-configure.log || { tail -n 20 build/fuzz-configure.log; exit 1; }
cmake --build --preset fuzz > build/fuzz-build.log 2>&1 || { grep -E "error|FAILED" build/fuzz-build.log | head -n 20; exit 1; }
failed=0
for name in codec markdown callback route; do
  mkdir -p "build/fuzz/corpus/$name"
  build/fuzz/tests/fuzz/fuzz_seeded --write "build/fuzz/corpus/$name" "$name"
  log=build/fuzz/$name.log
  if build/fuzz/tests/fuzz/fuzz_$name -max_total_time="${1:-600}" -max_len=4096 -timeout=10 -seed=20261125 -artifact_prefix="build/fuzz/$name-" "build/fuzz/corpus/$name" > "$log" 2>&1; then
    echo "$name: $(grep -oE 'Done [0-9]+ runs in [0-9]+ second' "$log")s, 0 crashes"
  else
    failed=1
    echo "$name: a finding, see $log"
    tail -n 5 "$log"
  fi
done
exit $failed
