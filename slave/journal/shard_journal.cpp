// ShardJournal: the dictionaries of names and errors.
#include "slave/journal/shard_journal.hpp"

#include <algorithm>

#include "core/stats/valid_text.hpp"

namespace acrida {

void ShardJournal::add_name(std::string_view method, std::string_view name) {
  const std::uint32_t row = names_++;
  if (!region_ || row >= journal::kMaxRows) return;
  method = method.substr(0, StatsTable::kMaxNameBytes);
  name = name.substr(0, StatsTable::kMaxNameBytes);
  char* text = region_->name_texts + name_bytes_;
  std::copy(method.begin(), method.end(), text);
  std::copy(name.begin(), name.end(), text + method.size());
  region_->name_places[row] = {name_bytes_, static_cast<std::uint16_t>(method.size()),
                               static_cast<std::uint16_t>(name.size())};
  name_bytes_ += static_cast<std::uint32_t>(method.size() + name.size());
  journal::put(region_->names, names_);
}

std::uint16_t ShardJournal::error_number(std::string_view text) {
  text = cut_text(text, ErrorTable::kMaxMessageBytes);
  const std::uint64_t hash = HashIndex::hash_of({text});
  const std::uint32_t found = errors_.find(hash, [&](std::uint32_t i) {
    const journal::TextPlace place = region_->error_places[i];
    return std::string_view(region_->error_texts + place.offset, place.first_bytes) == text;
  });
  if (found != HashIndex::kNotFound) return static_cast<std::uint16_t>(found + 1);
  const std::uint32_t number = region_->errors.load(std::memory_order_relaxed);
  if (number >= journal::kMaxErrors) return journal::kFurtherError;
  std::copy(text.begin(), text.end(), region_->error_texts + error_bytes_);
  region_->error_places[number] = {error_bytes_, static_cast<std::uint16_t>(text.size()), 0};
  error_bytes_ += static_cast<std::uint32_t>(text.size());
  journal::put(region_->errors, number + 1);
  errors_.insert(hash, number);
  return static_cast<std::uint16_t>(number + 1);
}

std::uint64_t ShardJournal::next_user() {
  if (!region_) return users_without_journal_++;
  const std::uint64_t user = region_->users_created.load(std::memory_order_relaxed);
  journal::put(region_->users_created, user + 1);
  return user;
}

}  // namespace acrida
