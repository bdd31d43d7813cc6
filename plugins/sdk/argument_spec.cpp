// ArgumentSpec: checks values.
#include <algorithm>
#include <charconv>
#include <cmath>

#include <acrida/argument_spec.hpp>

namespace acrida {
namespace {

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stopped == end;
}

std::string joined(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : ", ") + word;
  return list;
}

bool is_name(std::string_view name) {
  if (name.size() < 2 || name.size() > ArgumentSpec::kMaxNameBytes) return false;
  if (name.front() < 'a' || name.front() > 'z' || name.back() == '-') return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace

std::string ArgumentSpec::fault(std::string_view text) const {
  const auto refused = [&](std::string_view value, const std::string& allowed) {
    return (secret ? "the value" : "'" + std::string(value) + "'") + " is not " + allowed;
  };
  if (text.size() > kMaxValueBytes) return "the value is longer than 32 KiB";
  if (kind == ArgumentKind::whole_number) {
    std::int64_t number = 0;
    if (read_number(text, number) && number >= lowest && number <= highest) return "";
    return refused(
        text, "a whole number from " + std::to_string(lowest) + " to " + std::to_string(highest));
  }
  if (kind == ArgumentKind::real_number) {
    double number = 0;
    return read_number(text, number) && std::isfinite(number) ? "" : refused(text, "a number");
  }
  if (kind == ArgumentKind::flag)
    return text == "true" || text == "false" ? "" : refused(text, "true or false");
  if (choices.empty()) return "";
  const auto values = kind == ArgumentKind::several ? split_list(text)
                                                    : std::vector<std::string>{std::string(text)};
  for (const std::string& value : values)
    if (std::find(choices.begin(), choices.end(), value) == choices.end())
      return refused(value, "one of " + joined(choices));
  return "";
}

std::string ArgumentSpec::fault_of_itself() const {
  if (!is_name(name))
    return "argument '" + name +
           "': a name is 2 to 64 lower-case letters, digits and dashes, such as page-size";
  const bool has_text = kind == ArgumentKind::text || kind == ArgumentKind::several;
  if (!choices.empty() && !has_text)
    return "argument " + name + ": choices are for text; leave them out";
  const bool no_default = required || secret || default_text.empty();
  if (const std::string why = no_default ? "" : fault(default_text); !why.empty())
    return "argument " + name + ": its default: " + why;
  return "";
}

std::string ArgumentSpec::field_name() const {
  std::string field = name;
  std::replace(field.begin(), field.end(), '-', '_');
  return field;
}

std::string join_list(const std::vector<std::string>& elements) {
  std::string text;
  for (const std::string& element : elements) {
    if (element.empty()) continue;
    if (!text.empty()) text += ',';
    for (const char c : element) {
      if (c == ',' || c == '\\') text += '\\';
      text += c;
    }
  }
  return text;
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> elements;
  std::string element;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] != ',') {
      if (text[i] == '\\' && i + 1 < text.size()) ++i;
      element += text[i];
    } else if (!element.empty()) {
      elements.push_back(std::move(element));
      element.clear();
    }
  }
  return elements;
}

}  // namespace acrida
