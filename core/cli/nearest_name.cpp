// Nearest name: the edit distance.
#include "core/cli/nearest_name.hpp"

#include <algorithm>
#include <numeric>

namespace acrida {
namespace {

// No option is near this long; keeps the table small whatever is on the command line.
constexpr std::size_t kMaxWordBytes = 64;

}  // namespace

std::size_t edit_distance(const std::string& a, const std::string& b) {
  // Three rows of the table: the one before the last, the last and the current one.
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> current(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({last[j] + 1, current[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) current[j] = std::min(current[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(current);
  }
  return last[b.size()];
}

std::optional<std::string> nearest_name(const std::string& word,
                                        const std::vector<std::string>& candidates) {
  if (word.empty() || word.size() > kMaxWordBytes) return std::nullopt;
  const std::size_t least = word.size() < 4 ? 1 : 2;
  std::size_t best = std::max(least, word.size() / 3) + 1;
  std::optional<std::string> nearest;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= best) continue;
    best = distance;
    nearest = candidate;
  }
  return nearest;
}

}  // namespace acrida
