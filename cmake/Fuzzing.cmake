# Fuzz targets: executables targets/NAME_fuzz, driven by one engine. Those of the table harness/fuzz/targets.def are made of
# targets/target.c, compiled once for each row; the others are files of their own, targets/NAME_fuzz.c.
#
#   none       targets/standalone_main.c replays the files and folders given as arguments
#   libfuzzer  -fsanitize=fuzzer
#   afl        AFL++'s driver and runtime, linked by the plain clang: what AFL++'s own compiler touches gets into its map, and
#              that is to be the SUT alone (cmake/BoringSSL.cmake)
#   external   $LIB_FUZZING_ENGINE (or $FUZZER_LIB), as on OSS-Fuzz; the default where one of them is set
set(default_engine none)
set(external_engine "$ENV{LIB_FUZZING_ENGINE}")
if(NOT external_engine)
    set(external_engine "$ENV{FUZZER_LIB}")
endif()
if(external_engine)
    set(default_engine external)
endif()
set(SHAKEDOWN_ENGINE ${default_engine} CACHE STRING "Fuzzing engine: none, libfuzzer, afl or external")
set(SHAKEDOWN_ENGINE_FLAGS "${external_engine}" CACHE STRING "How to link the external engine")

# What the engine wants to see in code whose branches it should explore.
set(shakedown_instrumentation_flags)
if(SHAKEDOWN_ENGINE STREQUAL "libfuzzer")
    set(shakedown_instrumentation_flags -fsanitize=fuzzer-no-link)
elseif(SHAKEDOWN_ENGINE STREQUAL "afl")
    set(shakedown_instrumentation_flags -fsanitize-coverage=trace-pc-guard) # AFL++'s runtime serves these calls, too
endif()
add_library(shakedown_instrumentation INTERFACE)
target_compile_options(shakedown_instrumentation INTERFACE ${shakedown_instrumentation_flags})

add_library(shakedown_engine INTERFACE)
if(SHAKEDOWN_ENGINE STREQUAL "none")
    target_sources(shakedown_engine INTERFACE ${CMAKE_CURRENT_SOURCE_DIR}/targets/standalone_main.c)
elseif(SHAKEDOWN_ENGINE STREQUAL "libfuzzer")
    target_link_options(shakedown_engine INTERFACE -fsanitize=fuzzer)
elseif(SHAKEDOWN_ENGINE STREQUAL "afl")
    set(afl_folders $ENV{AFL_PATH} /usr/lib/afl /usr/local/lib/afl)
    find_library(AFL_DRIVER AFLDriver HINTS ${afl_folders} REQUIRED)
    find_file(AFL_RUNTIME afl-compiler-rt.o HINTS ${afl_folders} REQUIRED)
    find_file(AFL_DYNAMIC_LIST dynamic_list.txt HINTS ${afl_folders} REQUIRED)
    target_link_libraries(shakedown_engine INTERFACE ${AFL_DRIVER} ${AFL_RUNTIME})
    target_link_options(shakedown_engine INTERFACE -Wl,--dynamic-list=${AFL_DYNAMIC_LIST})
elseif(SHAKEDOWN_ENGINE STREQUAL "external")
    separate_arguments(engine_flags UNIX_COMMAND "${SHAKEDOWN_ENGINE_FLAGS}")
    target_link_libraries(shakedown_engine INTERFACE ${engine_flags})
else()
    message(FATAL_ERROR "SHAKEDOWN_ENGINE=${SHAKEDOWN_ENGINE} is not known; use none, libfuzzer, afl or external.")
endif()

# shakedown_table_targets sets `out` to the names of the table's rows, without those of kind SELF.
set(shakedown_table ${CMAKE_CURRENT_LIST_DIR}/../harness/fuzz/targets.def)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${shakedown_table})
function(shakedown_table_targets out)
    file(STRINGS ${shakedown_table} rows REGEX "^SHK_TARGET\\(")
    set(names)
    foreach(row IN LISTS rows)
        if(row MATCHES "^SHK_TARGET\\(([a-z0-9_]+), *([A-Z]+)," AND NOT CMAKE_MATCH_2 STREQUAL "SELF")
            list(APPEND names ${CMAKE_MATCH_1})
        endif()
    endforeach()
    set(${out} ${names} PARENT_SCOPE)
endfunction()

# shakedown_add_target(SOURCE [NAME]): NAME is a row of the table.
function(shakedown_add_target source)
    get_filename_component(name ${source} NAME_WE)
    if(ARGC GREATER 1)
        set(name ${ARGV1}_fuzz)
    endif()
    add_executable(${name} ${source})
    if(ARGC GREATER 1)
        target_sources(${name} PRIVATE targets/mutator_libfuzzer.c)
        target_compile_definitions(${name} PRIVATE SHK_TARGET_NAME="${ARGV1}")
    endif()
    if(name MATCHES "^self_")
        target_link_libraries(${name} PRIVATE shakedown_lib_self shakedown_instrumentation)
    else()
        target_link_libraries(${name} PRIVATE shakedown_lib)
    endif()
    target_link_libraries(${name} PRIVATE shakedown_engine shakedown_warnings)
    # The engine may be C++, and so is libssl.
    set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX
        RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/targets)

    # The same target for a SUT of our own with a planted fault, built on demand: planted/NAME_fuzz --sut=strict-no-finished
    if(ARGC GREATER 1 AND SHAKEDOWN_ENGINE MATCHES "^(libfuzzer|afl)$")
        add_executable(planted_${name} EXCLUDE_FROM_ALL ${source} targets/mutator_libfuzzer.c)
        target_compile_definitions(planted_${name} PRIVATE SHK_TARGET_NAME="${ARGV1}")
        target_link_libraries(planted_${name} PRIVATE shakedown_lib_self shakedown_engine shakedown_warnings)
        set_target_properties(planted_${name} PROPERTIES LINKER_LANGUAGE CXX OUTPUT_NAME ${name}
            RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/planted)
    endif()

    # In the test run each target replays its seeds and regressions; an engine build also fuzzes for a moment.
    if(BUILD_TESTING AND SHAKEDOWN_ENGINE MATCHES "^(none|libfuzzer)$")
        string(REGEX REPLACE "_fuzz$" "" short ${name})
        file(GLOB corpus CONFIGURE_DEPENDS LIST_DIRECTORIES true ${PROJECT_SOURCE_DIR}/corpus/${short})
        if(NOT corpus AND SHAKEDOWN_ENGINE STREQUAL "libfuzzer") # its message's turn never comes with the linked SUT (DHE of a server)
            return()
        endif()
        set(arguments)
        if(SHAKEDOWN_ENGINE STREQUAL "libfuzzer")
            # libFuzzer writes what it finds into the first folder, so that is a scratch one.
            set(scratch ${CMAKE_BINARY_DIR}/scratch/${name})
            file(MAKE_DIRECTORY ${scratch})
            set(arguments -max_total_time=2 -seed=1 -timeout=25 -rss_limit_mb=2560 -artifact_prefix=${scratch}- ${scratch})
        endif()
        add_test(NAME fuzz/${name} COMMAND ${name} ${arguments} ${corpus})
        set_tests_properties(fuzz/${name} PROPERTIES LABELS fuzz TIMEOUT 300)
    endif()
endfunction()
