// ArgumentJson: both directions.
#include "core/inspection/argument_json.hpp"

#include <array>
#include <stdexcept>

#include <boost/json.hpp>

namespace acrida {
namespace {

namespace json = boost::json;

constexpr std::array<const char*, 5> kKinds = {"text", "whole number", "real number", "flag",
                                               "several"};  // in the order of ArgumentKind

ArgumentKind kind_from(const json::string& name) {
  for (std::size_t i = 0; i < kKinds.size(); ++i)
    if (name == kKinds[i]) return static_cast<ArgumentKind>(i);
  throw std::runtime_error("an argument of an unknown kind");
}

}  // namespace

json::object argument_json(const ArgumentSpec& argument) {
  json::array choices;
  for (const std::string& choice : argument.choices) choices.emplace_back(choice);
  return {{"name", argument.name},
          {"help", argument.help},
          {"kind", kKinds.at(static_cast<std::size_t>(argument.kind))},
          {"choices", choices},
          {"secret", argument.secret},
          {"required", argument.required},
          {"default", argument.default_text},
          {"lowest", argument.lowest},
          {"highest", argument.highest}};
}

ArgumentSpec argument_from(const json::object& object) {
  ArgumentSpec argument;
  argument.name = object.at("name").as_string();
  argument.help = object.at("help").as_string();
  argument.kind = kind_from(object.at("kind").as_string());
  for (const json::value& choice : object.at("choices").as_array())
    argument.choices.emplace_back(choice.as_string());
  argument.secret = object.at("secret").as_bool();
  argument.required = object.at("required").as_bool();
  argument.default_text = object.at("default").as_string();
  argument.lowest = object.at("lowest").to_number<std::int64_t>();
  argument.highest = object.at("highest").to_number<std::int64_t>();
  return argument;
}

}  // namespace acrida
