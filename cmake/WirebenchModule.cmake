# One target a module, named wirebench_<module> and exported as wirebench::<module>.

add_library(wirebench_flags INTERFACE)
target_compile_features(wirebench_flags INTERFACE cxx_std_20)
target_compile_options(wirebench_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor
  # GCC 12 reports overlapping copies inside std::string that cannot happen (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  $<$<BOOL:${WIREBENCH_WARNINGS_AS_ERRORS}>:-Werror>)
if(WIREBENCH_SANITIZE)
  target_compile_options(wirebench_flags INTERFACE -fsanitize=${WIREBENCH_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(wirebench_flags INTERFACE -fsanitize=${WIREBENCH_SANITIZE})
endif()

# wirebench_module(<name> SOURCES a.cpp ... [PUBLIC_DEPS target ...] [PRIVATE_DEPS target ...])
function(wirebench_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;PUBLIC_DEPS;PRIVATE_DEPS")
  add_library(wirebench_${name} STATIC ${arg_SOURCES})
  add_library(wirebench::${name} ALIAS wirebench_${name})
  set_target_properties(wirebench_${name} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON)
  target_include_directories(wirebench_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>
    $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/generated>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_compile_features(wirebench_${name} PUBLIC cxx_std_20)
  target_link_libraries(wirebench_${name} PUBLIC ${arg_PUBLIC_DEPS}
    PRIVATE ${arg_PRIVATE_DEPS} $<BUILD_INTERFACE:wirebench_flags>)
endfunction()

# wirebench_test(<name> SOURCES a_test.cpp ... DEPS wirebench::x ... [LABELS unit physics ...] [TIMEOUT s])
# One executable of GoogleTest cases, run by ctest in the source folder.
function(wirebench_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;DEPS;LABELS")
  if(NOT arg_LABELS)
    set(arg_LABELS unit)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE ${arg_DEPS} GTest::gmock_main wirebench_flags)
  # Tests run in the source folder (below). A relative path keeps objects the same in every clone, for ccache.
  target_compile_definitions(${name} PRIVATE WIREBENCH_SOURCE_DIR=".")
  # Parsing these headers is most of the time a test takes to compile.
  target_precompile_headers(${name} PRIVATE <gmock/gmock.h> <gtest/gtest.h> <fmt/format.h> <nlohmann/json.hpp>)
  target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)  # ccache needs it
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT})
endfunction()
