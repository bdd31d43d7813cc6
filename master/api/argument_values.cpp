// ArgumentValues: checks what a form says.
#include "master/api/argument_values.hpp"

#include <algorithm>
#include <cctype>

namespace acrida {
namespace {

/// The words of browsers and of Python for a flag.
std::string flag_text(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (text == "on" || text == "1") return "true";
  if (text == "off" || text == "0") return "false";
  return text;
}

}  // namespace

Result<std::map<std::string, std::string>> argument_values(
    const Form& form, const std::vector<ArgumentSpec>& arguments) {
  std::map<std::string, std::string> values;
  for (const ArgumentSpec& spec : arguments) {
    std::vector<std::string> given = form.values(spec.field_name());
    if (given.empty()) given = form.values(spec.name);
    if (given.empty()) continue;
    std::string text = given.back();
    if (spec.kind == ArgumentKind::flag) text = flag_text(std::move(text));
    if (spec.kind == ArgumentKind::several) {
      text.clear();
      for (const std::string& each : given) text += (text.empty() ? "" : ",") + each;
    }
    if (const std::string fault = spec.fault(text); !fault.empty())
      return Error{spec.field_name() + ": " + fault};
    values[spec.field_name()] = std::move(text);
  }
  return values;
}

}  // namespace acrida
