// EnrolmentBook: the keys of the slaves that the master lets in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"

namespace acrida {

/// One machine: its slave processes share a key.
struct EnrolledSlave {
  std::uint64_t number = 0;  // never given again
  std::string key;           // public, 64 hexadecimal digits
  std::string name;          // as the machine calls itself: a word, not of digits only
  WallTime enrolled_at{};
  WallTime last_seen{};
};

/// Bounded, without input or output; one owner. As text, the file `enrolled` of the master's data
/// directory:
///
///   acrida-enrolments 1 NEXT_NUMBER
///   NUMBER KEY ENROLLED_AT LAST_SEEN NAME       (times in seconds since the epoch)
class EnrolmentBook final {
 public:
  static constexpr std::size_t kMaxSlaves = 20'000;

  /// The error names the line.
  static Result<EnrolmentBook> parse(std::string_view text);
  std::string text() const;

  /// nullptr when the key is not enrolled. The pointer lives until the book changes.
  const EnrolledSlave* find(std::string_view key) const;
  /// Nothing changes when the key is enrolled already. The error is for the peer: one line.
  Result<void> enrol(const std::string& key, std::string_view name, WallTime now);
  /// Nothing happens when the key is not enrolled.
  void note_seen(std::string_view key, WallTime now);
  /// Takes what the other knows later of slaves that both have.
  void merge_last_seen(const EnrolmentBook& other);
  /// The slave of this number, or all of this name; who has gone. The error says that there is none.
  Result<std::vector<EnrolledSlave>> revoke(std::string_view number_or_name);
  /// By number.
  std::vector<EnrolledSlave> all() const;

 private:
  std::map<std::string, EnrolledSlave, std::less<>> slaves_;  // by key
  std::uint64_t next_number_ = 1;
};

}  // namespace acrida
