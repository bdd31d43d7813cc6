// CloudTags: how machines of ours are told from all others.
#include "cloud/provider/cloud_tags.hpp"

#include <array>
#include <ctime>

namespace acrida {
namespace {

constexpr char kTimeForm[] = "%Y-%m-%dT%H:%M:%SZ";

}  // namespace

Result<TemplateTag> parse_tag(std::string_view text) {
  const std::size_t at = text.find('=');
  if (at == 0 || at == std::string_view::npos || at + 1 == text.size())
    return Error{"'" + std::string(text) + "' is no tag: KEY=VALUE, such as acrida=slave-template"};
  return TemplateTag{std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
}

std::string tag_of(const CloudTags& tags, std::string_view key) {
  const auto found = tags.find(std::string(key));
  return found == tags.end() ? std::string() : found->second;
}

bool is_ours(const CloudTags& tags, std::string_view fleet) {
  return !fleet.empty() && tag_of(tags, cloud_tag::kRole) == cloud_tag::kSlave &&
         tag_of(tags, cloud_tag::kFleet) == fleet && !tag_of(tags, cloud_tag::kToken).empty();
}

std::string expiry_text(WallTime time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), kTimeForm, &parts);
  return std::string(text.data(), length);
}

std::optional<WallTime> parse_expiry(std::string_view text) {
  const std::string copy(text);
  std::tm parts{};
  const char* end = ::strptime(copy.c_str(), kTimeForm, &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return std::chrono::system_clock::from_time_t(::timegm(&parts));
}

}  // namespace acrida
