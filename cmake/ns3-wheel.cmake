# SPDX-License-Identifier: GPL-2.0-only
#
# Imported targets ns3-<module> for the `ns3` Python wheel. The wheel's own CMake package names
# files of the machine that built it, so the targets are made from its include and lib64 folders.
#
# Sets LISP_NS3_VERSION and, as ns-3's build does, lib<module> for each.

file(GLOB found ${CMAKE_SOURCE_DIR}/.venv/lib/python3*/site-packages/ns3)
list(LENGTH found count)
if(NOT count EQUAL 1)
  message(FATAL_ERROR "no ns-3 in ${CMAKE_SOURCE_DIR}/.venv: run ./lisp, which installs it there")
endif()
set(wheel ${found})

file(GLOB core_library ${wheel}/lib64/libns3.*-core.so)
string(REGEX REPLACE ".*/libns([0-9.]+)-core\\.so$" "\\1" LISP_NS3_VERSION "${core_library}")

# The wheel brings its own copy of Boost beside the ns-3 headers. Linking to its ns3 folder alone
# keeps that copy from being mixed with the system's.
set(wheel_include ${CMAKE_CURRENT_BINARY_DIR}/wheel/include)
file(MAKE_DIRECTORY ${wheel_include})
file(CREATE_LINK ${wheel}/include/ns3 ${wheel_include}/ns3 SYMBOLIC)

file(GLOB libraries ${wheel}/lib64/libns${LISP_NS3_VERSION}-*.so)
foreach(library ${libraries})
  string(REGEX REPLACE ".*/libns${LISP_NS3_VERSION}-(.*)\\.so$" "\\1" module ${library})
  add_library(ns3-${module} SHARED IMPORTED)
  set_target_properties(
    ns3-${module}
    PROPERTIES IMPORTED_LOCATION ${library}
               INTERFACE_INCLUDE_DIRECTORIES ${wheel_include}
               INTERFACE_SYSTEM_INCLUDE_DIRECTORIES ${wheel_include}
  )
  set(lib${module} ns3-${module})
endforeach()
