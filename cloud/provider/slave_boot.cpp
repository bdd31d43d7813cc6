// slave_boot: what a new machine is told, in the forms in which machines read it.
#include "cloud/provider/slave_boot.hpp"

namespace acrida {

std::map<std::string, std::string> boot_environment(const CloneSpec& spec) {
  std::map<std::string, std::string> variables{
      {"ACRIDA_MASTER_NODE_HOST", spec.boot.master_host},
      {"ACRIDA_MASTER_NODE_PORT", std::to_string(spec.boot.master_port)},
      {"ACRIDA_MACHINE_ID", spec.token}};
  if (!spec.boot.master_key.empty()) variables["ACRIDA_MASTER_KEY"] = spec.boot.master_key;
  if (!spec.boot.enrolment_token.empty())
    variables["ACRIDA_ENROLMENT_TOKEN"] = spec.boot.enrolment_token;
  if (spec.boot.insecure) variables["ACRIDA_INSECURE"] = "true";
  const std::string expires = tag_of(spec.tags, cloud_tag::kExpires);
  if (!expires.empty()) variables["ACRIDA_MACHINE_EXPIRES"] = expires;
  const std::string fleet = tag_of(spec.tags, cloud_tag::kFleet);
  if (!fleet.empty()) variables["ACRIDA_FLEET"] = fleet;
  return variables;
}

std::string environment_file(const CloneSpec& spec) {
  std::string lines;
  for (const auto& [name, value] : boot_environment(spec)) {
    lines += name;
    lines += '=';
    lines += value;
    lines += '\n';
  }
  return lines;
}

std::string user_data(const CloneSpec& spec) {
  std::string text =
      "#cloud-config\n"
      "write_files:\n"
      "  - path: /etc/acrida/slave.env\n"
      "    permissions: '0600'\n"
      "    content: |\n";
  for (const auto& [name, value] : boot_environment(spec)) {
    text += "      ";
    text += name;
    text += '=';
    text += value;
    text += '\n';
  }
  // A template has slaves under systemd, or under supervisord.
  text +=
      "runcmd:\n"
      "  - [sh, -c, 'systemctl start acrida-slaves.target || systemctl restart supervisor']\n";
  return text;
}

}  // namespace acrida
