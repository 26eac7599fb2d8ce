# shakedown_boringssl: libssl and libcrypto, static, from SHAKEDOWN_BORINGSSL_DIR (by default the pinned Debian source).
#
# They are compiled once, at configure time, into a cache outside the build tree (SHAKEDOWN_CACHE), in a folder named by
# the tree's revision, the compiler and the flags. A lock serialises builds that race, and a folder gets its final name
# only when it is complete, so an interrupted build is simply taken up again.
set(SHAKEDOWN_BORINGSSL_DIR "" CACHE PATH "BoringSSL source tree; empty: the pinned Debian source")
set(SHAKEDOWN_BORINGSSL_VARIANT plain CACHE STRING "plain, fuzz, fuzz-all, afl, afl-cmplog or coverage")

if(DEFINED ENV{SHAKEDOWN_CACHE})
    set(default_cache $ENV{SHAKEDOWN_CACHE})
elseif(DEFINED ENV{XDG_CACHE_HOME})
    set(default_cache $ENV{XDG_CACHE_HOME}/shakedown)
else()
    set(default_cache $ENV{HOME}/.cache/shakedown)
endif()
set(SHAKEDOWN_CACHE ${default_cache} CACHE PATH "Where BoringSSL's source and libraries are kept")

# ---- the source tree ------------------------------------------------------------------------------------------------

set(tree ${SHAKEDOWN_BORINGSSL_DIR})
if(NOT tree)
    execute_process(COMMAND ${CMAKE_COMMAND} -E env SHAKEDOWN_CACHE=${SHAKEDOWN_CACHE}
        ${PROJECT_SOURCE_DIR}/scripts/fetch_boringssl default
        OUTPUT_VARIABLE tree OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE result)
    if(NOT result EQUAL 0)
        message(FATAL_ERROR "BoringSSL's source could not be fetched; the reason is above. "
            "Pass a tree with -DSHAKEDOWN_BORINGSSL_DIR=DIR.")
    endif()
endif()
get_filename_component(tree ${tree} ABSOLUTE)
# Chromium and Android keep upstream's tree one folder down.
if(NOT EXISTS ${tree}/android-sources.cmake AND EXISTS ${tree}/src/gen/sources.cmake)
    set(tree ${tree}/src)
endif()
if(EXISTS ${tree}/gen/sources.cmake)
    set(boringssl_include ${tree}/include)
elseif(EXISTS ${tree}/android-sources.cmake)
    set(boringssl_include ${tree}/src/include)
else()
    message(FATAL_ERROR "${tree} is not a BoringSSL tree that needs no Go: "
        "it has neither gen/sources.cmake (upstream since 2024) nor android-sources.cmake (Debian, Android).")
endif()

# Our own fetches never change once they are in the cache and say what they are; any other tree may be edited.
set(tree_is_fixed OFF)
set(SHAKEDOWN_BORINGSSL_REVISION "")
foreach(folder ${tree} ${tree}/..)
    if(EXISTS ${folder}/SHAKEDOWN_REVISION)
        file(READ ${folder}/SHAKEDOWN_REVISION SHAKEDOWN_BORINGSSL_REVISION)
        string(STRIP "${SHAKEDOWN_BORINGSSL_REVISION}" SHAKEDOWN_BORINGSSL_REVISION)
        set(tree_is_fixed ON)
        break()
    endif()
endforeach()
if(NOT tree_is_fixed)
    if(EXISTS ${tree}/.git)
        execute_process(COMMAND git -C ${tree} describe --always --tags --dirty ERROR_QUIET
            OUTPUT_VARIABLE SHAKEDOWN_BORINGSSL_REVISION OUTPUT_STRIP_TRAILING_WHITESPACE)
    elseif(EXISTS ${tree}/BORINGSSL_REVISION)
        file(READ ${tree}/BORINGSSL_REVISION SHAKEDOWN_BORINGSSL_REVISION)
        string(STRIP "${SHAKEDOWN_BORINGSSL_REVISION}" SHAKEDOWN_BORINGSSL_REVISION)
    endif()
    set(SHAKEDOWN_BORINGSSL_REVISION "${SHAKEDOWN_BORINGSSL_REVISION} in ${tree}")
    string(STRIP "${SHAKEDOWN_BORINGSSL_REVISION}" SHAKEDOWN_BORINGSSL_REVISION)
endif()

# ---- the variants ---------------------------------------------------------------------------------------------------

# UBSan without the checks that libssl, compiled without type information, cannot take.
set(asan_ubsan "-fsanitize=address,undefined -fno-sanitize=vptr,function -fno-sanitize-recover=all -fno-omit-frame-pointer")
set(ssl_cc ${CMAKE_C_COMPILER})
set(ssl_cxx ${CMAKE_CXX_COMPILER})
set(ssl_environment "")
set(crypto_flags "")
set(ssl_flags "")
if(SHAKEDOWN_BORINGSSL_VARIANT STREQUAL "fuzz")
    set(ssl_flags "${asan_ubsan} -fsanitize=fuzzer-no-link")
elseif(SHAKEDOWN_BORINGSSL_VARIANT STREQUAL "fuzz-all")
    set(ssl_flags "${asan_ubsan} -fsanitize=fuzzer-no-link")
    set(crypto_flags "${ssl_flags}")
elseif(SHAKEDOWN_BORINGSSL_VARIANT MATCHES "^afl(-cmplog)?$")
    # AFL++'s compiler instruments whatever it sees, so it sees libssl alone.
    find_program(AFL_CC afl-clang-fast REQUIRED)
    find_program(AFL_CXX afl-clang-fast++ REQUIRED)
    set(ssl_cc ${AFL_CC})
    set(ssl_cxx ${AFL_CXX})
    set(ssl_environment AFL_QUIET=1)
    if(SHAKEDOWN_BORINGSSL_VARIANT STREQUAL "afl-cmplog")
        list(APPEND ssl_environment AFL_LLVM_CMPLOG=1)
    endif()
    if(SHAKEDOWN_SANITIZE)
        set(ssl_flags "${asan_ubsan}")
    endif()
elseif(SHAKEDOWN_BORINGSSL_VARIANT STREQUAL "coverage")
    set(ssl_flags "-fprofile-instr-generate -fcoverage-mapping")
elseif(NOT SHAKEDOWN_BORINGSSL_VARIANT STREQUAL "plain")
    message(FATAL_ERROR "SHAKEDOWN_BORINGSSL_VARIANT=${SHAKEDOWN_BORINGSSL_VARIANT} is not known; "
        "use plain, fuzz, fuzz-all, afl, afl-cmplog or coverage.")
endif()

# ---- building -------------------------------------------------------------------------------------------------------

# Sets `out` to the path of lib<part>.a, which is compiled first where the cache does not have it; `environment` is what the
# compiler wants to be told that way.
function(shakedown_boringssl_part out part cc cxx flags environment)
    set(recipe ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/boringssl/CMakeLists.txt)
    file(SHA256 ${recipe} recipe_hash)
    execute_process(COMMAND ${cc} --version OUTPUT_VARIABLE cc_version ERROR_QUIET)
    string(SHA256 key "${tree}|${SHAKEDOWN_BORINGSSL_REVISION}|${cc}|${cxx}|${cc_version}|${CMAKE_C_FLAGS}|${CMAKE_CXX_FLAGS}|${flags}|${CMAKE_SYSTEM_PROCESSOR}|${recipe_hash}${environment}")
    string(SUBSTRING ${key} 0 16 key)
    get_filename_component(cc_name ${cc} NAME)
    set(name ${part}-${cc_name}-${key})
    set(folder ${SHAKEDOWN_CACHE}/lib/${name})
    set(${out} ${folder}/lib${part}.a PARENT_SCOPE)
    if(tree_is_fixed AND EXISTS ${folder}/lib${part}.a)
        return()
    endif()

    file(MAKE_DIRECTORY ${SHAKEDOWN_CACHE}/lib)
    file(LOCK ${SHAKEDOWN_CACHE}/lib/${name}.lock GUARD FUNCTION TIMEOUT 3600 RESULT_VARIABLE locked)
    if(NOT locked EQUAL 0)
        message(FATAL_ERROR "Another build has held ${SHAKEDOWN_CACHE}/lib/${name}.lock for an hour: ${locked}")
    endif()
    if(tree_is_fixed AND EXISTS ${folder}/lib${part}.a)
        return()
    endif()

    set(build ${folder}.build)
    set(log ${folder}.log)
    message(STATUS "Building BoringSSL's lib${part} once (${cc_name} ${flags}), a minute or so; log in ${log}")
    set(generator -G ${CMAKE_GENERATOR})
    if(CMAKE_MAKE_PROGRAM)
        list(APPEND generator -DCMAKE_MAKE_PROGRAM=${CMAKE_MAKE_PROGRAM})
    endif()
    include(ProcessorCount)
    ProcessorCount(jobs)
    if(jobs EQUAL 0)
        set(jobs 1)
    endif()
    execute_process(
        COMMAND ${CMAKE_COMMAND} -E env ${environment} ${CMAKE_COMMAND} ${generator} -S ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/boringssl -B ${build}
            -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=${cc} -DCMAKE_CXX_COMPILER=${cxx}
            -DCMAKE_C_FLAGS=${CMAKE_C_FLAGS} -DCMAKE_CXX_FLAGS=${CMAKE_CXX_FLAGS}
            -DBORINGSSL_DIR=${tree} -DPART=${part} -DPART_FLAGS=${flags}
        OUTPUT_FILE ${log} ERROR_FILE ${log} RESULT_VARIABLE result)
    if(result EQUAL 0)
        execute_process(COMMAND ${CMAKE_COMMAND} -E env ${environment} ${CMAKE_COMMAND} --build ${build} --parallel ${jobs}
            OUTPUT_FILE ${log} ERROR_FILE ${log} RESULT_VARIABLE result)
    endif()
    if(NOT result EQUAL 0)
        execute_process(COMMAND tail -n 25 ${log})
        message(FATAL_ERROR "BoringSSL's lib${part} did not build; the last lines are above, all of it is in ${log}")
    endif()

    file(REMOVE_RECURSE ${folder}.new)
    file(COPY ${build}/lib${part}.a DESTINATION ${folder}.new)
    if(EXISTS ${folder})
        file(RENAME ${folder}.new/lib${part}.a ${folder}/lib${part}.a)
        file(REMOVE_RECURSE ${folder}.new)
    else()
        file(RENAME ${folder}.new ${folder})
    endif()
    if(tree_is_fixed)
        file(REMOVE_RECURSE ${build}) # an editable tree keeps its objects, so that the next build is short
    endif()
endfunction()

shakedown_boringssl_part(libcrypto crypto ${CMAKE_C_COMPILER} ${CMAKE_CXX_COMPILER} "${crypto_flags}" "")
shakedown_boringssl_part(libssl ssl ${ssl_cc} ${ssl_cxx} "${ssl_flags}" "${ssl_environment}")

add_library(boringssl_crypto STATIC IMPORTED)
set_target_properties(boringssl_crypto PROPERTIES IMPORTED_LOCATION ${libcrypto} IMPORTED_LINK_INTERFACE_LANGUAGES CXX
    INTERFACE_LINK_LIBRARIES pthread)
add_library(boringssl_ssl STATIC IMPORTED)
set_target_properties(boringssl_ssl PROPERTIES IMPORTED_LOCATION ${libssl} IMPORTED_LINK_INTERFACE_LANGUAGES CXX
    INTERFACE_LINK_LIBRARIES boringssl_crypto)

add_library(shakedown_boringssl INTERFACE)
target_include_directories(shakedown_boringssl SYSTEM INTERFACE ${boringssl_include})
target_link_libraries(shakedown_boringssl INTERFACE boringssl_ssl boringssl_crypto)
# libssl brings its sanitizer and coverage runtime along.
separate_arguments(ssl_link_flags UNIX_COMMAND "${ssl_flags}")
list(FILTER ssl_link_flags EXCLUDE REGEX "fuzzer-no-link")
target_link_options(shakedown_boringssl INTERFACE ${ssl_link_flags})

# ---- features, by header and never by version -----------------------------------------------------------------------

if(EXISTS ${boringssl_include}/openssl/mlkem.h)
    target_compile_definitions(shakedown_boringssl INTERFACE SHAKEDOWN_HAVE_MLKEM=1)
endif()
function(shakedown_boringssl_feature macro header text)
    if(EXISTS ${boringssl_include}/openssl/${header})
        file(STRINGS ${boringssl_include}/openssl/${header} found REGEX "${text}" LIMIT_COUNT 1)
        if(found)
            target_compile_definitions(shakedown_boringssl INTERFACE ${macro}=1)
        endif()
    endif()
endfunction()
shakedown_boringssl_feature(SHAKEDOWN_HAVE_SSL_CREDENTIAL ssl.h "SSL_CREDENTIAL_new_x509")
shakedown_boringssl_feature(SHAKEDOWN_HAVE_DTLS13 ssl.h "DTLS1_3_VERSION")
shakedown_boringssl_feature(SHAKEDOWN_HAVE_X25519MLKEM768 ssl.h "SSL_GROUP_X25519_MLKEM768")
message(STATUS "BoringSSL: ${SHAKEDOWN_BORINGSSL_REVISION} (${SHAKEDOWN_BORINGSSL_VARIANT})")
