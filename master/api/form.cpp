// Form: the fields of a form or a query string.
#include "master/api/form.hpp"

#include <charconv>
#include <cmath>

#include <boost/url/parse_query.hpp>

#include "core/wire/utf8.hpp"

namespace acrida {
namespace {

/// Whole text as a number; the std functions accept less than strtod and no locale.
template <class Number>
bool read(const std::string& text, Number& number) {
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stopped == end;
}

/// The value as it may be repeated in an answer.
std::string shown(const std::string& text) {
  constexpr std::size_t kMaxShown = 100;
  return text.size() <= kMaxShown ? text : text.substr(0, kMaxShown) + "...";
}

}  // namespace

Result<Form> Form::parse(std::string_view text) {
  Form form;
  if (text.empty()) return form;
  // Browsers encode what this grammar does not allow raw; what is left is a bad client.
  // A copy, as Boost 1.81 takes the text to end with a zero.
  const std::string terminated(text);
  const auto query = boost::urls::parse_query(terminated);
  if (!query) return Error{"the form is not URL-encoded"};
  boost::urls::encoding_opts options;
  options.space_as_plus = true;
  for (const auto& field : *query) {
    if (!form.add(field.key.decode(options), field.value.decode(options)))
      return Error{"the form has too many fields"};
    // What is in a form may go on to slaves and into JSON.
    if (!wire::is_utf8(form.fields_.back().second)) return Error{"the form is not UTF-8"};
  }
  return form;
}

bool Form::add(std::string name, std::string value) {
  if (fields_.size() >= kMaxFields) return false;
  fields_.emplace_back(std::move(name), std::move(value));
  return true;
}

std::optional<std::string> Form::value(std::string_view name) const {
  for (const auto& [key, value] : fields_) {
    if (key == name && !value.empty()) return value;
  }
  return std::nullopt;
}

std::vector<std::string> Form::values(std::string_view name) const {
  std::vector<std::string> found;
  for (const auto& [key, value] : fields_) {
    if (key == name && !value.empty()) found.push_back(value);
  }
  return found;
}

Result<std::optional<std::uint64_t>> Form::whole_number(std::string_view name) const {
  const auto text = value(name);
  if (!text) return std::optional<std::uint64_t>();
  std::uint64_t number = 0;
  if (read(*text, number)) return std::optional<std::uint64_t>(number);
  return Error{std::string(name) + ": '" + shown(*text) + "' is not a whole number"};
}

Result<std::optional<double>> Form::number(std::string_view name) const {
  const auto text = value(name);
  if (!text) return std::optional<double>();
  double number = 0;
  if (read(*text, number) && std::isfinite(number)) return std::optional<double>(number);
  return Error{std::string(name) + ": '" + shown(*text) + "' is not a number"};
}

}  // namespace acrida
