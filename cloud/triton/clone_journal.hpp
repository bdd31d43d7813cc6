// CloneJournal: clones that were begun and have not got their tags yet, in files.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cloud/provider/cloud_tags.hpp"
#include "core/base/result.hpp"

namespace acrida {

/// Nothing in it is secret.
struct CloneRecord {
  std::string token;
  std::string template_id;
  std::string nonce;            // stands in the template's metadata while it is cloned
  CloudTags tags;               // that the machine is to have
  std::set<std::string> known;  // machines that were there before
  std::string id = {};          // of the machine, when it is known
};

/// A file for each token, written before the clone and removed when the tags are there. One thread.
class CloneJournal final {
 public:
  static constexpr std::chrono::hours kKept{1};

  explicit CloneJournal(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Letters, digits, '-' and '_' only.
  static bool is_token(const std::string& token);
  Result<void> write(const CloneRecord& record) const;
  std::optional<CloneRecord> find(const std::string& token) const;
  /// Of this fleet; those of the last hour, the others are removed.
  std::vector<CloneRecord> of_fleet(const std::string& fleet) const;
  void remove(const std::string& token) const;

 private:
  std::filesystem::path path_of(const std::string& token) const;

  std::filesystem::path folder_;
};

}  // namespace acrida
