#!/bin/sh
# package.sh: packs the release that is built as build/package/rustygpt_VERSION-1_ARCHITECTURE.deb.
# package.sh before: the same under a lower version, in build/package/before, for tests to upgrade from where there is no release yet.
set -eu
. dev.d/common.sh

build=build/release
made=$build/package
target=build/package${1:+/$1}
version=$(sed -n 's/^CMAKE_PROJECT_VERSION:STATIC=//p' "$build/CMakeCache.txt")${1:+~before}
# The times in the package are the last commit's, so that nothing in it depends on when it was made.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || date -r CHANGELOG.md +%s)
export SOURCE_DATE_EPOCH
# Whoever builds a package answers for it, as Debian's tools have it.
maintainer="${DEBFULLNAME:-RustyGPT} <${DEBEMAIL:-rustygpt@localhost.localdomain}>"

rm -rf "$target"
mkdir -p "$made" "$target"
"$python" dev.d/licences.py write "$build" "$made"
gzip -9nc CHANGELOG.md > "$made/changelog.gz"
gzip -9nc deploy/debian/rustygpt-server.8 > "$made/rustygpt-server.8.gz"
gzip -9nc > "$made/changelog.Debian.gz" <<END
rustygpt ($version-1) bookworm; urgency=medium

  * What has changed is in changelog.gz beside this file.

 -- $maintainer  $(date -u -R -d "@$SOURCE_DATE_EPOCH")
END
umask 022
cpack -G DEB --config "$build/CPackConfig.cmake" -B "$target" -D CPACK_PACKAGE_VERSION="$version" \
    -D CPACK_DEBIAN_PACKAGE_MAINTAINER="$maintainer" ${1:+-D CPACK_DEBIAN_COMPRESSION_TYPE=gzip} >&2
rm -rf "$target/_CPack_Packages"
ls "$target"/*.deb
