# mutator_afl: the shared library that afl-fuzz loads (AFL_CUSTOM_MUTATOR_LIBRARY), and the generator of dictionaries.
#
# afl-fuzz must not find AFL++'s own runtime in what it loads, nor a sanitizer's, so the library has neither. It holds base,
# wire and plan, which need neither BoringSSL's libraries nor a target.
file(GLOB mutator_sources CONFIGURE_DEPENDS harness/base/*.c harness/wire/*.c harness/plan/*.c)
add_library(mutator_afl MODULE ${mutator_sources} harness/fuzz/target.c targets/mutator_afl.c)
target_include_directories(mutator_afl PRIVATE harness)
target_include_directories(mutator_afl SYSTEM PRIVATE ${boringssl_include})
target_compile_definitions(mutator_afl PRIVATE _GNU_SOURCE)
target_link_libraries(mutator_afl PRIVATE shakedown_warnings)
target_link_options(mutator_afl PRIVATE -Wl,--no-undefined)
set_target_properties(mutator_afl PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/targets)
if(NOT SHAKEDOWN_ENGINE STREQUAL "afl")
    set_target_properties(mutator_afl PROPERTIES EXCLUDE_FROM_ALL ON)
endif()

# targets/dictionary [TARGET] prints a dictionary for libFuzzer (-dict=) and AFL++ (-x), made of the schema's registries.
add_executable(dictionary targets/dictionary.c)
target_link_libraries(dictionary PRIVATE shakedown_lib shakedown_warnings)
set_target_properties(dictionary PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/targets)
