# SPDX-License-Identifier: GPL-2.0-only
#
# The module on its own, against the libraries of the `ns3` Python wheel in .venv.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(LISP_SANITIZE "" CACHE STRING "Sanitizers to build with, as address,undefined")

find_program(LISP_CCACHE ccache)
if(LISP_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # It caches nothing that uses precompiled headers unless told that it may.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
                                  CCACHE_SLOPPINESS=pch_defines,time_macros ${LISP_CCACHE}
  )
endif()

include(cmake/flat-headers.cmake)
include(cmake/precompiled-headers.cmake)
include(cmake/unity.cmake)

set(lisp_include_dir ${CMAKE_CURRENT_BINARY_DIR}/include)
lisp_flat_headers(${lisp_include_dir}/ns3 ${lisp_headers})

set_source_files_properties(
  model/lisp-version.cc
  PROPERTIES COMPILE_DEFINITIONS
             "LISP_VERSION=\"${lisp_version}\";LISP_NS3_VERSION=\"${LISP_NS3_VERSION}\""
)

# What every target of ours has in common.
add_library(lisp-flags INTERFACE)
target_compile_options(lisp-flags INTERFACE -Wall -Wextra)
# The wheel's libraries have logs and assertions: classes have the same layout only if ours do too.
target_compile_definitions(lisp-flags INTERFACE NS3_LOG_ENABLE NS3_ASSERT_ENABLE)
target_include_directories(lisp-flags INTERFACE ${lisp_include_dir})
target_include_directories(
  lisp-flags SYSTEM INTERFACE ${LISP_PCAP_INCLUDE} ${LISP_BOOST_INCLUDE} ${LISP_JSON_INCLUDE}
                              ${OPENSSL_INCLUDE_DIR} ${GSL_INCLUDE_DIRS}
)
# The wheel's libraries ask for libraries of their build machine that nothing here uses.
# Applications are made by name: their libraries are needed although nothing refers to them.
target_link_options(lisp-flags INTERFACE -Wl,--allow-shlib-undefined -Wl,--no-as-needed)
if(LISP_SANITIZE)
  target_compile_options(
    lisp-flags INTERFACE -fsanitize=${LISP_SANITIZE} -fno-sanitize-recover=all
                         -fno-omit-frame-pointer
  )
  target_link_options(lisp-flags INTERFACE -fsanitize=${LISP_SANITIZE})
endif()
target_link_libraries(lisp-flags INTERFACE ${lisp_ns3_libraries} ${lisp_external_libraries})

add_library(lisp SHARED ${lisp_sources})
set_target_properties(lisp PROPERTIES OUTPUT_NAME ns${LISP_NS3_VERSION}-lisp)
target_link_libraries(lisp PUBLIC lisp-flags)
target_precompile_headers(lisp PRIVATE ${lisp_precompiled_headers})
lisp_unity(lisp ${lisp_sources})

add_executable(lisp-test-runner cmake/test-runner.cc ${lisp_tests})
target_link_libraries(lisp-test-runner PRIVATE lisp)
# GCC 12 warns of bounds where texts are joined (its bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION MATCHES "^12\\.")
  target_compile_options(lisp-test-runner PRIVATE -Wno-array-bounds)
endif()
target_precompile_headers(lisp-test-runner PRIVATE ${lisp_precompiled_headers})
# To this target alone: a path in every command would keep ccache from serving several folders.
target_compile_definitions(lisp-test-runner PRIVATE ${lisp_test_definitions})

# One file, one program.
file(GLOB programs CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} examples/*.cc)
foreach(source ${programs})
  get_filename_component(name ${source} NAME_WE)
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE lisp)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/examples)
endforeach()

# All benchmarks are one program, each in a file that registers itself.
file(GLOB benchmarks CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} bench/*.cc)
if(benchmarks)
  add_executable(lisp-bench ${benchmarks})
  target_link_libraries(lisp-bench PRIVATE lisp)
  set_target_properties(lisp-bench PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)
endif()

option(LISP_FUZZ "Build the fuzzer, with clang" OFF)
if(LISP_FUZZ)
  include(cmake/fuzz.cmake)
endif()
