#!/usr/bin/env bash
# Fetches Dear ImGui, MD4C and Catch2 as Debian source packages of newer suites into build/deps/{imgui,md4c,catch2}.
# Arguments (imgui, md4c, catch2) choose some of them; without any, all.
# apt verifies the signature chain; a private apt configuration keeps the machine's own sources untouched.
# IMGUI_DIR, MD4C_DIR and CATCH2_DIR each replace one of them (CMake reads the same variables).
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
deps=${KALLY_DEPS_DIR:-$root/build/deps}

# name | suites | version: the one place that names them.
#   Dear ImGui 1.92: dynamic fonts and ImFontLoader.   MD4C: a CommonMark parser without allocation of a tree.   Catch2 v3: the tests.
packages="imgui|forky sid|1.92
md4c|trixie forky sid|0.5
catch2|trixie forky sid|3."

wanted=()
while IFS='|' read -r name suites version; do
  if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
  override=$(echo "${name^^}_DIR")
  if [ -n "${!override:-}" ]; then continue; fi
  if [ -f "$deps/$name/.version" ] && [[ "$(cat "$deps/$name/.version")" == "$version"* ]]; then continue; fi
  wanted+=("$name|$suites|$version")
done <<< "$packages"
[ ${#wanted[@]} -gt 0 ] || exit 0

command -v apt-get >/dev/null || {
  for entry in "${wanted[@]}"; do
    IFS='|' read -r name suites version <<< "$entry"
    echo "without apt-get, set ${name^^}_DIR to the source folder of $name $version" >&2
  done
  exit 1
}
work=$deps/apt
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/download"
# Of the machine's own settings, the first mirror of Debian itself; other archives and Debian's security archive have none of these suites.
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | sed -n 1p)
[ -n "$mirror" ] || { echo "apt names no mirror of Debian: run apt-get update first" >&2; exit 1; }
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
: > "$work/sources.list"
for suite in $(printf '%s\n' "${wanted[@]}" | cut -d'|' -f2 | tr ' ' '\n' | sort -u); do
  echo "deb-src [signed-by=$keyring] $mirror $suite main" >> "$work/sources.list"
done
cat > "$work/apt.conf" <<CONF
Dir::Etc::SourceList "$work/sources.list";
Dir::Etc::SourceParts "-";
Dir::State::Lists "$work/lists";
Dir::Cache "$work/cache";
APT::Sandbox::User "root";
CONF
export APT_CONFIG=$work/apt.conf
apt-get -q update
for entry in "${wanted[@]}"; do
  IFS='|' read -r name suites version <<< "$entry"
  fetched=
  # The oldest that fits comes first: a mirror in the middle of an update may name a newest version that it no longer has.
  for found in $(apt-cache showsrc "$name" | sed -n 's/^Version: //p' | grep "^${version//./\\.}" | sort -Vu); do
    if (cd "$work/download" && apt-get -q source --download-only --tar-only "$name=$found" >&2); then fetched=$found; break; fi
  done
  [ -n "$fetched" ] || { echo "$name $version is in none of the suites $suites of this machine's mirror; set ${name^^}_DIR to its source folder" >&2; exit 1; }
  archive=$(ls "$work/download/${name}_${fetched%-*}"*.orig.tar.* | grep -v '\.asc$' | head -n 1)
  rm -rf "${deps:?}/$name" && mkdir -p "$deps/$name"
  tar -xf "$archive" -C "$deps/$name" --strip-components=1
  echo "$fetched" > "$deps/$name/.version"
done
