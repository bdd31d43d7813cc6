// Takes rows in the mode that the argument names, and shows them in the names of its requests.
#include <acrida/http.hpp>

using namespace acrida;

static Argument<std::string> mode{"mode", "circular", "Which feeder"};
static Feeder any{"three.csv", Feeder::random};
static Feeder circular{"three.csv", Feeder::circular};
static Feeder shuffled{"three.csv", Feeder::shuffled, {.seed = 3}};
static Feeder once{"three.csv", Feeder::once};
static Feeder unique_rows{"three.csv", Feeder::unique};
static Feeder again{"three.csv", Feeder::unique, {.reuse = true}};
static Feeder lines{"two.jsonl", Feeder::circular};

struct Taker : HttpUser {
  Taker() {
    wait_time = constant(std::chrono::milliseconds(10));
    add_task(&Taker::take);
  }
  task<> take() {
    FeederBase* feeder = &any;
    if (*mode == "circular") feeder = &circular;
    if (*mode == "shuffled") feeder = &shuffled;
    if (*mode == "once") feeder = &once;
    if (*mode == "unique") feeder = &unique_rows;
    if (*mode == "again") feeder = &again;
    if (*mode == "lines") feeder = &lines;
    const Row row = co_await feeder->next(*this);
    co_await client.get("/items", {.name = std::string(row["name"])});
  }
};
ACRIDA_USER(Taker)
