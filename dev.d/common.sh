# Sourced by ./dev and the scripts beside this file, from the top of the tree.

# Debian's own: its pytest is installed for it, whatever else is on the PATH.
python=/usr/bin/python3
jobs=$(nproc)

say() { printf '== %s\n' "$*" >&2; }

# need GROUP...: installs the packages of these groups of packages.txt, as far as they are missing.
# A stamp, named after the list's hash, spares the second run the question.
need() {
    for group in "$@"; do
        packages=$(sed 's/#.*//' dev.d/packages.txt | awk -v group="$group" '$1 == group { print $2 }')
        stamp=.cache/packages-$group-$(printf '%s' "$packages" | sha256sum | cut -c 1-16)
        [ ! -e "$stamp" ] || continue
        missing=
        for package in $packages; do
            dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
                missing="$missing $package"
        done
        [ -z "$missing" ] || install_packages $missing
        mkdir -p .cache
        : > "$stamp"
    done
}

install_packages() {
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        as_root=sudo
        command -v sudo >/dev/null || {
            echo "Neither root nor sudo. To be installed: apt-get install $*" >&2
            exit 1
        }
    fi
    say "installing $*"
    $as_root apt-get -qq update
    # RUNLEVEL=1: no package is to start a service of its own (nginx, for the benchmarks).
    $as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
        apt-get -qq -y -o Dpkg::Use-Pty=0 install --no-install-recommends "$@" >&2
}

# Puts a node of at least version 20 and an npm that fits on the PATH: the machine's own, else npm's packages of them.
use_node() {
    if command -v node >/dev/null && command -v npm >/dev/null &&
        [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ]; then
        return
    fi
    need node
    if [ ! -x .cache/node/node_modules/.bin/npm ]; then
        say "fetching node"
        npm install --silent --no-audit --no-fund --prefix .cache/node node@22.23.3 npm@11.19.1 >&2
    fi
    PATH=$PWD/.cache/node/node_modules/.bin:$PATH
    export PATH
}

# A package brings headers as old as itself, so ninja does not see that they are new; the compiler does, and refuses the
# precompiled ones.
drop_stale_headers() {
    for header in $(find "build/$1" -name '*.pch'); do
        for list in /var/lib/dpkg/info/*-dev.list /var/lib/dpkg/info/*-dev:*.list; do
            if [ "$list" -nt "$header" ]; then
                rm -f "$header"
                break
            fi
        done
    done
}

# build PRESET [TARGET...]
build() {
    preset=$1
    shift
    [ -e "build/$preset/build.ninja" ] || cmake --preset "$preset" >&2
    drop_stale_headers "$preset"
    say "building $preset"
    # ninja re-runs cmake by itself where a list of files or a setting has changed.
    ninja -C "build/$preset" -j "$jobs" --quiet "$@" >&2
}

sources() { find src tests bench -name '*.h' -o -name '*.cpp' | sort; }
