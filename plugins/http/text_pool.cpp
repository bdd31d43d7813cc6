// Text pool: one for each thread.
#include "text_pool.hpp"

#include <utility>
#include <vector>

namespace acrida::text_pool {
namespace {

constexpr std::size_t kMaxTexts = 64;
constexpr std::size_t kMaxTextBytes = 64u << 10;
constexpr std::size_t kMinTextBytes = 64;  // what is in the text itself is no memory

thread_local std::vector<std::string> texts;

}  // namespace

std::string take() {
  if (texts.empty()) return {};
  std::string text = std::move(texts.back());
  texts.pop_back();
  return text;
}

void give_back(std::string&& text) {
  if (text.capacity() < kMinTextBytes || text.capacity() > kMaxTextBytes ||
      texts.size() == kMaxTexts)
    return;
  text.clear();
  texts.push_back(std::move(text));
}

}  // namespace acrida::text_pool
