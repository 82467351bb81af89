# cmake -DOUT=file.cpp -DFILES=a.sql;b.sql -P embed_migrations.cmake: the numbered files as one table, in order.
set(rows "")
list(SORT FILES)
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  string(REGEX MATCH "^[0-9]+" digits ${name})
  math(EXPR version "1${digits} - 10000")
  file(READ ${file} sql)
  string(APPEND rows "    {${version}, \"${name}\", R\"sql(${sql})sql\"},\n")
endforeach()
file(WRITE ${OUT}.new "#include \"storage/migrations.h\"\n\nnamespace rustygpt::storage {\nnamespace {\n"
  "constexpr Migration migrations[] = {\n${rows}};\n}\nstd::span<const Migration> all_migrations() { return migrations; }\n}\n")
file(RENAME ${OUT}.new ${OUT})
