// Hooks: what the engine gives to them.
#include <stdexcept>

#include <acrida/hooks.hpp>

namespace acrida {

const std::string& ReportData::encoded(const std::string& name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) throw std::runtime_error("the report has no value " + name);
  return found->second;
}

void Hooks::attach(Role role, Outlet outlet) {
  role_ = role;
  outlet_ = std::move(outlet);
}

void Hooks::send_encoded(const std::string& type, std::string data_msgpack,
                         const std::string& slave) {
  if (outlet_) outlet_(type, std::move(data_msgpack), slave);
}

}  // namespace acrida
