// DomainVolumes: which volumes are a machine's own, by their names.
#include "cloud/libvirt/domain_volumes.hpp"

#include <algorithm>
#include <cctype>

namespace acrida {
namespace {

bool is_of_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-';
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_of_name);
}

}  // namespace

DomainVolumes::DomainVolumes(std::string_view fleet) : start_("acrida-slave.") {
  for (const char c : fleet) start_ += is_of_name(c) || c == '.' ? c : '_';
  start_ += '.';
}

std::string DomainVolumes::overlay(const std::string& machine, const std::string& target) const {
  return start_ + machine + "." + target + ".qcow2";
}

std::string DomainVolumes::seed(const std::string& machine) const {
  return start_ + machine + "." + kSeed + ".iso";
}

std::optional<std::string> DomainVolumes::machine_of(std::string_view volume) const {
  if (!volume.starts_with(start_)) return std::nullopt;
  volume.remove_prefix(start_.size());
  // A fleet whose name starts like this one's has more parts.
  const std::size_t first = volume.find('.');
  const std::size_t last = volume.rfind('.');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  const std::string_view kind = volume.substr(last + 1);
  if (!is_name(volume.substr(0, first)) || !is_name(volume.substr(first + 1, last - first - 1)) ||
      (kind != "qcow2" && kind != "iso"))
    return std::nullopt;
  return std::string(volume.substr(0, first));
}

}  // namespace acrida
