// V1Start: the body of /api/v1/run/start as a StartCommand.
#include "master/api/v1_start.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include <boost/json.hpp>

#include "master/api/json_form.hpp"
#include "master/threshold/threshold_judge.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxTags = 100;
constexpr std::size_t kMaxTagBytes = 200;

/// What is wrong.
using Fault = std::optional<FieldError>;

bool is_tag(const json::value& value) {
  if (!value.is_string()) return false;
  const auto& text = value.get_string();
  const auto is_odd = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == ','; };
  return !text.empty() && text.size() <= kMaxTagBytes &&
         std::none_of(text.begin(), text.end(), is_odd);
}

Fault add_tags(const json::object& object, const std::string& name, StartCommand& start) {
  const json::value* given = object.if_contains(name);
  if (given == nullptr || given->is_null()) return std::nullopt;
  const json::array* tags = given->if_array();
  if (tags == nullptr || tags->size() > kMaxTags ||
      !std::all_of(tags->begin(), tags->end(), is_tag))
    return FieldError{name, name + ": must be a list of words"};
  std::string& list = start.options[name];
  for (const json::value& tag : *tags) {
    if (!list.empty()) list += ',';
    list += std::string(tag.get_string());
  }
  return std::nullopt;
}

Fault add_thresholds(const json::object& object, StartCommand& start) {
  const json::value* given = object.if_contains("thresholds");
  if (given == nullptr || given->is_null()) return std::nullopt;
  const json::array* texts = given->if_array();
  if (texts == nullptr) return FieldError{"thresholds", "thresholds: must be a list of texts"};
  if (texts->size() > ThresholdJudge::kMaxThresholds)
    return FieldError{"thresholds", "thresholds: there are too many"};
  start.thresholds.emplace();
  for (const json::value& text : *texts) {
    const std::string field = "thresholds." + std::to_string(start.thresholds->size());
    if (!text.is_string()) return FieldError{field, field + ": must be a text"};
    auto threshold = parse_threshold(std::string(text.get_string()));
    if (!threshold) return FieldError{field, threshold.error().what};
    start.thresholds->push_back(std::move(*threshold));
  }
  return std::nullopt;
}

}  // namespace

std::variant<StartCommand, FieldError> v1_start(std::string_view body,
                                                const std::vector<ArgumentSpec>& specs) {
  const auto object = parse_json_body(body);
  if (!object) return FieldError{"", object.error().what};
  const auto fields = form_of(object.value());
  if (!fields) return FieldError{"", fields.error().what};
  const boost::json::value* arguments = object.value().if_contains("arguments");
  const bool has_any = arguments != nullptr && !arguments->is_null();
  if (has_any && !arguments->is_object())
    return FieldError{"arguments", "arguments: must be an object"};
  const auto values = has_any ? form_of(arguments->get_object()) : Form();
  if (!values) return FieldError{"arguments", values.error().what};
  auto start = start_command(fields.value(), values.value(), StartNames(), specs);
  auto* command = std::get_if<StartCommand>(&start);
  if (command == nullptr) return start;
  for (const char* name : {"tags", "exclude_tags"})
    if (auto fault = add_tags(object.value(), name, *command)) return *fault;
  if (auto fault = add_thresholds(object.value(), *command)) return *fault;
  return start;
}

}  // namespace acrida
