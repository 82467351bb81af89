# The Debian package, by CPack: `./dev package` (dev.d/package.sh) writes what is made of other texts into build/PRESET/package, then
# calls it. What is installed by hand (docs/operations/deploy.md) and by the package are the same files of deploy/.
set(debian ${CMAKE_SOURCE_DIR}/deploy/debian)
set(made ${CMAKE_BINARY_DIR}/package)

# By hand the binary is the administrator's, in /usr/local; a package's is in /usr.
set(unit ${CMAKE_SOURCE_DIR}/deploy/systemd/rustygpt.service)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${unit})
file(READ ${unit} text)
string(REGEX REPLACE "^#[^\n]*\n#[^\n]*\n\n" "" text "${text}")  # how to install it by hand
string(REPLACE "/usr/local/bin/" "/usr/bin/" text "${text}")
file(CONFIGURE OUTPUT ${made}/rustygpt.service CONTENT "${text}" @ONLY)

# Packing builds nothing: what is packed has been built and tested.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
install(TARGETS rustygpt-server DESTINATION bin)
install(FILES ${CMAKE_SOURCE_DIR}/deploy/rustygpt.toml DESTINATION /etc/rustygpt)
install(FILES ${made}/rustygpt.service DESTINATION /lib/systemd/system)
foreach(kind sysusers tmpfiles)
  install(FILES ${CMAKE_SOURCE_DIR}/deploy/systemd/rustygpt.${kind}.conf DESTINATION lib/${kind}.d RENAME rustygpt.conf)
endforeach()
install(FILES ${made}/copyright ${made}/changelog.gz ${made}/changelog.Debian.gz DESTINATION share/doc/rustygpt)
install(DIRECTORY ${made}/libraries DESTINATION share/doc/rustygpt)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/deploy/nginx ${CMAKE_SOURCE_DIR}/deploy/haproxy ${CMAKE_SOURCE_DIR}/deploy/prometheus
  ${CMAKE_SOURCE_DIR}/deploy/grafana DESTINATION share/doc/rustygpt/examples)
install(FILES ${made}/rustygpt-server.8.gz DESTINATION share/man/man8)
install(FILES ${debian}/lintian-overrides DESTINATION share/lintian/overrides RENAME rustygpt)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME rustygpt)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "self-hosted, multi-user AI chat server
People sign in and ask; a reasoning engine, a graph of steps that run in
parallel, answers, and every token streams live to every screen that a
person has open. The built-in model needs no network: it computes with
exact, deterministic tools and answers from one's own documents with
citations. Roles, API tokens, rate limits, an audit, metrics and checked
backups are included.")
# The libraries are found by dpkg-shlibdeps; the scripts make user and folders by the files of deploy/systemd.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS
  "systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles, tzdata")
# PDFs are read by a library that is loaded where it is there (src/documents/pdf_text.cpp); without it they are refused.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libpoppler-glib8, poppler-data")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "nginx | haproxy")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${debian}/preinst ${debian}/postinst ${debian}/prerm ${debian}/postrm ${debian}/conffiles)
include(CPack)
