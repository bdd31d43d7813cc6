// EnrolmentBook: the keys of the slaves that the master lets in.
#include "master/enrolment/enrolment_book.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/link/curve_keys.hpp"

namespace acrida {

namespace {

constexpr std::string_view kHeader = "acrida-enrolments 1 ";
constexpr std::size_t kMaxNameBytes = 64;

bool is_name(std::string_view text) {
  const auto is_plain = [](char c) { return c > ' ' && c < 0x7f; };
  return !text.empty() && text.size() <= kMaxNameBytes &&
         std::all_of(text.begin(), text.end(), is_plain) &&
         text.find_first_not_of("0123456789") != std::string_view::npos;
}

/// What a peer calls itself may be anything.
std::string name_of(std::string_view text) {
  std::string name(text.substr(0, kMaxNameBytes - 1));
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c <= ' ' || c >= 0x7f; }, '_');
  return is_name(name) ? name : "_" + name;
}

std::string_view take_word(std::string_view& line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return word;
}

std::optional<std::uint64_t> number_in(std::string_view word) {
  std::uint64_t number = 0;
  const char* end = word.data() + word.size();
  const auto read = std::from_chars(word.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

WallTime time_of(std::uint64_t seconds) {
  // Beyond that a time of day in nanoseconds overflows.
  constexpr std::uint64_t kLatest = 8'000'000'000;
  return WallTime(std::chrono::seconds(std::min(seconds, kLatest)));
}

std::uint64_t seconds_of(WallTime time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch());
  return static_cast<std::uint64_t>(std::max<std::int64_t>(seconds.count(), 0));
}

std::optional<EnrolledSlave> slave_in(std::string_view line) {
  const auto number = number_in(take_word(line));
  const std::string_view key = take_word(line);
  const auto enrolled_at = number_in(take_word(line));
  const auto last_seen = number_in(take_word(line));
  if (!number || !enrolled_at || !last_seen || !link::is_curve_key(key) || !is_name(line))
    return std::nullopt;
  EnrolledSlave slave;
  slave.number = *number;
  slave.key = key;
  slave.name = line;
  slave.enrolled_at = time_of(*enrolled_at);
  slave.last_seen = time_of(*last_seen);
  return slave;
}

}  // namespace

Result<EnrolmentBook> EnrolmentBook::parse(std::string_view text) {
  EnrolmentBook book;
  std::size_t line_number = 0;
  while (!text.empty()) {
    ++line_number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto refuse = [&] {
      return Error{"line " + std::to_string(line_number) + " is none of a list of enrolled slaves"};
    };
    if (line_number == 1) {
      if (line.substr(0, kHeader.size()) != kHeader) return refuse();
      line.remove_prefix(kHeader.size());
      const auto next = number_in(line);
      if (!next) return refuse();
      book.next_number_ = *next;
      continue;
    }
    auto slave = slave_in(line);
    if (!slave || book.slaves_.size() >= kMaxSlaves) return refuse();
    book.next_number_ = std::max(book.next_number_, slave->number + 1);
    std::string key = slave->key;
    if (!book.slaves_.emplace(std::move(key), std::move(*slave)).second) return refuse();
  }
  return book;
}

std::string EnrolmentBook::text() const {
  std::string text = std::string(kHeader) + std::to_string(next_number_) + "\n";
  for (const EnrolledSlave& slave : all()) {
    text += std::to_string(slave.number) + " " + slave.key + " " +
            std::to_string(seconds_of(slave.enrolled_at)) + " " +
            std::to_string(seconds_of(slave.last_seen)) + " " + slave.name + "\n";
  }
  return text;
}

const EnrolledSlave* EnrolmentBook::find(std::string_view key) const {
  const auto found = slaves_.find(key);
  return found == slaves_.end() ? nullptr : &found->second;
}

Result<void> EnrolmentBook::enrol(const std::string& key, std::string_view name, WallTime now) {
  if (!link::is_curve_key(key)) return Error{"what was sent is no key"};
  if (slaves_.contains(key)) return {};
  if (slaves_.size() >= kMaxSlaves)
    return Error{"the master knows " + std::to_string(kMaxSlaves) +
                 " slaves, the most it keeps: revoke those that are gone"};
  EnrolledSlave& slave = slaves_[key];
  slave.number = next_number_++;
  slave.key = key;
  slave.name = name_of(name);
  slave.enrolled_at = slave.last_seen = now;
  return {};
}

void EnrolmentBook::note_seen(std::string_view key, WallTime now) {
  if (const auto found = slaves_.find(key); found != slaves_.end()) found->second.last_seen = now;
}

void EnrolmentBook::merge_last_seen(const EnrolmentBook& other) {
  for (auto& [key, slave] : slaves_) {
    if (const EnrolledSlave* known = other.find(key))
      slave.last_seen = std::max(slave.last_seen, known->last_seen);
  }
}

Result<std::vector<EnrolledSlave>> EnrolmentBook::revoke(std::string_view number_or_name) {
  std::vector<EnrolledSlave> gone;
  const auto number = number_in(number_or_name);
  for (auto it = slaves_.begin(); it != slaves_.end();) {
    const bool meant = number ? it->second.number == *number : it->second.name == number_or_name;
    if (meant) gone.push_back(it->second);
    it = meant ? slaves_.erase(it) : std::next(it);
  }
  if (gone.empty())
    return Error{"no slave has the number or name " + std::string(number_or_name) +
                 ": see acrida slaves list"};
  return gone;
}

std::vector<EnrolledSlave> EnrolmentBook::all() const {
  std::vector<EnrolledSlave> list;
  list.reserve(slaves_.size());
  for (const auto& [key, slave] : slaves_) list.push_back(slave);
  std::sort(list.begin(), list.end(),
            [](const EnrolledSlave& a, const EnrolledSlave& b) { return a.number < b.number; });
  return list;
}

}  // namespace acrida
