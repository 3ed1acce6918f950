# SPDX-License-Identifier: GPL-2.0-only
#
# The fuzzer of everything that reads octets from outside: see test/fuzz/lisp-fuzz.cc.

if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  message(FATAL_ERROR "LISP_FUZZ needs clang: configure with -DCMAKE_CXX_COMPILER=clang++")
endif()
set(lisp_fuzz_sources ${lisp_sources})
list(FILTER lisp_fuzz_sources INCLUDE REGEX
     "^model/(wire/|underlay/bgp-(message|update)|dataplane/lisp-eid-packet)|^helper/(fragment-gate|frame-(guard|refusal).*|tcp-echo-connection)[.]cc"
)
add_executable(lisp-fuzz test/fuzz/lisp-fuzz.cc ${lisp_fuzz_sources})
target_compile_options(
  lisp-fuzz PRIVATE -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
)
target_link_options(lisp-fuzz PRIVATE -fsanitize=fuzzer,address,undefined)
target_link_libraries(lisp-fuzz PRIVATE lisp-flags)
