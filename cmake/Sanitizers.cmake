# shakedown_sanitizers: what SHAKEDOWN_SANITIZE and SHAKEDOWN_COVERAGE ask for, on our code and at link time.
# OSS-Fuzz and its relatives pass their own flags in CFLAGS; then both options stay empty and nothing is added here.
set(SHAKEDOWN_SANITIZE "" CACHE STRING "Sanitizers for our code, such as address,undefined")
option(SHAKEDOWN_COVERAGE "Source-based coverage of our code (clang)" OFF)

set(shakedown_sanitize_flags)
if(SHAKEDOWN_SANITIZE)
    # A finding of UBSan must end the run, or an engine takes it for a normal execution.
    set(shakedown_sanitize_flags -fsanitize=${SHAKEDOWN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
endif()
set(shakedown_coverage_flags)
if(SHAKEDOWN_COVERAGE)
    set(shakedown_coverage_flags -fprofile-instr-generate -fcoverage-mapping)
endif()

add_library(shakedown_sanitizers INTERFACE)
target_compile_options(shakedown_sanitizers INTERFACE ${shakedown_sanitize_flags} ${shakedown_coverage_flags})
target_link_options(shakedown_sanitizers INTERFACE ${shakedown_sanitize_flags} ${shakedown_coverage_flags})
