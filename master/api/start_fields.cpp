// StartFields: the fields of a request as a StartCommand.
#include "master/api/start_fields.hpp"

#include <utility>

#include "core/cli/time_span.hpp"
#include "master/api/argument_values.hpp"

namespace acrida {
namespace {

constexpr std::string_view kOptions = "options.";

/// "page_size: 'x' is not a number" → "arguments.page_size"
std::string argument_field(std::string_view what) {
  return "arguments." + std::string(what.substr(0, what.find(':')));
}

}  // namespace

std::variant<StartCommand, FieldError> start_command(const Form& fields, const Form& arguments,
                                                     const StartNames& names,
                                                     const std::vector<ArgumentSpec>& specs) {
  StartCommand start;
  auto users = fields.whole_number(names.users);
  if (!users) return FieldError{std::string(names.users), users.error().what};
  start.users = *users;
  start.shape = fields.value(names.shape);
  auto rate = fields.number("spawn_rate");
  if (!rate) return FieldError{"spawn_rate", rate.error().what};
  start.spawn_rate = *rate;
  auto arrivals = fields.number("rate");
  if (!arrivals) return FieldError{"rate", arrivals.error().what};
  if (*arrivals) start.rate = ArrivalRate{**arrivals, fields.value("poisson") == "true"};
  // A load shape needs neither; without one the RunMachine asks for them.
  if (auto host = fields.value("host")) {
    std::erase_if(*host, [](char c) { return c == '<' || c == '>'; });
    start.host = *host;
  }
  for (const std::string_view name : {"run_time", "stop_timeout"}) {
    const auto text = fields.value(name);
    if (!text) continue;
    const auto span = parse_time_span(*text);
    if (!span) return FieldError{std::string(name), std::string(name) + ": " + span.error().what};
    (name == "run_time" ? start.run_time : start.stop_timeout) = *span;
  }
  start.user_classes = fields.values("user_classes");
  auto options = argument_values(arguments, specs);
  if (!options) return FieldError{argument_field(options.error().what), options.error().what};
  start.options = std::move(*options);
  return start;
}

std::string v1_field_of(std::string_view member) {
  if (!member.starts_with(kOptions)) return std::string(member);
  return "arguments." + std::string(member.substr(kOptions.size()));
}

}  // namespace acrida
