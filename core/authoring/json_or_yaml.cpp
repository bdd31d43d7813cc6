// json_or_yaml: from yaml-cpp's nodes to Boost.JSON's values.
#include "core/authoring/json_or_yaml.hpp"

#include <cmath>
#include <stdexcept>
#include <yaml-cpp/yaml.h>

#include <boost/json.hpp>

namespace acrida {
namespace {

namespace json = boost::json;

constexpr int kMaxDepth = 100;

/// The core schema of YAML 1.2: a plain scalar may be null, a truth value or a number.
json::value scalar(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() == "!") return json::string(text);  // in quotes
  if (text.empty() || text == "~" || text == "null") return nullptr;
  if (text == "true" || text == "false") return text == "true";
  std::int64_t whole = 0;
  if (YAML::convert<std::int64_t>::decode(node, whole)) return whole;
  double number = 0;
  if (YAML::convert<double>::decode(node, number) && std::isfinite(number)) return number;
  return json::string(text);
}

class Converter {
 public:
  json::value convert(const YAML::Node& node, int depth) {
    if (++values_ > kMaxYamlValues || depth > kMaxDepth)
      throw std::length_error("it is too large or too deep");
    if (node.IsSequence()) {
      json::array items;
      for (const YAML::Node& item : node) items.push_back(convert(item, depth + 1));
      return items;
    }
    if (node.IsMap()) {
      json::object members;
      for (const auto& member : node)
        members[member.first.IsScalar() ? member.first.Scalar() : ""] =
            convert(member.second, depth + 1);
      return members;
    }
    return node.IsScalar() ? scalar(node) : json::value(nullptr);
  }

 private:
  int values_ = 0;
};

std::string one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  return text;
}

}  // namespace

Result<json::value> json_or_yaml(std::string_view text) {
  json::error_code error;
  json::parse_options options;
  options.max_depth = kMaxDepth;
  json::value parsed = json::parse(json::string_view(text.data(), text.size()), error, {}, options);
  if (!error) return parsed;
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && text[first] == '{')
    return Error{"it is no JSON: " + error.message()};
  try {
    return Converter().convert(YAML::Load(std::string(text)), 0);
  } catch (const std::exception& exception) {
    return Error{"it is neither JSON nor YAML: " + one_line(exception.what())};
  }
}

}  // namespace acrida
