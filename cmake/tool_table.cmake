# src/tools/NAME_tool.cpp brings make_NAME_tool(); one that does not is a link error.
function(generate_tool_table)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/tools/*_tool.cpp)
  list(SORT files)
  set(declarations "")
  set(calls "")
  foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME_WE)
    string(APPEND declarations "std::unique_ptr<Tool> make_${name}();\n")
    string(APPEND calls "    tools.push_back(make_${name}());\n")
  endforeach()
  set(out ${CMAKE_BINARY_DIR}/generated/tool_table.cpp)
  file(CONFIGURE OUTPUT ${out} @ONLY CONTENT "#include \"tools/registry.h\"\n\nnamespace rustygpt::tools {\n
@declarations@
Registry Registry::builtin() {
    std::vector<std::unique_ptr<Tool>> tools;
@calls@    return Registry(std::move(tools));
}\n\n}  // namespace rustygpt::tools\n")
  target_sources(rustygpt_tools PRIVATE ${out})
endfunction()
