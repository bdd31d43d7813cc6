// CodeSender: the manifest, and the parts of files.
#include "master/code_sender.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <map>
#include <unistd.h>
#include <utility>

#include "core/data/sha256.hpp"
#include "core/data/test_folder.hpp"
#include "core/wire/message.hpp"
#include "master/run/peer_name.hpp"

namespace acrida {
namespace {

namespace fs = std::filesystem;
using Role = wire::CodeFile::Role;

struct SentFile {
  wire::CodeFile file;
  std::string path;
};

std::string name_of_library(const std::string& name) {
  return fs::path(name).filename().string();  // the loader looks for it in the test's folder
}

/// The first is the test.
std::vector<SentFile> files_of(const InspectedTest& test) {
  std::vector<SentFile> files;
  const auto add = [&files](Role role, std::string name, const std::string& hash,
                            const std::string& path) {
    for (const SentFile& other : files)
      if (other.file.name == name && other.file.hash == hash) return;
    files.push_back({{role, std::move(name), hash, 0}, path});
  };
  add(Role::test, fs::path(test.path).filename().string(), test.hash, test.path);
  for (const InspectedFeeder& feeder : test.feeders)
    add(Role::data, TestFolder::name_inside(feeder.name), feeder.hash, feeder.path);
  for (const InspectedFile& file : test.files)
    add(file.is_library ? Role::library : Role::data,
        file.is_library ? name_of_library(file.name) : TestFolder::name_inside(file.name),
        file.hash, file.path);
  return files;
}

wire::CodeManifest with_problem(const std::string& problem) {
  return {.id = {}, .problem = problem, .files = {}, .replace_per_s = {}};
}

}  // namespace

wire::CodeManifest manifest_of(const InspectedTest& test) {
  wire::CodeManifest manifest;
  std::string words;
  std::map<std::string, std::string> hashes;  // of each name
  for (SentFile& sent : files_of(test)) {
    wire::CodeFile& file = sent.file;
    std::error_code error;
    file.bytes = fs::file_size(sent.path, error);
    if (error) return with_problem(sent.path + ": " + error.message());
    if (!hashes.emplace(file.name, file.hash).second)
      return with_problem("two different files are both named " + file.name + ": rename one");
    words += std::to_string(static_cast<int>(file.role)) + " " + file.hash + " " + file.name + "\n";
    manifest.files.push_back(std::move(file));
  }
  if (manifest.files.size() > wire::kMaxCodeFiles)
    return with_problem("it has more than " + std::to_string(wire::kMaxCodeFiles) + " files");
  manifest.id = sha256(words);
  return manifest;
}

CodeSender::CodeSender(const InspectedTest& test, Handlers handlers)
    : CodeSender(manifest_of(test), test, std::move(handlers)) {}

CodeSender::CodeSender(const wire::CodeManifest& manifest, const InspectedTest& test,
                       Handlers handlers)
    : handlers_(std::move(handlers)), desk_(manifest) {
  if (!manifest.files.empty()) open_files(test);
}

CodeSender::~CodeSender() {
  close_files();
}

void CodeSender::open_files(const InspectedTest& test) {
  for (const SentFile& sent : files_of(test)) {
    hashes_.push_back(sent.file.hash);
    files_.push_back(::open(sent.path.c_str(), O_RDONLY | O_CLOEXEC));
  }
}

void CodeSender::close_files() {
  for (const int file : files_)
    if (file >= 0) ::close(file);
  files_.clear();
  hashes_.clear();
}

Result<void> CodeSender::change(const InspectedTest& test, std::optional<double> replace_per_s,
                                const std::vector<std::string>& slaves, Instant now) {
  wire::CodeManifest manifest = manifest_of(test);
  if (!manifest.problem.empty()) return Error{"the test cannot be sent: " + manifest.problem};
  manifest.replace_per_s = replace_per_s;
  close_files();
  open_files(test);
  read_failed_ = false;
  carry_out(desk_.change(std::move(manifest), slaves, now));
  return {};
}

void CodeSender::on(const wire::ToCodeDesk& message, const std::string& slave, Instant now) {
  if (!is_slave_name(slave)) return handlers_.on_garbage(slave, "its identity is not a plain word");
  carry_out(desk_.on(message, slave, now));
}

void CodeSender::carry_out(const CodeDesk::Actions& actions) {
  for (const CodeDesk::Action& action : actions)
    std::visit([this](const auto& one) { carry_out(one); }, action);
}

void CodeSender::carry_out(const CodeDesk::SendManifest& action) {
  handlers_.send(action.slave, wire::encode(action.manifest, action.slave));
}

void CodeSender::carry_out(const CodeDesk::SendChunk& action) {
  wire::CodeChunk chunk{hashes_[action.file], action.offset, std::string(action.count, '\0')};
  const ssize_t count = ::pread(files_[action.file], chunk.bytes.data(), chunk.bytes.size(),
                                static_cast<off_t>(action.offset));
  if (count <= 0) {  // cut, or unreadable: the slave asks again
    if (!std::exchange(read_failed_, true))
      handlers_.log(
          "a file of the test cannot be read any more: " +
              std::string(count < 0 ? std::strerror(errno) : "it is shorter than it was") +
              "; slaves cannot fetch it until the master is started again",
          true);
    return;
  }
  chunk.bytes.resize(static_cast<std::size_t>(count));
  handlers_.send(action.slave, wire::encode(chunk, action.slave));
}

void CodeSender::carry_out(const CodeDesk::Garbage& action) {
  handlers_.on_garbage(action.slave, action.why);
}

void CodeSender::carry_out(const CodeDesk::Log& action) {
  handlers_.log(action.text, action.is_warning);
}

}  // namespace acrida
