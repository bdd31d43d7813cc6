// A class that cannot be made.
#include <stdexcept>

#include <acrida/http.hpp>

struct Unmakeable : acrida::HttpUser {
  Unmakeable() { throw std::runtime_error("no configuration"); }
};
ACRIDA_USER(Unmakeable)
