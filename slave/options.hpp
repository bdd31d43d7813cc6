// SlaveOptions: what `acrida slave` can be told.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace acrida {

struct SlaveOptions {
  std::string master_host = "127.0.0.1";
  std::uint16_t master_port = 5557;
  std::chrono::seconds grace{60};       // users go on for so long without a master
  std::string master_key;               // empty: the link is plain
  std::string enrolment_token_file;     // may be empty
  std::string enrolment_token;          // secret; no option, see enrolment_token.hpp
  bool insecure = false;                // the link is plain, and code may come over it
  std::string runner_user;              // empty: the slave's own
  std::string test;                     // empty: the master's
  bool follows_master = false;          // a new version of it is where the master says
  std::string plugin_dir;               // empty: what the master sends
  std::size_t shards = 0;               // 0: one for each core
  std::string machine_id;               // of the master's fleet; empty: none
  std::chrono::seconds leave_after{0};  // without a word of a master; 0: never
  /// What users may allocate; 0: any; nothing: 80 % of the machine's.
  std::optional<std::uint64_t> runner_memory_bytes;
  /// Of tests that masters have sent; 0: any; nothing: kCodeCacheBytes.
  std::optional<std::uint64_t> code_cache_bytes;
  static constexpr std::uint64_t kCodeCacheBytes = std::uint64_t{2} << 30;
};

/// Adds the options, with Locust's names, to the command. [load-time]
void add_options(CLI::App& app, SlaveOptions& options);

}  // namespace acrida
