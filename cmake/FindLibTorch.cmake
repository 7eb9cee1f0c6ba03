# Finds libtorch by its files: Debian's packages, the archives of pytorch.org, and the one inside a PyTorch wheel
# (site-packages/torch). Torch's own CMake files are not used: those of a CUDA build ask for a CUDA compiler and toolkit,
# which compiling against libtorch's headers for tensors does not need, and link the CUDA libraries, which are loaded when
# a training asks for CUDA instead (train/device.cpp).
#
# Where: the system's folders, or -DLibTorch_ROOT=FOLDER, the folder that has lib/ and include/ or its share/cmake (what
# `python -c "import torch; print(torch.utils.cmake_prefix_path)"` prints). Not CMAKE_PREFIX_PATH: a wheel also has headers
# of an old Protobuf, which would be found there.
#
# Defines the target LibTorch::LibTorch, LibTorch_VERSION, LibTorch_LIBRARY_DIR, LibTorch_API_INCLUDE_DIR (headers of the
# C++ frontend, which those of NCCL include),
# LibTorch_HAS_CUDA  whether libtorch's CUDA half lies beside it, and
# LibTorch_HAS_GLOO  whether c10d's Gloo can be compiled against: it needs the headers of the Gloo that libtorch was built
#                    with. Debian has them (libgloo-dev); for a wheel, which lacks them, LibTorch_GLOO_INCLUDE_DIR may
#                    name a checkout of the right revision.
include(FindPackageHandleStandardArgs)

set(hints "")
foreach(root IN LISTS LibTorch_ROOT)
  list(APPEND hints ${root} ${root}/../..)
endforeach()

find_library(LibTorch_CPU_LIBRARY torch_cpu HINTS ${hints} PATH_SUFFIXES lib)
find_library(LibTorch_C10_LIBRARY c10 HINTS ${hints} PATH_SUFFIXES lib)
if(LibTorch_CPU_LIBRARY)
  get_filename_component(library "${LibTorch_CPU_LIBRARY}" REALPATH)
  get_filename_component(LibTorch_LIBRARY_DIR "${library}" DIRECTORY)
  # The headers of this libtorch, not of another one on the way.
  find_path(LibTorch_INCLUDE_DIR ATen/Functions.h HINTS "${LibTorch_LIBRARY_DIR}/../include")
endif()

set(LibTorch_VERSION "")
if(LibTorch_INCLUDE_DIR)
  set(numbers "")
  foreach(header torch/headeronly/version.h torch/csrc/api/include/torch/version.h)  # newer, older
    if(EXISTS "${LibTorch_INCLUDE_DIR}/${header}")
      file(STRINGS "${LibTorch_INCLUDE_DIR}/${header}" lines REGEX "^#define TORCH_VERSION_(MAJOR|MINOR|PATCH) +[0-9]+")
      foreach(line IN LISTS lines)
        string(REGEX REPLACE ".* ([0-9]+)$" "\\1" number "${line}")
        list(APPEND numbers "${number}")
      endforeach()
      if(numbers)
        break()
      endif()
    endif()
  endforeach()
  list(JOIN numbers "." LibTorch_VERSION)
endif()

set(LibTorch_HAS_CUDA FALSE)
if(LibTorch_LIBRARY_DIR AND EXISTS "${LibTorch_LIBRARY_DIR}/libtorch_cuda.so")
  set(LibTorch_HAS_CUDA TRUE)
endif()
find_path(LibTorch_GLOO_INCLUDE_DIR gloo/algorithm.h HINTS ${LibTorch_INCLUDE_DIR} NO_DEFAULT_PATH)
set(LibTorch_HAS_GLOO FALSE)
if(LibTorch_GLOO_INCLUDE_DIR AND EXISTS "${LibTorch_INCLUDE_DIR}/torch/csrc/distributed/c10d/ProcessGroupGloo.hpp")
  set(LibTorch_HAS_GLOO TRUE)
endif()

find_package_handle_standard_args(LibTorch
  REQUIRED_VARS LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY LibTorch_INCLUDE_DIR
  VERSION_VAR LibTorch_VERSION
  REASON_FAILURE_MESSAGE
    "Install libtorch-dev, or pass -DLibTorch_ROOT=<site-packages>/torch of a PyTorch wheel, or -DWIREBENCH_TORCH=OFF.")

if(LibTorch_FOUND AND NOT TARGET LibTorch::LibTorch)
  # A wheel has headers of other libraries beside its own, of versions that are not the system's (fmt): only libtorch's
  # are shown to the compiler.
  set(shown "${CMAKE_BINARY_DIR}/libtorch-include")
  file(REMOVE_RECURSE "${shown}")
  file(MAKE_DIRECTORY "${shown}")
  foreach(folder ATen c10 caffe2 torch)
    if(EXISTS "${LibTorch_INCLUDE_DIR}/${folder}")
      file(CREATE_LINK "${LibTorch_INCLUDE_DIR}/${folder}" "${shown}/${folder}" SYMBOLIC)
    endif()
  endforeach()
  set(LibTorch_API_INCLUDE_DIR "${shown}/torch/csrc/api/include")
  add_library(LibTorch::LibTorch INTERFACE IMPORTED)
  # As system headers: they do not pass our warnings.
  target_include_directories(LibTorch::LibTorch SYSTEM INTERFACE ${shown}
    $<$<BOOL:${LibTorch_HAS_GLOO}>:${LibTorch_GLOO_INCLUDE_DIR}>)
  target_link_libraries(LibTorch::LibTorch INTERFACE ${LibTorch_CPU_LIBRARY} ${LibTorch_C10_LIBRARY})
  target_compile_definitions(LibTorch::LibTorch INTERFACE USE_DISTRIBUTED
    $<$<BOOL:${LibTorch_HAS_GLOO}>:USE_C10D_GLOO>)
  # A libtorch with CUDA needs CUDA's runtime library, which it finds itself when a program starts but the linker does
  # not look for.
  target_link_options(LibTorch::LibTorch INTERFACE
    $<$<BOOL:${LibTorch_HAS_CUDA}>:LINKER:--allow-shlib-undefined>)
endif()
mark_as_advanced(LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY LibTorch_INCLUDE_DIR LibTorch_GLOO_INCLUDE_DIR)
