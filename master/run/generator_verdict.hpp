// GeneratorVerdict: whether the load generator itself can be believed.
#pragma once

#include <cstdint>
#include <string_view>

namespace acrida {

/// The greater, the worse; what is not known can only be told from what is.
enum class GeneratorVerdict { unknown, valid, suspect, invalid };

constexpr std::string_view to_string(GeneratorVerdict verdict) {
  switch (verdict) {
    case GeneratorVerdict::unknown:
      return "not known";
    case GeneratorVerdict::valid:
      return "valid";
    case GeneratorVerdict::suspect:
      return "suspect";
    case GeneratorVerdict::invalid:
      return "invalid";
  }
  return "not known";
}

/// Seconds by their verdict.
struct VerdictSeconds {
  std::uint64_t valid = 0;
  std::uint64_t suspect = 0;
  std::uint64_t invalid = 0;

  void add(GeneratorVerdict verdict, std::uint64_t seconds) {
    if (std::uint64_t* sum = of(verdict)) *sum += seconds;
  }
  void remove(GeneratorVerdict verdict) {
    if (std::uint64_t* sum = of(verdict)) --*sum;
  }
  std::uint64_t total() const { return valid + suspect + invalid; }
  bool operator==(const VerdictSeconds&) const = default;

 private:
  std::uint64_t* of(GeneratorVerdict verdict) {
    switch (verdict) {
      case GeneratorVerdict::valid:
        return &valid;
      case GeneratorVerdict::suspect:
        return &suspect;
      case GeneratorVerdict::invalid:
        return &invalid;
      case GeneratorVerdict::unknown:
        break;
    }
    return nullptr;
  }
};

}  // namespace acrida
