// RunFeeder: what the master must know of a data file of the test.
#pragma once

#include <cstdint>
#include <string>

namespace acrida {

struct RunFeeder {
  std::string name;  // as the test names the file
  std::string hash;  // SHA-256 of its content
  std::uint64_t rows = 0;
  bool unique = false;  // its rows are leased
  bool reuse = false;
};

}  // namespace acrida
