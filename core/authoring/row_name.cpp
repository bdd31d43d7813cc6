// row_name_of and is_secret_header: what of a recorded request is particular to the recording.
#include <algorithm>
#include <cctype>
#include <utility>

#include "core/authoring/imported_test.hpp"

namespace acrida {
namespace {

constexpr std::size_t kLongToken = 16;
constexpr std::size_t kMaxNameLength = 100;

bool is_id(std::string_view text) {
  const auto count = [text](int (*is)(int)) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [is](char c) { return is(static_cast<unsigned char>(c)) != 0; }));
  };
  const std::size_t digits = count(std::isdigit);
  if (text.empty() || digits == 0) return false;
  if (digits == text.size()) return true;
  const std::size_t hex = count(std::isxdigit);
  const auto dashes = static_cast<std::size_t>(std::count(text.begin(), text.end(), '-'));
  if (text.size() >= 8 && hex + dashes == text.size()) return true;  // a UUID, a hash
  return text.size() >= kLongToken && digits >= 4 && count(std::isspace) == 0;
}

/// Calls `each` for the parts between the separators.
template <class Each>
void split(std::string_view text, char separator, Each each) {
  while (true) {
    const std::size_t end = text.find(separator);
    each(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::string row_name_of(std::string_view path) {
  const std::size_t mark = path.find('?');
  std::string name;
  bool first = true;
  split(path.substr(0, mark), '/', [&](std::string_view part) {
    if (!std::exchange(first, false)) name += '/';
    name += is_id(part) ? "{id}" : std::string(part);
  });
  if (mark == std::string_view::npos) return name;
  std::string query;
  split(path.substr(mark + 1), '&', [&](std::string_view field) {
    const std::size_t equals = field.find('=');
    const std::string key(field.substr(0, equals));
    query += (query.empty() ? "?" : "&") + key;
    if (equals != std::string_view::npos) query += "={" + key + "}";
  });
  return name.size() + query.size() > kMaxNameLength ? name : name + query;
}

bool is_secret_header(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const char* word : {"auth", "token", "secret", "api-key", "apikey", "password", "session"})
    if (lower.find(word) != std::string::npos) return true;
  return false;
}

}  // namespace acrida
