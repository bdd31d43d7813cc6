// CloneJournal: clones that were begun and are not finished, in files.
#include "cloud/triton/clone_journal.hpp"

#include <algorithm>
#include <cctype>

#include <boost/json.hpp>

#include "cloud/triton/fleet_hash.hpp"
#include "core/state/private_file.hpp"

namespace acrida {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t kMaxTokenBytes = 100;
constexpr std::size_t kMaxRecords = 1'000;

std::optional<CloneRecord> record_in(const fs::path& path) {
  const auto text = read_private_file(path);
  if (!text || !text.value()) return std::nullopt;
  try {
    const json::value value = json::parse(**text);
    return CloneRecord{.token = json::value_to<std::string>(value.at("token")),
                       .template_id = json::value_to<std::string>(value.at("template")),
                       .nonce = json::value_to<std::string>(value.at("nonce")),
                       .begun_s = json::value_to<std::int64_t>(value.at("begun_s")),
                       .tags = json::value_to<CloudTags>(value.at("tags")),
                       .metadata = json::value_to<CloudTags>(value.at("metadata")),
                       .known = json::value_to<std::set<std::string>>(value.at("known")),
                       .id = json::value_to<std::string>(value.at("id"))};
  } catch (const std::exception&) {
    return std::nullopt;  // not of ours: files are written at once
  }
}

}  // namespace

bool CloneJournal::is_token(const std::string& token) {
  return !token.empty() && token.size() <= kMaxTokenBytes &&
         std::all_of(token.begin(), token.end(), [](unsigned char letter) {
           return std::isalnum(letter) != 0 || letter == '-' || letter == '_';
         });
}

fs::path CloneJournal::path_of(const std::string& fleet, const std::string& token) const {
  return folder_ / (token + "-" + fleet_hash(fleet) + ".json");
}

Result<void> CloneJournal::write(const CloneRecord& record) const {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) return Error{folder_.string() + ": cannot be made: " + error.message()};
  const json::object text{{"token", record.token},
                          {"template", record.template_id},
                          {"nonce", record.nonce},
                          {"begun_s", record.begun_s},
                          {"tags", json::value_from(record.tags)},
                          {"metadata", json::value_from(record.metadata)},
                          {"known", json::value_from(record.known)},
                          {"id", record.id}};
  return replace_private_file(path_of(tag_of(record.tags, cloud_tag::kFleet), record.token),
                              json::serialize(text));
}

std::optional<CloneRecord> CloneJournal::find(const std::string& fleet,
                                              const std::string& token) const {
  auto record = record_in(path_of(fleet, token));
  if (record && tag_of(record->tags, cloud_tag::kFleet) != fleet) return std::nullopt;
  return record;
}

std::vector<CloneRecord> CloneJournal::of_fleet(const std::string& fleet) const {
  std::vector<CloneRecord> records;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    if (entry.path().extension() != ".json" || records.size() == kMaxRecords) continue;
    auto record = record_in(entry.path());
    if (record && tag_of(record->tags, cloud_tag::kFleet) == fleet)
      records.push_back(std::move(*record));
  }
  return records;
}

void CloneJournal::remove(const CloneRecord& record) const {
  std::error_code error;
  fs::remove(path_of(tag_of(record.tags, cloud_tag::kFleet), record.token), error);
}

}  // namespace acrida
