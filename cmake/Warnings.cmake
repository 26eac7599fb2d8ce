# shakedown_warnings: our own code compiles without a warning. BoringSSL and test dependencies do not link this target.
add_library(shakedown_warnings INTERFACE)
target_compile_options(shakedown_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes
    -Wmissing-prototypes -Wvla -Wwrite-strings -Werror
    # clang also counts int to enum as a change of sign; gcc, which reports the others, does not.
    $<$<C_COMPILER_ID:Clang>:-Wno-sign-conversion>)
