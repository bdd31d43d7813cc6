// A test that needs a feeder's file, a file that it opens itself and a library of its own.
#include <fstream>
#include <string>

#include <acrida/http.hpp>

#include "codec.hpp"

using namespace acrida;
using namespace std::chrono_literals;

static Feeder items{"items.csv", Feeder::circular, {.columns = {"id"}}};
static TestFile greeting{"words/greeting.txt"};
static TestFile codec{"libcodec.so.1", TestFile::library};

struct Reader : HttpUser {
  Reader() {
    wait_time = constant(20ms);
    add_task(&Reader::read);
    std::ifstream in(greeting.path());
    std::getline(in, word_);
    if (word_.empty()) throw std::runtime_error(greeting.path() + " cannot be read");
  }
  task<> read() {
    const Row item = co_await items.next(*this);
    co_await client.get("/item?id=" + std::string(item["id"]), {.name = "/item " + coded(word_)});
  }
  std::string word_;
};
ACRIDA_USER(Reader)
