// ArgumentBase: takes values.
#include <acrida/argument_base.hpp>

namespace acrida {

std::string ArgumentBase::set(std::string_view text) {
  std::string fault = spec_.fault(text);
  if (fault.empty()) assign(text);
  return fault;
}

std::string set_arguments(ArgumentBase* arguments,
                          const std::map<std::string, std::string>& values) {
  for (ArgumentBase* argument = arguments; argument; argument = argument->next()) {
    const ArgumentSpec& spec = argument->spec();
    auto value = values.find(spec.field_name());
    if (value == values.end()) value = values.find(spec.name);
    if (value == values.end()) {
      if (spec.required) return "the argument " + spec.name + " of the test is missing";
      argument->reset();
      continue;
    }
    const std::string fault = argument->set(value->second);
    if (!fault.empty()) return "the argument " + spec.name + " of the test: " + fault;
  }
  return "";
}

}  // namespace acrida
