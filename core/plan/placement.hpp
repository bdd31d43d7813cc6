// Placement: which slave runs each user of a sequence of classes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace acrida {

/// Lays a sequence of users out over slaves so that at every prefix the users per slave differ by
/// at most one, and so do the users of each class per slave. That is the colouring of a bipartite
/// graph: on one side the rounds (S users one after the other, S = slaves), on the other the groups
/// (S users of one class one after the other); a user is an edge, its slave a colour, and no colour
/// may stand twice at a node. By König's theorem S colours suffice; conflicts are solved by
/// exchanging two colours along an alternating path.
///
/// Users that run already cannot change their slave; a conflict that only they could solve puts
/// a user into the next group of its class instead, and that class then differs by two for a while.
/// The further ahead users are planned before they start, the rarer that is. One owner.
class Placement {
 public:
  using Counts = std::vector<std::uint64_t>;

  /// `running[slave][class]` users are there already and stay where they are. At least one slave.
  Placement(const std::vector<Counts>& running, std::size_t classes);
  /// Plans one user more. Planned users from `movable_from` on may get another slave by that.
  void append(std::uint32_t class_index, std::size_t movable_from);

  std::size_t size() const { return users_.size(); }
  std::uint32_t slave_of(std::size_t user) const { return users_[user].slave; }
  std::uint32_t class_of(std::size_t user) const { return users_[user].class_index; }

 private:
  using Node = std::uint32_t;

  struct User {
    std::uint32_t slave;
    std::uint32_t class_index;
    Node round;
    Node group;
  };
  /// The rounds, or the groups of one class: nodes in the order in which they are filled. The
  /// n-th one holds the slaves that have at most n users more than the emptiest one had at first.
  struct Line {
    Counts running;  // per slave; empty once every slave has caught up
    std::uint64_t level = 0;
    std::vector<Node> open;  // not yet full, oldest first
  };
  /// The users that an exchange of two slaves moves.
  using Path = std::vector<std::uint32_t>;

  Node open_node(Line& line, std::size_t place);
  void close_full_nodes(Line& line);
  std::uint32_t common_free(Node a, Node b) const;
  std::uint32_t first_free(Node node, std::uint32_t from) const;
  std::uint32_t make_common(Node round, Node group, std::size_t movable_from);
  bool find_path(Node start, bool from_group, std::uint32_t first, std::uint32_t second,
                 std::size_t movable_from);
  void exchange(std::uint32_t first, std::uint32_t second);
  void occupy(Node node, std::uint32_t slave, std::uint32_t user);
  void vacate(Node node, std::uint32_t slave);
  std::uint32_t& slot(Node node, std::uint32_t slave) { return slots_[node * slaves_ + slave]; }

  std::size_t slaves_;
  std::size_t words_;                 // of a node's set of free slaves
  std::vector<std::uint32_t> slots_;  // per node and slave: the user, kFree or kRunning
  std::vector<std::uint64_t> free_;   // per node: a bit for each slave that is free
  std::vector<std::uint32_t> free_count_;
  std::vector<User> users_;
  Line rounds_;
  std::vector<Line> groups_;  // per class
  Path path_;
};

}  // namespace acrida
