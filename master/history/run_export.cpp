// RunExport: one run as one file that another archive takes in.
#include "master/history/run_export.hpp"

#include <array>
#include <limits>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <zlib.h>

#include <boost/beast/core/detail/base64.hpp>
#include <boost/json.hpp>

#include "core/stats/hash_index.hpp"
#include "master/history/entry_table.hpp"
#include "master/history/entry_text.hpp"
#include "master/history/view_text.hpp"
#include "master/run/report_sum.hpp"

namespace acrida {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
namespace base64 = boost::beast::detail::base64;

constexpr int kFormat = 1;
constexpr std::size_t kMaxLineBytes = std::size_t{64} << 20;
constexpr std::size_t kImportedAtOnce = 500;  // entries in a transaction
/// Seconds of requests are near the entry that counts them.
constexpr std::int64_t kFarSecond = 4000;

struct CloseGzip {
  void operator()(gzFile_s* file) const { gzclose(file); }
};
using GzipFile = std::unique_ptr<gzFile_s, CloseGzip>;

std::string to_base64(std::string_view bytes) {
  std::string text(base64::encoded_size(bytes.size()), '\0');
  text.resize(base64::encode(text.data(), bytes.data(), bytes.size()));
  return text;
}

std::string from_base64(std::string_view text) {
  std::string bytes(base64::decoded_size(text.size()), '\0');
  bytes.resize(base64::decode(bytes.data(), text.data(), text.size()).first);
  return bytes;
}

/// Lines of a compressed file, within the bounds. Throws.
class LineReader {
 public:
  explicit LineReader(const fs::path& path) : file_(gzopen(path.c_str(), "rb")) {
    if (!file_) throw std::runtime_error("it cannot be opened");
  }
  std::string next() {
    std::string line;
    for (;;) {
      if (gzgets(file_.get(), buffer_.data(), static_cast<int>(buffer_.size())) == nullptr)
        throw std::runtime_error("it is cut off or damaged");
      const std::string_view part(buffer_.data());
      read_ += part.size();
      if (read_ > kMaxImportedBytes || line.size() + part.size() > kMaxLineBytes)
        throw std::runtime_error("it is too large");
      line += part;
      if (part.empty() || line.back() == '\n') return line;
    }
  }

 private:
  GzipFile file_;
  std::array<char, 65536> buffer_{};
  std::size_t read_ = 0;
};

struct Header {
  RunStanding standing;
  std::string view;
  RunLabel label;
};

Header header_of(const json::object& object) {
  if (!object.contains("acrida_run")) throw std::runtime_error("it is no export of a run");
  if (object.at("acrida_run").to_number<int>() != kFormat)
    throw std::runtime_error("it is of another version of acrida");
  const auto text = [&](const char* key) { return json::value_to<std::string>(object.at(key)); };
  Header header;
  header.standing = parse_run(text("standing")).value();
  header.standing.phase = RunStanding::Phase::over;
  header.view = text("view");
  if (!header.view.empty()) header.view = view_text(parse_view(header.view).value());
  header.label.name = text("name");
  header.label.note = text("note");
  header.label.tags = json::value_to<std::vector<std::string>>(object.at("tags"));
  if (const std::string fault = header.label.fault(); !fault.empty())
    throw std::runtime_error(fault);
  const bool is_epoch =
      header.standing.epoch > 0 &&
      header.standing.epoch <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (!is_epoch) throw std::runtime_error("its epoch is none");
  return header;
}

/// What a master would never have written is refused, or left out where it does not count.
class EntryCheck {
 public:
  struct Checked {
    JournalEntry entry;
    int level = 0;
  };
  Checked check(const json::object& object) {
    const int level = object.at("level").to_number<int>();
    if (level < 0 || level >= static_cast<int>(kEntryLevels.size()) || level > finest_)
      throw std::runtime_error("its entries are in disorder");
    finest_ = level;
    auto parsed = parse_entry(from_base64(json::value_to<std::string>(object.at("bytes"))));
    JournalEntry entry = std::move(parsed).value();
    if (entry.time < newest_) throw std::runtime_error("its times are in disorder");
    newest_ = entry.time;
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(entry.time.time_since_epoch());
    for (RequestDelta& row : entry.sums.requests) {
      names_.insert(HashIndex::hash_of({row.method, row.name}));
      std::erase_if(row.seconds, [&](const SecondCount& second) {
        return second.epoch_second < now.count() - kFarSecond ||
               second.epoch_second > now.count() + kFarSecond;
      });
    }
    if (names_.size() > kMaxNames) throw std::runtime_error("it has too many names");
    entry.received.clear();
    return {std::move(entry), level};
  }

 private:
  /// More than a page shows, as the first seconds of a run may have others than the last.
  static constexpr std::size_t kMaxNames = 10 * ReportSum::kMaxRows;
  int finest_ = static_cast<int>(kEntryLevels.size());
  WallTime newest_{};
  std::set<std::uint64_t> names_;
};

/// Reads entries until enough of them are there or the end; false at the end.
bool read_some(LineReader& lines, EntryCheck& check, std::size_t& count,
               std::vector<EntryCheck::Checked>& entries) {
  entries.clear();
  while (entries.size() < kImportedAtOnce) {
    const json::value line = json::parse(lines.next());
    const json::object& object = line.as_object();
    if (const auto* end = object.if_contains("end")) {
      if (end->to_number<std::size_t>() != count) throw std::runtime_error("entries are missing");
      return false;
    }
    if (++count > kMaxImportedEntries) throw std::runtime_error("it has too many entries");
    entries.push_back(check.check(object));
  }
  return true;
}

Result<void> insert_hidden(RunFile& file, const Header& header) {
  return file.transact([&]() -> Result<void> {
    SqlStatement known(file.database(), "SELECT id FROM runs WHERE epoch = ?");
    if (known.bind(header.standing.epoch).next())
      return Error{"this run is here already: as number " + std::to_string(known.number(0))};
    SqlStatement row(file.database(),
                     "INSERT INTO runs (epoch, phase, is_foreign, name, tags, note, standing)"
                     " VALUES (?, 3, 1, ?, ?, ?, ?)");
    const std::string tags = tags_text(header.label.tags);
    const std::string standing = json_of(header.standing);
    row.bind(header.standing.epoch).bind(header.label.name).bind(tags).bind(header.label.note);
    if (!row.bind(standing).run()) return file.cannot_write();
    if (header.view.empty()) return {};
    SqlStatement view(file.database(), "INSERT OR REPLACE INTO views VALUES (?, ?)");
    return view.bind(header.standing.epoch).bind(header.view).run() ? Result<void>()
                                                                    : file.cannot_write();
  });
}

/// Throws what is wrong with the file; the rest comes back.
Result<void> insert_entries(RunFile& file, LineReader& lines, std::uint64_t epoch) {
  EntryTable table(file, epoch);
  EntryCheck check;
  std::size_t count = 0;
  std::vector<EntryCheck::Checked> entries;
  WallTime newest{};
  for (bool more = true; more;) {
    more = read_some(lines, check, count, entries);
    if (!entries.empty()) newest = entries.back().entry.time;
    Result<void> written = file.transact([&]() -> Result<void> {
      for (const auto& [entry, level] : entries)
        if (auto done = table.add(entry, level); !done) return done;
      return {};
    });
    if (!written) return written;
  }
  return file.transact([&] { return table.roll_up(newest, true); });
}

/// From here on it can be seen.
Result<std::uint64_t> show(RunFile& file, std::uint64_t epoch) {
  Result<std::uint64_t> id = Error{"the run was deleted meanwhile"};
  const auto done = file.transact([&]() -> Result<void> {
    SqlStatement row(file.database(), "UPDATE runs SET phase = 2 WHERE epoch = ? AND phase = 3");
    if (!row.bind(epoch).run()) return file.cannot_write();
    const auto view = read_view(file, epoch);
    if (!view) return view.error();
    SqlStatement line(file.database(), "UPDATE runs SET summary = ? WHERE epoch = ?");
    const std::string summary = summary_text(summary_of(view.value()));
    if (!line.bind(summary).bind(epoch).run()) return file.cannot_write();
    SqlStatement number(file.database(), "SELECT id FROM runs WHERE epoch = ?");
    if (!number.bind(epoch).next()) return file.cannot_read();
    id = static_cast<std::uint64_t>(number.number(0));
    return {};
  });
  if (!done) return done.error();
  return id;
}

std::string line_of(const json::object& object) {
  return json::serialize(object) + "\n";
}

}  // namespace

Result<void> export_run(RunArchive& archive, const ArchivedRun& run, const fs::path& path) {
  const auto standing = archive.standing(run);
  const auto view = archive.view(run);
  if (!standing) return standing.error();
  if (!view) return view.error();
  const fs::path fresh = path.string() + ".part";
  GzipFile file(gzopen(fresh.c_str(), "wb6"));
  if (!file) return Error{"cannot write " + path.string()};
  bool is_written = true;
  const auto write = [&](const std::string& text) {
    is_written =
        is_written && gzwrite(file.get(), text.data(), static_cast<unsigned>(text.size())) > 0;
  };
  write(line_of({{"acrida_run", kFormat},
                 {"standing", json_of(standing.value())},
                 {"view", view_text(view.value())},
                 {"name", run.label.name},
                 {"note", run.label.note},
                 {"tags", json::value_from(run.label.tags)}}));
  std::size_t count = 0;
  const auto read = archive.entries(
      run, std::chrono::seconds(1), [&](const JournalEntry& entry, const EntrySpan& span) {
        ++count;
        write(line_of({{"level", span.level}, {"bytes", to_base64(bytes_of(entry))}}));
      });
  if (!read) return read;
  write(line_of({{"end", count}}));
  if (gzclose(file.release()) != Z_OK || !is_written) return Error{"cannot write " + path.string()};
  std::error_code error;
  fs::rename(fresh, path, error);
  return error ? Error{"cannot write " + path.string() + ": " + error.message()} : Result<void>();
}

Result<std::uint64_t> import_run(RunArchive& archive, const fs::path& path) {
  RunFile& file = archive.file();
  std::uint64_t epoch = 0;
  Result<std::uint64_t> id = Error{};
  try {
    LineReader lines(path);
    const json::value first = json::parse(lines.next());
    const Header header = header_of(first.as_object());
    if (auto done = insert_hidden(file, header); !done) return done.error();
    epoch = header.standing.epoch;
    const auto entries = insert_entries(file, lines, epoch);
    id = entries ? show(file, epoch) : entries.error();
  } catch (const std::exception& error) {
    id = Error{path.string() + " cannot be imported: " + error.what()};
  }
  if (!id && epoch != 0) file.forget(epoch);
  return id;
}

}  // namespace acrida
