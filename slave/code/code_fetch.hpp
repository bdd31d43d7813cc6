// CodeFetch: how a slave gets the test of its master, without any IO.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/clock.hpp"
#include "core/wire/code_messages.hpp"

namespace acrida {

/// What there is of a file already.
struct FoundFile {
  enum class State : std::uint8_t {
    whole,
    part,     // the first `bytes`; 0: nothing
    busy,     // another process is fetching it into the same cache
    missing,  // and it is not to be fetched
  };
  State state = State::part;
  std::uint64_t bytes = 0;
  std::string problem{};  // of what is missing: one line
};

/// Asks the master what its test consists of, and for the parts of its files that are not there.
/// Sans-IO: the shell carries the actions out in their order and answers them by the functions
/// below.
///
///   state    | event                            | next     | actions
///   ---------+----------------------------------+----------+------------------------------------
///   asking   | tick, each kAskPeriod            | asking   | Ask: what is the test?
///   any      | a manifest that is not ours      | looking  | Begin, Look at the first file
///   looking  | part                             | fetching | Ask for kWindow chunks
///   looking  | busy                             | looking  | Look again after kBusyPause; now and
///            |                                  |          | then Ask: what is the test?
///   looking  | whole                            | checking | Check
///   looking  | missing                          | asking   | as fail()
///   fetching | the next chunk                   | fetching | Store, Ask for one more
///   fetching | the last chunk                   | checking | Store, Check
///   fetching | nothing for kChunkTimeout        | fetching | Ask: what is the test? and the same
///            |                                  |          | chunks once more
///   checking | good                             | looking  | Look at the next file
///   checking | good, the last one               | asking   | Use, Ask: is it still this?
///   checking | bad                              | looking  | Discard, Look again; or as fail()
///   asking   | our manifest                     | current  | Current
///   current  | tick, each kRecheckPeriod        | current  | Ask: is it still this?
///   current  | no answer for kAnswerLimit       | asking   |
///   current  | recheck()                        | asking   | Ask: is it still this?
///   asking   | recheck(), all files are here    | asking   | Ask: the last answer died with a master
///   current  | our manifest with its files      | current  | Ask: so the master hears that it is here
///   current  | ... with another rate            | current  | Current
///   any      | fail()                           | asking   | GaveUp, Log; asks again after
///            |                                  |          | kRetryPause
///
/// One owner, one thread.
class CodeFetch {
 public:
  static constexpr std::chrono::seconds kAskPeriod{2};
  static constexpr std::chrono::seconds kRecheckPeriod{5};
  static constexpr std::chrono::seconds kAnswerLimit{12};
  static constexpr std::chrono::seconds kRetryPause{10};
  static constexpr std::chrono::milliseconds kBusyPause{500};
  static constexpr std::chrono::seconds kChunkTimeout{10};
  static constexpr std::chrono::seconds kProgressPeriod{3};
  /// Chunks on their way, so that the link does not idle for a round trip after each.
  static constexpr std::size_t kWindow = 2;
  /// A file that is broken more often is given up.
  static constexpr unsigned kMaxTries = 3;

  struct Ask {
    wire::ToCodeDesk message;
  };
  struct Begin {
    wire::CodeManifest manifest;
  };
  struct Look {  // answered by on_found()
    wire::CodeFile file;
  };
  struct Store {
    wire::CodeFile file;
    std::uint64_t offset;
    std::string bytes;
  };
  struct Check {  // answered by on_checked()
    wire::CodeFile file;
  };
  struct Discard {
    wire::CodeFile file;
  };
  struct Use {};      // every file of the manifest is there and good
  struct Current {};  // and the master has confirmed that it is its test
  struct GaveUp {     // for the time being
    std::string why;
  };
  struct Log {
    std::string text;
    bool is_warning = false;
  };
  using Action = std::variant<Ask, Begin, Look, Store, Check, Discard, Use, Current, GaveUp, Log>;
  using Actions = std::vector<Action>;

  /// While users run a test that is current is not asked about.
  Actions tick(Instant now, bool users_run);
  Actions on(const wire::FromCodeDesk& message, Instant now);
  Actions on_found(const FoundFile& found, Instant now);
  Actions on_checked(bool is_good, Instant now);
  /// An action could not be carried out: the rest of them is void. `why` is one line.
  Actions fail(const std::string& why, Instant now);
  /// This may be another master than the one that has confirmed the test.
  Actions recheck(Instant now);

  /// Of the test that is here, or being fetched: CodeManifest::replace_per_s.
  double replace_per_s() const { return replace_per_s_; }
  bool is_current() const { return state_ == State::current; }

 private:
  enum class State { asking, looking, fetching, checking, current };

  void handle(const wire::CodeManifest& manifest, Instant now);
  void handle(const wire::CodeChunk& chunk, Instant now);
  void ask(Instant now);
  bool ask_when_stuck(Instant now);
  void ask_for_chunks();
  void look();
  void give_up(const std::string& why, Instant now);
  void show_progress(Instant now);
  const wire::CodeFile& file() const { return manifest_.files[next_]; }
  Actions take();

  State state_ = State::asking;
  wire::CodeManifest manifest_;  // being fetched, or had
  double replace_per_s_ = 0;     // of it
  std::string have_;             // its id, when all of it is there
  std::size_t next_ = 0;         // the file at hand
  std::uint64_t stored_ = 0;     // bytes of it
  std::uint64_t asked_ = 0;
  std::uint64_t done_bytes_ = 0;  // of the files before it
  std::uint64_t total_bytes_ = 0;
  bool fetched_any_ = false;
  std::map<std::string, unsigned> bad_;  // how often, by hash
  Instant next_ask_{};
  Instant last_chunk_{};
  Instant last_progress_{};
  std::optional<Instant> look_at_;     // busy: when to look again
  std::optional<Instant> unanswered_;  // since when
  std::string last_problem_;           // logged once
  bool warned_of_silence_ = false;
  Actions actions_;
};

/// What is wrong with a manifest that a slave is to believe: a name that leaves the folder, two of
/// the same name, not exactly one test. Empty when nothing is. Pure.
std::string fault_of(const wire::CodeManifest& manifest);

}  // namespace acrida
