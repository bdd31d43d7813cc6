// How do I use a library that blocks?
#include <fstream>
#include <thread>

#include <acrida/acrida.hpp>

using namespace acrida;
using namespace std::chrono_literals;

// Stands for a database driver, a queue's client, anything that waits inside a call.
std::size_t count_lines(const std::string& path) {
  std::this_thread::sleep_for(20ms);
  std::ifstream file(path);
  std::size_t lines = 0;
  for (std::string line; std::getline(file, line);) ++lines;
  return lines;
}

struct Reader : User {
  Reader() {
    wait_time = constant(50ms);
    add_task(&Reader::read);
  }
  // The call runs on a thread of a pool, the users of the shard go on meanwhile.
  task<> read() {
    auto lines =
        co_await measure("FILE", "/etc/passwd", offload([] { return count_lines("/etc/passwd"); }));
    lines.expect(lines.value() > 0, "it is empty");
  }
};
ACRIDA_USER(Reader)
