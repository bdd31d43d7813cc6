// RowLeases: blocks in, chunks out.
#include "slave/feed/row_leases.hpp"

#include <algorithm>

#include "core/wire/row_messages.hpp"

namespace acrida {

RowLeases::Actions RowLeases::want(std::size_t shard, std::uint64_t rows, Instant now) {
  if (closed_) return {};
  chunk_rows_[shard] = rows;
  wishes_.push_back({shard, rows});
  return serve(now);
}

RowLeases::Actions RowLeases::settle(const std::vector<RowRange>& used,
                                     const std::vector<RowRange>& unused, Instant now) {
  for (const RowRange& range : used) {
    const bool follows = !used_.empty() && used_.back().end() == range.first;
    if (follows)
      used_.back().count += range.count;
    else
      used_.push_back(range);
  }
  returned_.insert(returned_.end(), unused.begin(), unused.end());
  // At the end of the file others may wait for what comes back; before, it can wait for the next
  // message.
  if (blocks_.empty() && opening_.empty()) report({});
  return serve(now);
}

RowLeases::Actions RowLeases::on(const wire::RowsGranted& granted, Instant now) {
  if (!question_ || question_->id != granted.id) return {};
  question_.reset();
  if (granted.range.count > 0)
    blocks_.push_back(granted.range);
  else
    ended_ = true;
  return serve(now);
}

RowLeases::Actions RowLeases::on(const wire::RowsOpened& opened, Instant now) {
  const auto found = opening_.find(opened.id);
  if (found == opening_.end()) return {};
  const Opening opening = found->second;
  opening_.erase(found);
  if (closed_) {
    if (opened.granted) returned_.push_back(opening.range);
  } else if (opened.granted) {
    actions_.push_back(Give{opening.wish.shard, opening.range});
  } else {
    blocks_.clear();  // the master takes this slave for lost: nothing that it granted is ours
    wishes_.push_front(opening.wish);
  }
  return serve(now);
}

void RowLeases::close() {
  closed_ = true;
  wishes_.clear();
}

RowLeases::Actions RowLeases::tick(Instant now) {
  for (auto& [id, opening] : opening_) {
    if (now - opening.asked < kAskAgain) continue;
    opening.asked = now;
    actions_.push_back(message_of(id, opening));
  }
  if (question_ && now - question_->asked >= kAskAgain) {
    question_->asked = now;
    actions_.push_back(wire::RowsWanted{epoch_, feeder_, question_->id, question_->count});
  }
  if (!closed_ && wishes_.empty() && !returned_.empty()) {
    report({returned_.begin(), returned_.end()});
    returned_.clear();
  } else if (!used_.empty()) {
    report({});
  }
  return std::exchange(actions_, {});
}

RowLeases::Actions RowLeases::finish() {
  std::vector<RowRange> unused(returned_.begin(), returned_.end());
  unused.insert(unused.end(), blocks_.begin(), blocks_.end());
  for (const auto& [id, opening] : opening_) unused.push_back(opening.range);
  report(std::move(unused));
  blocks_.clear();
  returned_.clear();
  opening_.clear();
  question_.reset();
  wishes_.clear();
  ended_ = true;
  return std::exchange(actions_, {});
}

RowLeases::Actions RowLeases::serve(Instant now) {
  while (!wishes_.empty()) {
    const Wish wish = wishes_.front();
    if (!returned_.empty()) {
      actions_.push_back(Give{wish.shard, returned_.front()});
      returned_.pop_front();
    } else if (!blocks_.empty()) {
      open(wish, now);
    } else if (ended_) {
      actions_.push_back(End{wish.shard});
    } else {
      break;
    }
    wishes_.pop_front();
  }
  const bool runs_low = granted_rows() < block_rows() / 2 + 1;
  const bool in_use = !closed_ && (!wishes_.empty() || !opening_.empty());
  if (runs_low && in_use && !ended_ && !question_) ask_for_block(now);
  return std::exchange(actions_, {});
}

void RowLeases::open(const Wish& wish, Instant now) {
  RowRange& block = blocks_.front();
  const RowRange chunk{block.first, std::min(block.count, std::max<std::uint64_t>(wish.rows, 1))};
  block = {chunk.end(), block.count - chunk.count};
  if (block.count == 0) blocks_.pop_front();
  const std::uint64_t id = next_id_++;
  const auto opening = opening_.emplace(id, Opening{wish, chunk, now, {}}).first;
  actions_.push_back(message_of(id, opening->second));
}

void RowLeases::ask_for_block(Instant now) {
  question_ = Question{next_id_++, block_rows(), now};
  actions_.push_back(wire::RowsWanted{epoch_, feeder_, question_->id, question_->count});
}

std::uint64_t RowLeases::granted_rows() const {
  std::uint64_t rows = 0;
  for (const RowRange& block : blocks_) rows += block.count;
  return rows;
}

std::uint64_t RowLeases::block_rows() const {
  std::uint64_t rows = 0;
  for (const auto& [shard, chunk] : chunk_rows_) rows += chunk * kChunksPerBlock;
  return std::min(rows, kMaxBlockRows);
}

// The same again when it is asked again: what was used is not in any other message.
wire::RowsOpen RowLeases::message_of(std::uint64_t id, Opening& opening) {
  if (used_.size() > wire::kMaxRangesPerMessage) report({});
  if (opening.used.empty()) opening.used = std::exchange(used_, {});
  return {epoch_, feeder_, id, opening.range, opening.used};
}

void RowLeases::report(std::vector<RowRange> unused) {
  static constexpr std::size_t kMost = wire::kMaxRangesPerMessage;
  const auto take = [](std::vector<RowRange>& from) {
    const std::size_t count = std::min(from.size(), kMost);
    std::vector<RowRange> part(from.end() - static_cast<std::ptrdiff_t>(count), from.end());
    from.resize(from.size() - count);
    return part;
  };
  while (!used_.empty() || !unused.empty()) {
    auto used = take(used_);
    actions_.push_back(wire::RowsSettled{epoch_, feeder_, std::move(used), take(unused)});
  }
}

}  // namespace acrida
