// PairedFigures: ours and those of peers, measured one after the other in each round.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/bench_row.hpp"
#include "tests/bench/median.hpp"

namespace acrida::tests {

/// What else runs on the machine changes from minute to minute, so that ratios are taken within a round, and the
/// median over the rounds:
///
///   PairedFigures figures("http", "nginx, 50 connections", "us CPU per request", [] { return ours(); });
///   figures.against("wrk", 0.95, [] { return wrk(); });
///   figures.run(5);  // and reports a row for each peer
class PairedFigures {
 public:
  using Measure = std::function<double()>;

  PairedFigures(std::string bench, std::string what, std::string unit, Measure ours)
      : bench_(std::move(bench)),
        what_(std::move(what)),
        unit_(std::move(unit)),
        ours_(std::move(ours)) {}

  /// `most_ratio`: the goal for ours / the peer's; 0: none. `rounds`: fewer, for what is slow.
  void against(std::string peer, double most_ratio, Measure theirs, int rounds = 1000) {
    peers_.push_back({std::move(peer), most_ratio, std::move(theirs), rounds, {}, {}});
  }

  void run(int rounds) {
    std::vector<double> ours;
    for (int round = 0; round < rounds; ++round) {
      ours.push_back(ours_());
      for (Peer& peer : peers_) {
        if (round >= peer.rounds) continue;
        peer.figures.push_back(peer.measure());
        peer.ratios.push_back(ours.back() / peer.figures.back());
      }
    }
    for (const Peer& peer : peers_)
      report({bench_, what_, median(ours), unit_, peer.goal, peer.name, median(peer.figures),
              median(peer.ratios)});
  }

 private:
  struct Peer {
    std::string name;
    double goal = 0;
    Measure measure;
    int rounds = 0;
    std::vector<double> figures;
    std::vector<double> ratios;
  };

  std::string bench_;
  std::string what_;
  std::string unit_;
  Measure ours_;
  std::vector<Peer> peers_;
};

}  // namespace acrida::tests
