// CodeFetch: one function per event, in the order of the table in the header.
#include "slave/code/code_fetch.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace acrida {
namespace {

using Role = wire::CodeFile::Role;

bool is_safe_name(std::string_view name) {
  constexpr std::size_t kMaxPartBytes = 255;
  constexpr std::size_t kMaxNameBytes = 1024;
  if (name.size() > kMaxNameBytes || name.find('\0') != std::string_view::npos) return false;
  while (true) {
    const std::size_t slash = name.find('/');
    const std::string_view part = name.substr(0, slash);
    if (part.empty() || part == "." || part == ".." || part.size() > kMaxPartBytes) return false;
    if (slash == std::string_view::npos) return true;
    name.remove_prefix(slash + 1);
  }
}

/// With one digit after the point.
std::string in_megabytes(std::uint64_t bytes) {
  constexpr std::uint64_t kTenth = 100'000;
  const std::uint64_t tenths = (bytes + kTenth - 1) / kTenth;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

std::string test_name(const wire::CodeManifest& manifest) {
  for (const wire::CodeFile& file : manifest.files)
    if (file.role == Role::test) return file.name;
  return "the test";
}

}  // namespace

std::string fault_of(const wire::CodeManifest& manifest) {
  std::set<std::string_view> names;
  std::size_t tests = 0;
  for (const wire::CodeFile& file : manifest.files) {
    if (!is_safe_name(file.name)) return "the master names a file outside of the test's folder";
    if (!names.insert(file.name).second)
      return "the master names two files " + file.name + "; rename one";
    tests += file.role == Role::test ? 1 : 0;
  }
  return tests == 1 ? "" : "the master sends no test";
}

CodeFetch::Actions CodeFetch::take() {
  return std::exchange(actions_, {});
}

CodeFetch::Actions CodeFetch::tick(Instant now, bool users_run) {
  if (state_ == State::fetching) {
    if (ask_when_stuck(now)) {
      asked_ = stored_;
      ask_for_chunks();
    }
    show_progress(now);
  } else if (state_ == State::looking && look_at_ && now >= *look_at_) {
    ask_when_stuck(now);
    look();
  } else if (users_run && state_ == State::current) {
    unanswered_.reset();
    next_ask_ = now;
  } else if ((state_ == State::asking || state_ == State::current) && now >= next_ask_) {
    const bool is_late = unanswered_ && now - *unanswered_ >= kAnswerLimit;
    if (is_late) state_ = State::asking;
    if (is_late && !std::exchange(warned_of_silence_, true))
      actions_.push_back(Log{
          "the master does not say what its test is; if it is Locust's, start the slave with -f",
          true});
    ask(now);
  }
  return take();
}

// The master may have been replaced by one that has another test.
bool CodeFetch::ask_when_stuck(Instant now) {
  if (now - last_chunk_ < kChunkTimeout) return false;
  last_chunk_ = now;
  ask(now);
  return true;
}

void CodeFetch::ask(Instant now) {
  next_ask_ = now + (state_ == State::current ? kRecheckPeriod : kAskPeriod);
  if (!unanswered_) unanswered_ = now;
  actions_.push_back(Ask{wire::CodeWanted{have_}});
}

CodeFetch::Actions CodeFetch::on(const wire::FromCodeDesk& message, Instant now) {
  std::visit([&](const auto& which) { handle(which, now); }, message);
  return take();
}

void CodeFetch::handle(const wire::CodeManifest& manifest, Instant now) {
  unanswered_.reset();
  warned_of_silence_ = false;
  if (!manifest.problem.empty() || manifest.id.empty())
    return give_up("the master cannot send its test: " + manifest.problem + "; start with -f", now);
  if (manifest.id == have_) {
    if (state_ == State::asking) {
      state_ = State::current;
      next_ask_ = now + kRecheckPeriod;
      last_problem_.clear();
      actions_.push_back(Current{});
    } else if (state_ == State::current) {
      const double before =
          std::exchange(replace_per_s_, manifest.replace_per_s.value_or(replace_per_s_));
      if (replace_per_s_ != before) actions_.push_back(Current{});
      if (!manifest.files.empty()) ask(now);  // it was sent unasked: the master waits for a word
    }
    return;
  }
  const bool is_under_way = state_ != State::asking && state_ != State::current;
  if (is_under_way && manifest.id == manifest_.id) return;
  if (manifest.files.empty()) return;  // the answer to an older question
  if (std::string fault = fault_of(manifest); !fault.empty()) return give_up(fault, now);
  manifest_ = manifest;
  replace_per_s_ = manifest.replace_per_s.value_or(0);
  have_.clear();
  next_ = 0;
  done_bytes_ = 0;
  fetched_any_ = false;
  bad_.clear();
  last_progress_ = now;
  last_chunk_ = now;
  total_bytes_ = 0;
  for (const wire::CodeFile& one : manifest_.files) total_bytes_ += one.bytes;
  actions_.push_back(Begin{manifest_});
  look();
}

void CodeFetch::look() {
  look_at_.reset();
  state_ = State::looking;
  actions_.push_back(Look{file()});
}

CodeFetch::Actions CodeFetch::on_found(const FoundFile& found, Instant now) {
  if (state_ != State::looking) return {};
  switch (found.state) {
    case FoundFile::State::missing:
      give_up(found.problem, now);
      break;
    case FoundFile::State::busy:
      look_at_ = now + kBusyPause;
      break;
    case FoundFile::State::part:
      state_ = State::fetching;
      stored_ = asked_ = std::min(found.bytes, file().bytes);
      last_chunk_ = now;
      if (!std::exchange(fetched_any_, true))
        actions_.push_back(Log{"fetching " + test_name(manifest_) +
                               " from the master: " + std::to_string(manifest_.files.size()) +
                               " files, " + in_megabytes(total_bytes_) + " MB"});
      ask_for_chunks();
      break;
    case FoundFile::State::whole:
      state_ = State::checking;
      actions_.push_back(Check{file()});
      break;
  }
  return take();
}

void CodeFetch::ask_for_chunks() {
  const std::uint64_t limit = std::min(file().bytes, stored_ + kWindow * wire::kMaxChunkBytes);
  for (; asked_ < limit; asked_ += std::min(wire::kMaxChunkBytes, file().bytes - asked_))
    actions_.push_back(Ask{
        wire::ChunkWanted{file().hash, asked_,
                          std::min<std::uint64_t>(wire::kMaxChunkBytes, file().bytes - asked_)}});
  if (stored_ < file().bytes) return;
  state_ = State::checking;
  actions_.push_back(Check{file()});
}

// What was asked for twice, or belongs to a file that is no longer at hand, is passed over.
void CodeFetch::handle(const wire::CodeChunk& chunk, Instant now) {
  if (state_ != State::fetching || chunk.hash != file().hash || chunk.offset != stored_) return;
  if (chunk.bytes.empty() || chunk.bytes.size() > asked_ - stored_) return;
  last_chunk_ = now;
  stored_ += chunk.bytes.size();
  actions_.push_back(Store{file(), chunk.offset, chunk.bytes});
  ask_for_chunks();
}

void CodeFetch::show_progress(Instant now) {
  if (now - last_progress_ < kProgressPeriod) return;
  last_progress_ = now;
  actions_.push_back(Log{"fetching " + test_name(manifest_) + ": " +
                         in_megabytes(done_bytes_ + stored_) + " of " + in_megabytes(total_bytes_) +
                         " MB"});
}

CodeFetch::Actions CodeFetch::on_checked(bool is_good, Instant now) {
  if (state_ != State::checking) return {};
  if (!is_good) {
    actions_.push_back(Discard{file()});
    if (++bad_[file().hash] < kMaxTries) {
      actions_.push_back(Log{file().name + " is broken: it is fetched again", true});
      look();
    } else {
      give_up(file().name + " arrives broken: has it changed on the master? start that again", now);
    }
    return take();
  }
  done_bytes_ += file().bytes;
  if (++next_ < manifest_.files.size()) {
    look();
    return take();
  }
  state_ = State::asking;
  have_ = manifest_.id;
  if (fetched_any_) actions_.push_back(Log{test_name(manifest_) + " is here, with all its files"});
  actions_.push_back(Use{});
  ask(now);
  return take();
}

void CodeFetch::give_up(const std::string& why, Instant now) {
  state_ = State::asking;
  have_.clear();
  look_at_.reset();
  next_ask_ = now + kRetryPause;
  actions_.push_back(GaveUp{why});
  if (std::exchange(last_problem_, why) != why) actions_.push_back(Log{why, true});
}

CodeFetch::Actions CodeFetch::recheck(Instant now) {
  const bool has_all = state_ == State::current || state_ == State::asking;
  if (!has_all || have_.empty()) return {};
  state_ = State::asking;
  ask(now);
  return take();
}

CodeFetch::Actions CodeFetch::fail(const std::string& why, Instant now) {
  give_up(why, now);
  return take();
}

}  // namespace acrida
