// CodeSender: the shell around CodeDesk: the files of the test, and frames.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/inspection/inspected_test.hpp"
#include "core/wire/code_messages.hpp"
#include "master/code/code_desk.hpp"

namespace acrida {

/// What a test consists of, as slaves are told: its library, the files of its feeders and those
/// that it names, each once. A test that cannot be sent has a problem instead. Reads the sizes of
/// the files.
wire::CodeManifest manifest_of(const InspectedTest& test);

/// Sends slaves the test. Files are read in parts, when these are sent; those that a build replaces
/// by renaming are sent as they were. One thread.
///
///   CodeSender sender(test, {.send = ..., .on_garbage = ..., .log = ...});
///   sender.on(message, identity, now);
class CodeSender {
 public:
  struct Handlers {
    std::function<void(const std::string& slave, const std::string& frame)> send;
    std::function<void(const std::string& slave, std::string_view why)> on_garbage;
    std::function<void(const std::string& line, bool is_warning)> log;
  };

  CodeSender(const InspectedTest& test, Handlers handlers);
  ~CodeSender();
  CodeSender(const CodeSender&) = delete;
  CodeSender& operator=(const CodeSender&) = delete;

  void on(const wire::ToCodeDesk& message, const std::string& slave, Instant now);
  void tick(Instant now) { carry_out(desk_.tick(now)); }
  /// This version is sent from now on, and these slaves are told; see wire::CodeManifest for the
  /// rate. Error: it cannot be sent, and all stays as it was.
  Result<void> change(const InspectedTest& test, std::optional<double> replace_per_s,
                      const std::vector<std::string>& slaves, Instant now);
  /// Whether this is what is sent already.
  bool sends(const InspectedTest& test) const { return manifest_of(test).id == desk_.id(); }

 private:
  CodeSender(const wire::CodeManifest& manifest, const InspectedTest& test, Handlers handlers);
  void open_files(const InspectedTest& test);
  void close_files();
  void carry_out(const CodeDesk::Actions& actions);
  void carry_out(const CodeDesk::SendManifest& action);
  void carry_out(const CodeDesk::SendChunk& action);
  void carry_out(const CodeDesk::Garbage& action);
  void carry_out(const CodeDesk::Log& action);

  Handlers handlers_;
  std::vector<std::string> hashes_;  // of each file of the manifest
  std::vector<int> files_;           // and its descriptor
  CodeDesk desk_;
  bool read_failed_ = false;
};

}  // namespace acrida
