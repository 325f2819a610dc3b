#!/bin/bash
# key.sh: a name for the build of bench, the same for the same sources and Swift: the key of a cache.
#
# A step of action.yml. Output: key=NAME, a line in $BENCH_OUTPUT (or stdout).
set -u
home=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd) || exit
cd -- "$home" || exit
hash=$({
    swift --version 2>/dev/null
    # .build has absolute paths.
    pwd
    find Package.swift Package.resolved Sources -type f -print0 2>/dev/null | sort -z \
        | xargs -0 sha256sum
} | sha256sum | cut -c 1-16)
echo "key=bench-$(uname -m)-$hash" >>"${BENCH_OUTPUT:-/dev/stdout}"
