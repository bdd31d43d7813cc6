// LibvirtServer: a real libvirt of the test's own, with QEMU without hardware virtualisation.
#include "libvirt_server.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "test_bed.hpp"
#include "tests/support/fleet.hpp"

namespace acrida::tests {
namespace {

using namespace std::chrono_literals;

const std::string kTemplate = ACRIDA_CLOUD_TEMPLATES "/libvirt/domain.xml";

std::string replaced(std::string text, const std::string& part, const std::string& instead) {
  const std::size_t at = text.find(part);
  if (at == std::string::npos) throw std::runtime_error("the template has no " + part);
  return text.replace(at, part.size(), instead);
}

}  // namespace

std::string LibvirtServer::missing() {
  for (const char* program : {"libvirtd", "virsh", "qemu-system-x86_64"})
    if (const std::string why = missing_program(program); !why.empty()) return why;
  return std::filesystem::exists(kTemplate)
             ? ""
             : "no template: the test cloud/template/libvirt makes it";
}

LibvirtServer::LibvirtServer() {
  process_ = std::make_unique<Process>(
      std::vector<std::string>{source_path("tests/integration/cloud/libvirtd.sh"), folder()});
  for (int i = 0; i < 400 && !std::filesystem::exists(folder() + "/run/libvirt-sock"); ++i)
    std::this_thread::sleep_for(50ms);
  virsh({"pool-define-as", "default", "dir", "--target", pool_folder()});
  virsh({"pool-start", "default"});
  define("template", "panic=-1", "panic=-1");
}

LibvirtOptions LibvirtServer::options() const {
  return {.uri = "qemu+unix:///system?socket=" + folder() + "/run/libvirt-sock"};
}

std::string LibvirtServer::virsh(std::vector<std::string> words) const {
  words.insert(words.begin(), {"virsh", "--connect", options().uri});
  Process process(words);
  EXPECT_EQ(process.wait(60s), 0) << words[3] << ": " << process.err();
  return process.out();
}

std::vector<std::string> LibvirtServer::domains() const {
  std::vector<std::string> names;
  std::istringstream lines(virsh({"list", "--all", "--name"}));
  for (std::string name; lines >> name;) names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> LibvirtServer::volumes() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(pool_folder()))
    names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

void LibvirtServer::define(const std::string& name, const std::string& text,
                           const std::string& instead) const {
  const std::string file = folder() + "/" + name + ".xml";
  std::ofstream(file) << replaced(replaced(read_file(kTemplate), "acrida-template", name), text,
                                  instead);
  virsh({"define", file});
}

void LibvirtServer::signal(int number) const {
  pid_t pid = 0;
  // Its number in the namespace of the test.
  std::istringstream children(read_file("/proc/" + std::to_string(process_->pid()) + "/task/" +
                                        std::to_string(process_->pid()) + "/children"));
  children >> pid;
  std::istringstream servers(
      read_file("/proc/" + std::to_string(pid) + "/task/" + std::to_string(pid) + "/children"));
  servers >> pid;
  ::kill(pid, number);
}

}  // namespace acrida::tests
