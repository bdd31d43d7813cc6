// Code messages: how a slave that was given no test gets it from its master.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.hpp"

namespace acrida::wire {

template <class Message>
struct Envelope;

inline constexpr std::size_t kMaxChunkBytes = 128u << 10;
inline constexpr std::size_t kMaxCodeFiles = 1000;
inline constexpr std::uint64_t kMaxCodeFileBytes = std::uint64_t{1} << 40;
inline constexpr double kMaxReplacePerS = 1e9;

// They are no part of FromSlave and FromMaster: neither the plan nor the agent knows of them. A
// hash is the SHA-256 of a content as 64 digits in lower case; a frame with another is refused.

struct CodeFile {
  enum class Role : std::uint8_t { test, data, library };

  Role role = Role::data;
  /// What the file is called in the folder of the test: a relative path. The receiver checks it.
  std::string name;
  std::string hash;
  std::uint64_t bytes = 0;
  bool operator==(const CodeFile&) const = default;
};

// --- slave to master --------------------------------------------------------------------------

/// `acrida_code_wanted`: asked before a slave registers, and now and then while it has no users.
struct CodeWanted {
  std::string have;  // the id of the code that the slave has all files of; empty: none
  bool operator==(const CodeWanted&) const = default;
};

/// `acrida_chunk_wanted`: a part of one of the files, at most kMaxChunkBytes.
struct ChunkWanted {
  std::string hash;
  std::uint64_t offset = 0;
  std::uint64_t count = 0;
  bool operator==(const ChunkWanted&) const = default;
};

// --- master to slave --------------------------------------------------------------------------

/// `acrida_code`: what the master's test consists of.
struct CodeManifest {
  std::string id;               // a hash of all that follows; empty when there is a problem
  std::string problem{};        // one line: why this test cannot be sent
  std::vector<CodeFile> files;  // left out when the slave has told that it has them
  /// When this takes the place of another version in the middle of a run: so many users of this
  /// slave a second make room for new ones. 0: they go on with the version that they began with.
  /// Nothing: as it was.
  std::optional<double> replace_per_s{};
  bool operator==(const CodeManifest&) const = default;
};

/// `acrida_chunk`: the answer to a ChunkWanted.
struct CodeChunk {
  std::string hash;
  std::uint64_t offset = 0;
  std::string bytes;
  bool operator==(const CodeChunk&) const = default;
};

using ToCodeDesk = std::variant<CodeWanted, ChunkWanted>;
using FromCodeDesk = std::variant<CodeManifest, CodeChunk>;

/// Whether the frame claims to be one of these, from either side: then it is for the functions
/// below. Looks at the first bytes only.
bool is_code_message(std::string_view frame);
bool is_hash(std::string_view text);

/// As those of codec.hpp.
std::string encode(const ToCodeDesk& message, std::string_view node_id);
std::string encode(const FromCodeDesk& message, std::string_view node_id);
Result<Envelope<ToCodeDesk>> decode_to_code_desk(std::string_view frame);
Result<Envelope<FromCodeDesk>> decode_from_code_desk(std::string_view frame);

}  // namespace acrida::wire
