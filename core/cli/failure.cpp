// fail: how a command says that it cannot be carried out.
#include "core/cli/failure.hpp"

#include <cstdio>

namespace acrida {

int fail(const std::string& what, int exit_code) {
  std::fprintf(stderr, "acrida: %s\n", what.c_str());
  return exit_code;
}

}  // namespace acrida
