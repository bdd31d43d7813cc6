// CloneJournal: clones that were begun and are not finished, in files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cloud/provider/cloud_tags.hpp"
#include "core/base/result.hpp"

namespace acrida {

/// The metadata have the enrolment token; the files are their owner's only.
struct CloneRecord {
  std::string token;
  std::string template_id;
  std::string nonce;            // stands in the template's metadata while it is cloned
  std::int64_t begun_s = 0;     // before the clone; seconds since 1970
  CloudTags tags;               // that the machine is to have, its fleet's among them
  CloudTags metadata;           // that it is to have
  std::set<std::string> known;  // machines that were there before
  std::string id = {};          // of the machine, when it is known
};

/// A file for each fleet and token, written before the clone and removed when tags and metadata are
/// there. Fleets may share the folder. One thread.
class CloneJournal final {
 public:
  explicit CloneJournal(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Letters, digits, '-' and '_' only.
  static bool is_token(const std::string& token);
  Result<void> write(const CloneRecord& record) const;
  std::optional<CloneRecord> find(const std::string& fleet, const std::string& token) const;
  /// 1000 at most.
  std::vector<CloneRecord> of_fleet(const std::string& fleet) const;
  void remove(const CloneRecord& record) const;

 private:
  std::filesystem::path path_of(const std::string& fleet, const std::string& token) const;

  std::filesystem::path folder_;
};

}  // namespace acrida
