# mutator_afl: the shared library that afl-fuzz loads (AFL_CUSTOM_MUTATOR_LIBRARY), and the generator of dictionaries.
#
# afl-fuzz must not find AFL++'s own runtime in what it loads, so in the afl preset, whose compiler puts it everywhere, the
# plain compiler beneath it builds the library. It holds base, wire and plan, which need neither BoringSSL nor a target.
find_program(SHAKEDOWN_PLAIN_CC NAMES clang gcc cc DOC "Compiler for what a fuzzing engine loads")
file(GLOB mutator_sources CONFIGURE_DEPENDS harness/base/*.c harness/wire/*.c harness/plan/*.c)
list(APPEND mutator_sources harness/fuzz/target.c targets/mutator_afl.c)
list(TRANSFORM mutator_sources PREPEND ${PROJECT_SOURCE_DIR}/ REGEX "^[^/]")
file(GLOB mutator_headers CONFIGURE_DEPENDS harness/*/*.h harness/*/*.def targets/*.h)
set(mutator_library ${CMAKE_BINARY_DIR}/targets/mutator_afl.so)
add_custom_command(OUTPUT ${mutator_library}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/targets
    COMMAND ${SHAKEDOWN_PLAIN_CC} -std=gnu11 -D_GNU_SOURCE -O2 -g -fPIC -shared -Wl,--no-undefined -Wall -Wextra -Werror
            -I${PROJECT_SOURCE_DIR}/harness -isystem ${boringssl_include} ${mutator_sources} -o ${mutator_library}
    DEPENDS ${mutator_sources} ${mutator_headers} VERBATIM
    COMMENT "Building the mutator for AFL++")
if(SHAKEDOWN_ENGINE STREQUAL "afl")
    add_custom_target(mutator_afl ALL DEPENDS ${mutator_library})
else()
    add_custom_target(mutator_afl DEPENDS ${mutator_library})
endif()

# targets/dictionary [TARGET] prints a dictionary for libFuzzer (-dict=) and AFL++ (-x), made of the schema's registries.
add_executable(dictionary targets/dictionary.c)
target_link_libraries(dictionary PRIVATE shakedown_lib shakedown_warnings)
set_target_properties(dictionary PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/targets)
