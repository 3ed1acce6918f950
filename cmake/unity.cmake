# SPDX-License-Identifier: GPL-2.0-only
#
# Compiles the library's sources several at a time, those of a room together: most of the time goes
# into reading the same headers. What an unnamed namespace holds has to have a name of its own within
# the room, so the room's files share it or tell it apart.

option(LISP_UNITY "Compile several sources of a room at a time" ON)
# Few enough that an edit compiles again in seconds, and that two fit into a small machine's memory.
set(lisp_unity_size 12)

# Arguments: the library's target, then its sources as paths from the source folder
function(lisp_unity target)
  if(NOT LISP_UNITY OR CMAKE_VERSION VERSION_LESS 3.18)
    return()
  endif()
  set(room "")
  foreach(source ${ARGN})
    get_filename_component(folder ${source} DIRECTORY)
    if(NOT folder STREQUAL room)
      set(room ${folder})
      set(count 0)
    endif()
    math(EXPR batch "${count} / ${lisp_unity_size}")
    math(EXPR count "${count} + 1")
    get_filename_component(name ${room} NAME)
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${name}-${batch})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()
