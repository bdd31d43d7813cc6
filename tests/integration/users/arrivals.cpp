// Arrivals: notes when each task should have begun and when it did, in nanoseconds of the monotonic
// clock, which the processes of a machine share.
#include <cstdio>
#include <unistd.h>
#include <vector>

#include <acrida/acrida.hpp>

using namespace acrida;
using namespace std::chrono_literals;

static Argument<std::string> log_dir{"log-dir", ".", "Where the times are written"};
static Argument<double> task_ms{"task-ms", 0, "How long a task takes"};

struct Times {
  ~Times() {
    const std::string path = *log_dir + "/" + std::to_string(getpid()) + "." +
                             std::to_string(reinterpret_cast<std::uintptr_t>(this)) + ".times";
    if (times.empty()) return;
    std::FILE* file = std::fopen(path.c_str(), "wb");
    std::fwrite(times.data(), sizeof(std::int64_t), times.size(), file);
    std::fclose(file);
  }
  std::vector<std::int64_t> times;  // intended, actual, intended, ...
};

struct Arriving : User {
  Arriving() { add_task(&Arriving::arrive); }
  task<> arrive() {
    static thread_local Times log;  // of the shard; written when its thread ends
    const auto now = std::chrono::steady_clock::now();
    if (const auto intended = intended_start()) {
      log.times.push_back(intended->time_since_epoch().count());
      log.times.push_back(now.time_since_epoch().count());
    }
    Request request(*this, "TASK", "arrive");
    if (*task_ms > 0) co_await sleep(std::chrono::microseconds(std::lround(1000 * *task_ms)));
    request.finish(0);
  }
};
ACRIDA_USER(Arriving)
