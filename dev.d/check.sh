#!/bin/sh
# ./dev check: what a machine can say about the sources without running the server's tests.
set -eu
. dev.d/common.sh

parts=${*:-architecture docs words format gcc openapi}
passed=0 failed=0

architecture() { "$python" tests/architecture.py --self-test && "$python" tests/architecture.py; }
docs() { "$python" dev.d/docs.py; }
words() { "$python" dev.d/words.py; }
format() { sources | xargs clang-format-19 --dry-run -Werror; }
# The server; gcc-all has the tests' programs too.
gcc() { build gcc rustygpt-server; }
gcc_all() { build gcc; }
tidy() {
    [ -e build/release/compile_commands.json ] || cmake --preset release >&2
    "$python" dev.d/tidy.py build/release
}
openapi() { build release rustygpt-server && "$python" dev.d/openapi.py check; }

need build check
for part in $parts; do
    say "$part"
    if ($(printf %s "$part" | tr - _)) >&2; then
        echo "$part: passed"
        passed=$((passed + 1))
    else
        echo "$part: FAILED"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
