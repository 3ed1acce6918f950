# SPDX-License-Identifier: GPL-2.0-only

# Makes the folder ns-3 programs include from: one header for each of ours that includes the real
# one, as ns-3's build does, and lisp-module.h, which includes them all. Headers of files that are
# gone are removed; a file whose content would not change is left alone, so nothing is rebuilt.
#
# Arguments: folder, then the headers as paths from the source folder
function(lisp_flat_headers folder)
  file(MAKE_DIRECTORY ${folder})
  set(wanted lisp-module.h)
  set(module "#pragma once\n")
  foreach(header ${ARGN})
    get_filename_component(name ${header} NAME)
    if(name IN_LIST wanted)
      message(FATAL_ERROR "${header}: another room has a header of this name")
    endif()
    list(APPEND wanted ${name})
    file(RELATIVE_PATH path ${folder} ${CMAKE_CURRENT_SOURCE_DIR}/${header})
    lisp_write_if_changed(${folder}/${name} "#include \"${path}\"\n")
    string(APPEND module "#include \"ns3/${name}\"\n")
  endforeach()
  lisp_write_if_changed(${folder}/lisp-module.h "${module}")

  file(GLOB present RELATIVE ${folder} ${folder}/*)
  foreach(name ${present})
    if(NOT name IN_LIST wanted)
      file(REMOVE ${folder}/${name})
    endif()
  endforeach()
endfunction()

function(lisp_write_if_changed path content)
  if(EXISTS ${path})
    file(READ ${path} old)
    if(old STREQUAL content)
      return()
    endif()
  endif()
  file(WRITE ${path} "${content}")
endfunction()
