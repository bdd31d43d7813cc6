// CloudTags: how machines of ours are told from all others.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"

namespace acrida {

using CloudTags = std::map<std::string, std::string>;

namespace cloud_tag {
inline constexpr char kRole[] = "acrida";  // "slave", of templates "slave-template"
inline constexpr char kSlave[] = "slave";
inline constexpr char kTemplate[] = "slave-template";
inline constexpr char kFleet[] = "acrida-fleet";        // whose machine it is
inline constexpr char kRun[] = "acrida-run";            // what the test is called
inline constexpr char kExpires[] = "acrida-expires";    // nobody needs it from then on; UTC
inline constexpr char kToken[] = "acrida-token";        // the client token of its creation: its id
inline constexpr char kMadeFrom[] = "acrida-template";  // id of its template
}  // namespace cloud_tag

/// `KEY=VALUE`, as a template is found by.
struct TemplateTag {
  std::string key = cloud_tag::kRole;
  std::string value = cloud_tag::kTemplate;
};
/// The error is one line.
Result<TemplateTag> parse_tag(std::string_view text);

/// A slave machine of this fleet. Nothing else is ever changed.
bool is_ours(const CloudTags& tags, std::string_view fleet);

/// "" when it has none.
std::string tag_of(const CloudTags& tags, std::string_view key);

/// "2026-11-22T23:00:00Z"; nothing when it is no time.
std::string expiry_text(WallTime time);
std::optional<WallTime> parse_expiry(std::string_view text);

}  // namespace acrida
