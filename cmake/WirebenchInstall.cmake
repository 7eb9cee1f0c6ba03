# cmake --install: programs, libraries, headers, Python workers, data, studies, and a package for find_package(wirebench).
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/wirebench)
set(exported "")
foreach(module IN LISTS WIREBENCH_MODULES)
  list(APPEND exported wirebench_${module})
endforeach()
if(TARGET wirebench_runtime_native)
  list(APPEND exported wirebench_runtime_native)
endif()
install(TARGETS ${exported} EXPORT wirebench_targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT wirebench_targets NAMESPACE wirebench:: DESTINATION ${package_dir})
install(DIRECTORY src/wirebench DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(DIRECTORY ${PROJECT_BINARY_DIR}/generated/wirebench DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h")
install(TARGETS wirebench RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS wirebench-native-worker RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/wirebench)
if(TARGET wirebench-geant4)
  install(TARGETS wirebench-geant4 RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/wirebench)
endif()
install(DIRECTORY src/wirebench/runtime/workers/ DESTINATION ${CMAKE_INSTALL_DATADIR}/wirebench/workers
  FILES_MATCHING PATTERN "*.py" PATTERN "requirements-*.txt" PATTERN "__pycache__" EXCLUDE)
install(DIRECTORY data studies DESTINATION ${CMAKE_INSTALL_DATADIR}/wirebench)

configure_package_config_file(cmake/wirebenchConfig.cmake.in ${PROJECT_BINARY_DIR}/wirebenchConfig.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/wirebenchConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/wirebenchConfig.cmake ${PROJECT_BINARY_DIR}/wirebenchConfigVersion.cmake
  ${PROJECT_SOURCE_DIR}/cmake/FindLibTorch.cmake
  DESTINATION ${package_dir})
