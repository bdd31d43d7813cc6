# Programs of the other build folders as tests of this one, so that one ctest runs and sums up
# everything. ./dev test builds them first.
set(ACRIDA_FUZZ_SECONDS 20 CACHE STRING "How long each fuzz target runs in the tests")

# acrida_variant_tests(<variant> <programs>): those in build-<variant>.
function(acrida_variant_tests VARIANT)
  foreach(PROGRAM ${ARGN})
    set(NAME ${VARIANT}/${PROGRAM})
    add_test(NAME ${NAME} COMMAND ${CMAKE_SOURCE_DIR}/build-${VARIANT}/${PROGRAM} --gtest_brief=1)
    set_tests_properties(${NAME} PROPERTIES LABELS ${VARIANT} TIMEOUT 300 ENVIRONMENT
      "ASAN_OPTIONS=detect_leaks=1;UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1;TSAN_OPTIONS=halt_on_error=1")
  endforeach()
endfunction()

function(acrida_fuzz_test NAME)
  set(FOUND ${CMAKE_SOURCE_DIR}/build-fuzz/${NAME}_found)
  file(MAKE_DIRECTORY ${FOUND})
  # New inputs go to the first folder, so that the seeds in the tree stay as they are.
  add_test(NAME fuzz/${NAME}
           COMMAND ${CMAKE_SOURCE_DIR}/build-fuzz/${NAME}_fuzz -max_total_time=${ACRIDA_FUZZ_SECONDS}
                   -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0
                   -artifact_prefix=${FOUND}/ ${FOUND} ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${NAME})
  math(EXPR LIMIT "${ACRIDA_FUZZ_SECONDS} + 60")
  set_tests_properties(fuzz/${NAME} PROPERTIES LABELS fuzz TIMEOUT ${LIMIT})
endfunction()
