# SPDX-License-Identifier: GPL-2.0-only
#
# The module inside an ns-3 source tree, as contrib/lisp: ns-3's own macros do the work.

set_source_files_properties(
  model/lisp-version.cc PROPERTIES COMPILE_DEFINITIONS
                                   "LISP_VERSION=\"${lisp_version}\";LISP_NS3_VERSION=\"${NS3_VER}\""
)

include(cmake/unity.cmake)

add_compile_definitions(${lisp_test_definitions})
build_lib(
  LIBNAME lisp
  SOURCE_FILES ${lisp_sources}
  HEADER_FILES ${lisp_headers}
  LIBRARIES_TO_LINK ${lisp_ns3_libraries} ${lisp_external_libraries}
  TEST_SOURCES ${lisp_tests}
)
# Releases differ in which of these compiles the sources.
foreach(target ${liblisp} ${liblisp}-obj)
  if(TARGET ${target})
    lisp_unity(${target} ${lisp_sources})
  endif()
endforeach()
