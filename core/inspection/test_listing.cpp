// Test listing: lines of text.
#include "core/inspection/test_listing.hpp"

#include <cstdio>

namespace acrida {
namespace {

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

}  // namespace

std::string listing_of(const InspectedTest& test) {
  std::string out = "Available user classes:\n";
  for (const TestClass& found : test.classes) {
    out += "    " + found.plan.name;
    out += found.plan.fixed_count > 0 ? "  fixed count " + std::to_string(found.plan.fixed_count)
                                      : "  weight " + number(found.plan.weight);
    if (!found.host.empty()) out += "  host " + found.host;
    out += "\n";
  }
  if (!test.arguments.empty()) out += "Arguments:\n";
  for (const ArgumentSpec& argument : test.arguments) {
    out += "    --" + argument.name;
    if (argument.required) out += "  required";
    if (!argument.default_text.empty()) out += "  default " + argument.default_text;
    if (!argument.help.empty()) out += "  " + argument.help;
    out += "\n";
  }
  return out;
}

}  // namespace acrida
