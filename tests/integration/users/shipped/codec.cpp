// codec: a library that a test is linked with.
#include "codec.hpp"

std::string coded(const std::string& word) {
  return {word.rbegin(), word.rend()};
}
