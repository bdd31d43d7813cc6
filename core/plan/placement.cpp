// Placement: which slave runs each user of a sequence of classes.
#include "core/plan/placement.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

namespace acrida {
namespace {

constexpr std::uint32_t kFree = std::numeric_limits<std::uint32_t>::max();
/// A user that was there before the plan stands here.
constexpr std::uint32_t kRunning = kFree - 1;
constexpr std::uint32_t kNone = kFree;
/// Exchanges that are tried for one user before it goes into the next group.
constexpr int kMaxExchanges = 64;
/// Users that one exchange may move; longer paths are given up.
constexpr std::size_t kMaxPathUsers = 100'000;

}  // namespace

Placement::Placement(const std::vector<Counts>& running, std::size_t classes)
    : slaves_(running.size()), words_((running.size() + 63) / 64), groups_(classes) {
  assert(slaves_ > 0);
  rounds_.running.resize(slaves_);
  for (Line& line : groups_) line.running.resize(slaves_);
  for (std::size_t s = 0; s < slaves_; ++s) {
    for (std::size_t c = 0; c < classes; ++c) {
      groups_[c].running[s] = running[s][c];
      rounds_.running[s] += running[s][c];
    }
  }
  const auto start_at_emptiest = [](Line& line) {
    line.level = *std::min_element(line.running.begin(), line.running.end());
  };
  start_at_emptiest(rounds_);
  for (Line& line : groups_) start_at_emptiest(line);
}

void Placement::append(std::uint32_t class_index, std::size_t movable_from) {
  const Node round = open_node(rounds_, 0);
  Line& groups = groups_[class_index];
  std::uint32_t slave = kNone;
  Node group = 0;
  for (std::size_t place = 0; slave == kNone; ++place) {  // a new group has room for any slave
    group = open_node(groups, place);
    slave = common_free(round, group);
    if (slave == kNone) slave = make_common(round, group, movable_from);
  }
  const auto user = static_cast<std::uint32_t>(users_.size());
  users_.push_back({slave, class_index, round, group});
  occupy(round, slave, user);
  occupy(group, slave, user);
  close_full_nodes(rounds_);
  close_full_nodes(groups);
}

/// The open node number `place` of the line, a new one if there are not so many.
Placement::Node Placement::open_node(Line& line, std::size_t place) {
  while (line.open.size() <= place) {
    const auto node = static_cast<Node>(free_count_.size());
    slots_.resize(slots_.size() + slaves_, kFree);
    free_.resize(free_.size() + words_, ~std::uint64_t{0});
    if (slaves_ % 64 != 0) free_.back() = (std::uint64_t{1} << (slaves_ % 64)) - 1;
    free_count_.push_back(static_cast<std::uint32_t>(slaves_));
    bool ahead = false;
    for (std::uint32_t s = 0; s < line.running.size(); ++s) {
      if (line.running[s] <= line.level) continue;
      occupy(node, s, kRunning);
      ahead = true;
    }
    if (!ahead) Counts().swap(line.running);
    ++line.level;
    line.open.push_back(node);
  }
  return line.open[place];
}

void Placement::close_full_nodes(Line& line) {
  std::erase_if(line.open, [this](Node node) { return free_count_[node] == 0; });
}

std::uint32_t Placement::common_free(Node a, Node b) const {
  const std::uint64_t* in_a = &free_[a * words_];
  const std::uint64_t* in_b = &free_[b * words_];
  for (std::size_t w = 0; w < words_; ++w) {
    const std::uint64_t both = in_a[w] & in_b[w];
    if (both != 0) return static_cast<std::uint32_t>(w * 64 + __builtin_ctzll(both));
  }
  return kNone;
}

/// The first slave from `from` on that is free at the node.
std::uint32_t Placement::first_free(Node node, std::uint32_t from) const {
  for (std::size_t w = from / 64; w < words_; ++w) {
    std::uint64_t bits = free_[node * words_ + w];
    if (w == from / 64) bits &= ~std::uint64_t{0} << (from % 64);
    if (bits != 0) return static_cast<std::uint32_t>(w * 64 + __builtin_ctzll(bits));
  }
  return kNone;
}

/// Exchanges slaves among planned users so that one becomes free at both nodes; kNone if it cannot.
std::uint32_t Placement::make_common(Node round, Node group, std::size_t movable_from) {
  int tried = 0;
  for (std::uint32_t a = first_free(round, 0); a != kNone; a = first_free(round, a + 1)) {
    for (std::uint32_t b = first_free(group, 0); b != kNone; b = first_free(group, b + 1)) {
      // a is free at the round and b at the group: the path from either ends before the other.
      if (find_path(group, true, a, b, movable_from)) {
        exchange(a, b);
        return a;
      }
      if (find_path(round, false, b, a, movable_from)) {
        exchange(b, a);
        return b;
      }
      if (++tried == kMaxExchanges) return kNone;
    }
  }
  return kNone;
}

/// Follows the users that stand alternately on `first` and `second`, from `start` on, into path_.
/// False when one of them may not move.
bool Placement::find_path(Node start, bool from_group, std::uint32_t first, std::uint32_t second,
                          std::size_t movable_from) {
  path_.clear();
  Node node = start;
  std::uint32_t slave = first;
  bool at_group = from_group;
  while (path_.size() < kMaxPathUsers) {
    const std::uint32_t user = slot(node, slave);
    if (user == kFree) return true;
    if (user == kRunning || user < movable_from) return false;
    path_.push_back(user);
    node = at_group ? users_[user].round : users_[user].group;
    at_group = !at_group;
    slave = slave == first ? second : first;
  }
  return false;
}

void Placement::exchange(std::uint32_t first, std::uint32_t second) {
  for (const std::uint32_t user : path_) {
    vacate(users_[user].round, users_[user].slave);
    vacate(users_[user].group, users_[user].slave);
  }
  for (const std::uint32_t user : path_) {
    User& moved = users_[user];
    moved.slave = moved.slave == first ? second : first;
    occupy(moved.round, moved.slave, user);
    occupy(moved.group, moved.slave, user);
  }
}

void Placement::occupy(Node node, std::uint32_t slave, std::uint32_t user) {
  slot(node, slave) = user;
  free_[node * words_ + slave / 64] &= ~(std::uint64_t{1} << (slave % 64));
  --free_count_[node];
}

void Placement::vacate(Node node, std::uint32_t slave) {
  slot(node, slave) = kFree;
  free_[node * words_ + slave / 64] |= std::uint64_t{1} << (slave % 64);
  ++free_count_[node];
}

}  // namespace acrida
