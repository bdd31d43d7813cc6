// ActivityLine: written and read.
#include "core/activity/activity_line.hpp"

#include <charconv>

namespace acrida {
namespace {

constexpr std::string_view kMark = "activity: ";
constexpr std::string_view kNoRun = "no run";
constexpr std::string_view kRun = "a run with ";
constexpr std::string_view kUsers = " users";

}  // namespace

std::string activity_text(const Activity& activity) {
  std::string text(kMark);
  if (!activity.in_run) return text.append(kNoRun);
  return text.append(kRun).append(std::to_string(activity.users)).append(kUsers);
}

std::optional<Activity> parse_activity(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  const std::size_t at = line.rfind(kMark);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = line.substr(at + kMark.size());
  if (rest == kNoRun) return Activity{};
  if (!rest.starts_with(kRun) || !rest.ends_with(kUsers)) return std::nullopt;
  rest.remove_prefix(kRun.size());
  Activity activity{true, 0};
  const char* const end = rest.data() + rest.size();
  const auto [after, error] = std::from_chars(rest.data(), end, activity.users);
  if (error != std::errc() ||
      std::string_view(after, static_cast<std::size_t>(end - after)) != kUsers)
    return std::nullopt;
  return activity;
}

}  // namespace acrida
