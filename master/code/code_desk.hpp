// CodeDesk: which slave gets which part of the test, and when, without any IO.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/clock.hpp"
#include "core/wire/code_messages.hpp"

namespace acrida {

/// Answers slaves that ask for the test. Requests are served in the order in which they came, the
/// newest kMaxOpenPerSlave of each slave, and all together get kBytesPerSecond: so what users are
/// told and what slaves report never waits behind more than a few parts, and a peer that asks
/// without end, or without reading, costs little. Sans-IO: the shell reads the files. One owner, one
/// thread.
///
///   CodeDesk desk(manifest);
///   carry_out(desk.on(wire::ChunkWanted{...}, "slave_1", now));
///   carry_out(desk.tick(now));  // several times a second
///
/// A new version of the test takes the place of the old one by change(): slaves are told, and told
/// again while they say nothing, until they have it.
class CodeDesk {
 public:
  /// About what a link of one Gbit/s carries.
  static constexpr std::uint64_t kBytesPerSecond = 100u << 20;
  /// Of unused allowance so much is kept.
  static constexpr std::chrono::milliseconds kBurst{100};
  static constexpr std::size_t kMaxOpenPerSlave = 2;
  static constexpr std::size_t kMaxSlaves = 20'000;
  /// A slave that has asked for nothing that long is forgotten.
  static constexpr std::chrono::seconds kForgetAfter{60};
  /// How often a slave may ask for the whole list, and fetch all of the test before that.
  static constexpr std::chrono::milliseconds kManifestPause{500};
  static constexpr std::uint64_t kMaxFetches = 4;
  /// A slave that was told of a new version and is silent is told again, and given up at last.
  static constexpr std::chrono::seconds kTellAgain{2};
  static constexpr std::chrono::seconds kTellLimit{20};
  static constexpr std::size_t kMaxNamedSlaves = 5;

  struct SendManifest {
    std::string slave;
    wire::CodeManifest manifest;
  };
  struct SendChunk {
    std::string slave;
    std::size_t file;  // its place in the manifest
    std::uint64_t offset;
    std::uint64_t count;
  };
  struct Garbage {  // the slave asks for what there is not
    std::string slave;
    std::string why;
  };
  struct Log {
    std::string text;
    bool is_warning = false;
  };
  using Action = std::variant<SendManifest, SendChunk, Garbage, Log>;
  using Actions = std::vector<Action>;

  explicit CodeDesk(wire::CodeManifest manifest, std::uint64_t bytes_per_second = kBytesPerSecond);

  Actions on(const wire::ToCodeDesk& message, const std::string& slave, Instant now);
  Actions tick(Instant now);
  /// This is the test from now on. These slaves are told at once; the others ask by themselves.
  Actions change(wire::CodeManifest manifest, const std::vector<std::string>& slaves, Instant now);
  const std::string& id() const { return manifest_.id; }

 private:
  struct Request {
    std::size_t file = 0;
    std::uint64_t offset = 0;
    std::uint64_t count = 0;
    bool operator==(const Request&) const = default;
  };
  struct Fetcher {
    std::deque<Request> open{};  // never more than it has turns
    std::size_t turns = 0;       // its places in queue_
    std::uint64_t sent_bytes = 0;
    Instant first{};
    Instant last{};
    Instant told{};  // the whole list
  };

  struct Told {
    Instant next;   // when it is told again
    Instant heard;  // of it, or told for the first time
  };

  void take_up(wire::CodeManifest manifest);
  void tell_again(Instant now);
  void show_told(Instant now);
  void handle(const wire::CodeWanted& wanted, const std::string& slave, Instant now);
  void handle(const wire::ChunkWanted& wanted, const std::string& slave, Instant now);
  void has_all(const std::string& slave, Instant now);
  /// Nothing when there are too many.
  Fetcher* fetcher_of(const std::string& slave, Instant now);
  void serve(Instant now);

  wire::CodeManifest manifest_;
  std::map<std::string, std::size_t> places_;  // of each hash, in the manifest
  std::uint64_t total_bytes_ = 0;
  double bytes_per_second_;
  double allowance_bytes_;
  Instant allowed_at_{};
  std::deque<std::string> queue_;  // whose turn it is
  std::map<std::string, Fetcher> fetchers_;
  std::map<std::string, Told> told_;  // who has not said that it has the new version
  std::size_t told_slaves_ = 0;
  std::size_t taken_ = 0;  // of those, by slaves that have it
  std::size_t shown_ = 0;
  Instant show_at_{};
  std::optional<Instant> changed_at_;
  Actions actions_;
};

}  // namespace acrida
