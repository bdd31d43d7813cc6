// text_number: numbers and times as the files show them.
#include "master/report/text_number.hpp"

#include <cmath>
#include <cstdio>
#include <ctime>
#include <vector>

namespace acrida {

std::string text_number(double value, int digits) {
  if (!std::isfinite(value)) return "0";
  char text[400];  // the longest double in fixed notation has 309 digits before the point
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  std::string out = text;
  if (out.find('.') == std::string::npos) return out;
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out == "-0" ? "0" : out;
}

std::string utc_text(WallTime time) {
  using namespace std::chrono;
  const auto since = time.time_since_epoch();
  const auto whole = floor<seconds>(since);
  const auto ms = duration_cast<milliseconds>(since - whole).count();
  const std::time_t clock = static_cast<std::time_t>(whole.count());
  std::tm parts{};
  if (gmtime_r(&clock, &parts) == nullptr) return "";
  char date[64];
  std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
  char text[80];
  std::snprintf(text, sizeof text, "%s.%03dZ", date, static_cast<int>(ms));
  return text;
}

std::string duration_text(std::chrono::nanoseconds duration) {
  const auto total = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  const auto part = [](std::int64_t count, const char* unit) {
    return std::to_string(count) + " " + unit + (count == 1 ? "" : "s");
  };
  std::vector<std::string> parts;
  if (total >= 3600) parts.push_back(part(total / 3600, "hour"));
  if (total / 60 % 60 > 0) parts.push_back(part(total / 60 % 60, "minute"));
  if (total % 60 > 0 || parts.empty()) parts.push_back(part(total % 60, "second"));
  std::string text = parts.front();
  for (std::size_t i = 1; i < parts.size(); ++i) {
    text += (i + 1 == parts.size() ? " and " : ", ") + parts[i];
  }
  return text;
}

}  // namespace acrida
