// Judge limits: from which figures on a second of a load generator is suspect or invalid, and why.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace acrida {

/// A figure at or above these is suspect, or invalid.
struct JudgeLimit {
  double suspect;
  double invalid;
};

// What distorts the results. ---------------------------------------------------------------------

/// p99 of the event loops' lag, and of the lateness of users' wake-ups. An answer that waits for its
/// loop is measured too long by the lag, and a late user sends later than it should. Of the tens of
/// milliseconds that a typical answer takes, 10 ms are worth a doubt and 50 ms are most of them; an
/// unloaded loop is late by less than 1 ms, on a busy machine by a few.
inline constexpr JudgeLimit kLag_ms{10, 50};
/// A 99th percentile means something from so many wake-ups on; of fewer, the loops' lag tells.
inline constexpr std::uint64_t kFewestWakeUps = 100;

/// Of the arrivals that were due: what was dropped is load that was asked for and not made. A rate
/// is held within 0.1 % otherwise.
inline constexpr JudgeLimit kDroppedPercent{0.1, 1};

// What is about to. ------------------------------------------------------------------------------

/// Of the cores that the runner may use: the rest is needed for peaks within the second. Never
/// invalid by itself: as long as no loop is late, the times are right.
inline constexpr double kBusyPercent = 90;
/// The runner got less than this of the CPU time it asked for, while it waited for at least half of
/// its cores' time: short waits of many threads are of no account.
inline constexpr double kStarvedGrantedPercent = 50;
inline constexpr double kStarvedWaitedPercent = 50;
/// Of the descriptors: without a free one no connection can be made. A plan may take 99 % of them
/// (see SocketLimits), so that only what the test opens beside it comes here.
inline constexpr JudgeLimit kDescriptorsPercent{99.2, 99.8};
/// Of the ephemeral ports: above it the kernel looks long for a free one. One can serve several
/// targets, and whose TIME_WAIT it is the kernel does not say: only the sockets know whether a port
/// was missing. Never invalid.
inline constexpr double kPortsPercent = 90;
/// Above it the kernel takes back what is in use (its lists of files, swap); at 98 it kills.
inline constexpr JudgeLimit kMemoryPercent{90, 98};

// Which cause a lag has: the first that applies. --------------------------------------------------

/// Below this of the CPU time that it asked for, a loop was late because of others; when it waited
/// for so much of one core's time.
inline constexpr double kCauseGrantedPercent = 80;
inline constexpr double kCauseWaitedPercent = 5;
/// The hypervisor gave this share of the machine to others.
inline constexpr double kCauseStolenPercent = 5;
/// The users themselves kept the cores busy. Else user code held a loop while others were free.
inline constexpr double kCauseBusyPercent = 80;

// From seconds to a verdict. ---------------------------------------------------------------------

/// A slave or a run is invalid when more than this share of its seconds is, and suspect when so many
/// are invalid or suspect: 5 % move a 95th percentile.
inline constexpr double kBadSecondsPercent = 5;
/// And at least so many: one hitch at the start is no verdict on a short run.
inline constexpr std::uint64_t kFewestBadSeconds = 2;
/// The rest of a second at a stop has too few ticks.
inline constexpr std::chrono::milliseconds kShortestWindow{500};
/// A slave cannot speak for more than the time since its connection was lost.
inline constexpr std::chrono::seconds kLongestWindow{60};

}  // namespace acrida
